import type { Choice } from "@smartypants/sdk";
import { listUsers } from "./accounts.ts";
import type { DriveContext } from "./context.ts";
import type { DriveCredential } from "./credential.ts";
import { type Corpus, listDrives, listFiles, quoted } from "./drive-calls.ts";
import { FOLDER } from "./formats.ts";
import { type Google, openGoogle } from "./google.ts";
import { wordsOfRun } from "./sync-drive.ts";
import { titleOf } from "./titles.ts";

const MAX_CHOICES = 200;

/** What the account, or the administrator, sees of what can be picked. */
export async function driveChoices(context: DriveContext, setting: string, typed: string): Promise<readonly Choice[]> {
  try {
    const credential = await context.credentials.get();
    const google = await openGoogle(context, credential);
    const choices = await choicesOf(google, credential, setting.replace(/\.\d+$/, ""), typed.trim());
    return choices.slice(0, MAX_CHOICES);
  } catch (error) {
    throw wordsOfRun(context, error);
  }
}

function choicesOf(google: Google, credential: DriveCredential, setting: string, typed: string): Promise<readonly Choice[]> {
  const account = credential.way === "delegation" ? credential.adminEmail : "";
  if (setting === "driveIds") return drives(google, account, typed);
  if (setting === "folders" || setting === "excludeFolders") return folders(google, { account }, typed);
  return setting === "users" && credential.way === "delegation" ? people(google, typed) : Promise.resolve([]);
}

async function drives(google: Google, account: string, typed: string): Promise<readonly Choice[]> {
  const all = await listDrives(google, account);
  return all.filter(({ name }) => matches(name, typed)).map(({ id, name }) => ({ value: id, label: titleOf(name) }));
}

async function folders(google: Google, corpus: Corpus, typed: string): Promise<readonly Choice[]> {
  const named = typed === "" ? "" : ` and name contains ${quoted(typed)}`;
  const { files } = await listFiles(google, corpus, `trashed = false and mimeType = ${quoted(FOLDER)}${named}`, undefined);
  const shared = new Map((await listDrives(google, corpus.account)).map(({ id, name }) => [id, name]));
  return files.flatMap(({ id, name, driveId, owners }) => {
    if (typeof id !== "string") return [];
    const place = typeof driveId === "string" ? shared.get(driveId) : owners?.[0]?.emailAddress;
    return [{ value: id, label: titleOf(name), ...(typeof place === "string" && { detail: place }) }];
  });
}

async function people(google: Google, typed: string): Promise<readonly Choice[]> {
  const users = await listUsers(google);
  return users.flatMap(({ primaryEmail, name, suspended, archived }) => {
    const email = primaryEmail?.toLowerCase();
    if (email === undefined || suspended === true || archived === true || !matches(`${email} ${name?.fullName ?? ""}`, typed)) return [];
    return [{ value: email, label: email, ...(typeof name?.fullName === "string" && { detail: name.fullName }) }];
  });
}

function matches(text: string, typed: string): boolean {
  return text.toLowerCase().includes(typed.toLowerCase());
}
