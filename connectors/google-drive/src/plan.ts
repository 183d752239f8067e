import { isSmartyError, SmartyError } from "@smartypants/sdk";
import { type Account, listAccounts } from "./accounts.ts";
import type { DriveContext } from "./context.ts";
import type { DriveCredential } from "./credential.ts";
import { type Corpus, type DriveFile, getFile, listDrives, type SharedDrive } from "./drive-calls.ts";
import { FOLDER } from "./formats.ts";
import { type Google, openGoogle } from "./google.ts";
import { isAccountsOwn, toRunError } from "./google-error.ts";
import { mapInOrder } from "./in-order.ts";
import { createScope, type Scope } from "./scope.ts";
import { sourceTime } from "./source-time.ts";

/** A list of Google's with a change log of its own: one person's, or a shared drive's. */
export interface Root {
  /** `user:<e-mail>` or `drive:<id>`. */
  readonly key: string;
  readonly corpus: Corpus;
  /** The folder at the top: "My Drive", or the drive itself. */
  readonly top: DriveFile;
}

/** Everything that a run has to know before it asks for files. */
export interface Session {
  readonly context: DriveContext;
  readonly google: Google;
  readonly way: DriveCredential["way"];
  readonly scope: Scope;
  readonly maxBytes: number;
  readonly now: number;
  /** By address. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** By key; people first. */
  readonly roots: ReadonlyMap<string, Root>;
}

/** Requests under way for one run. */
export const CONCURRENCY = 8;

/** Signs in and finds out whose files there are. A person who cannot be acted for is left out; wrong settings and credentials throw. */
export async function openSession(context: DriveContext): Promise<Session> {
  context.signal.throwIfAborted();
  const { settings } = context;
  const credential = await context.credentials.get();
  const google = await openGoogle(context, credential);
  try {
    const everybody = await listAccounts(context, google, credential);
    const seen = await mapInOrder(everybody, CONCURRENCY, (account) => seeAccount(context, google, account));
    const present = seen.flatMap((each) => each ?? []);
    if (present.length === 0) throw new SmartyError("config", "Nobody's Drive can be read. Run the connection check for what to do.");
    const scope = createScope(settings);
    return {
      context,
      google,
      way: credential.way,
      scope,
      maxBytes: Math.floor(settings.maxFileSizeMb * 1024 ** 2),
      now: await sourceTime(context),
      accounts: new Map(present.map(({ account }) => [account.email, account])),
      roots: rootsOf(settings.myDrives, scope.driveIds, settings.sharedDrives === "selected", present),
    };
  } catch (error) {
    throw isSmartyError(error) ? error : toRunError(error);
  }
}

interface SeenAccount {
  readonly account: Account;
  readonly top: DriveFile;
  readonly drives: readonly SharedDrive[];
}

/** Null for a person who has no Drive, was suspended, or left. */
async function seeAccount(context: DriveContext, google: Google, account: Account): Promise<SeenAccount | null> {
  try {
    const { sharedDrives } = context.settings;
    const [top, drives] = await Promise.all([
      getFile(google, account.name, "root"),
      sharedDrives === "none" ? [] : listDrives(google, account.name),
    ]);
    return { account, top: top ?? blankTop(account), drives };
  } catch (error) {
    if (!isAccountsOwn(error)) throw error;
    context.log("warn", "A person's Drive cannot be read and is left out: the account is suspended, or has no Drive.", {
      account: account.email,
    });
    return null;
  }
}

/** For an account that cannot see the top of its Drive: what lies there is shown among what is shared with it. */
function blankTop({ email }: Account): DriveFile {
  return {
    id: `my-drive-of-${email}`,
    name: "My Drive",
    mimeType: FOLDER,
    owners: [{ emailAddress: email }],
    permissions: [{ type: "user", role: "owner", emailAddress: email }],
  };
}

function rootsOf(
  withPeople: boolean,
  driveIds: ReadonlySet<string>,
  isSelected: boolean,
  present: readonly SeenAccount[],
): ReadonlyMap<string, Root> {
  const roots = new Map<string, Root>();
  for (const { account, top } of present)
    if (withPeople) roots.set(`user:${account.email}`, { key: `user:${account.email}`, corpus: { account: account.name }, top });
  for (const { id, name, account } of bestViewers(present)) {
    if (isSelected && !driveIds.has(id)) continue;
    const top: DriveFile = { id, name, driveId: id, mimeType: FOLDER };
    roots.set(`drive:${id}`, { key: `drive:${id}`, corpus: { account, driveId: id }, top });
  }
  return roots;
}

/** Each shared drive once, with whoever may do most in it: only those see who else has access. */
function bestViewers(present: readonly SeenAccount[]): readonly (SharedDrive & { readonly account: string })[] {
  const best = new Map<string, SharedDrive & { readonly account: string }>();
  for (const { account, drives } of present)
    for (const drive of drives) {
      const before = best.get(drive.id);
      if (before === undefined || drive.rank > before.rank) best.set(drive.id, { ...drive, account: account.name });
    }
  return [...best.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Where a file is at home: the list that is asked about it. Null for one that only shows because somebody outside shared it. */
export function homeOf({ roots, accounts, way }: Session, { driveId, owners }: DriveFile): Root | null {
  const drive = typeof driveId === "string" ? roots.get(`drive:${driveId}`) : undefined;
  if (drive !== undefined) return drive;
  if (way !== "delegation") return roots.get(`user:${[...accounts.keys()].join()}`) ?? null;
  return typeof driveId === "string" ? null : (roots.get(`user:${owners?.[0]?.emailAddress?.toLowerCase() ?? ""}`) ?? null);
}

/** Whether the settings leave out what lies in the shared drive of this file. */
export function isDriveLeftOut({ context, roots }: Session, { driveId }: DriveFile): boolean {
  return typeof driveId === "string" && !roots.has(`drive:${driveId}`) && context.settings.sharedDrives !== "all";
}
