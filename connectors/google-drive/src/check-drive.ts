import { type CheckResult, isSmartyError, SmartyError } from "@smartypants/sdk";
import { ownEmail } from "./accounts.ts";
import type { DriveContext } from "./context.ts";
import { type DriveCredential, keyFileOf } from "./credential.ts";
import { getFile, listPermissions } from "./drive-calls.ts";
import { dataOf, type Google, openGoogle } from "./google.ts";
import { GoogleError } from "./google-error.ts";
import { READ_FILES, READ_GROUPS, READ_METADATA, READ_USERS } from "./scopes.ts";
import { createScope } from "./scope.ts";
import { wordsOfRun } from "./sync-drive.ts";

const UNSEEN =
  "The account may only read, and Google shows who has access to Editors alone. Share folders with it as Editor (Content manager in shared drives), or choose yourself who may read this source: until then what it may only read is found by that account alone.";

/** Without a way in, nothing else can be tried. */
const SIGN_IN = "sign_in";

interface Probe {
  readonly id: string;
  readonly title: string;
  readonly required: boolean;
  readonly missingScope?: string;
  /** Probes without which this one would only say the same again. */
  readonly after?: readonly string[];
  /** What was found, in a few words; empty when there is nothing to say. Throws when it is not all right. */
  readonly run: () => Promise<string>;
}

/** Asks for as little as shows that a sync would work: one token, person, group and file. */
export async function* checkDrive(context: DriveContext): AsyncGenerator<CheckResult, void> {
  const credential = await context.credentials.get();
  const google = await openGoogle(context, credential);
  const failed = new Set<string>();
  for (const { run, missingScope, after = [], ...shown } of probesOf(context, google, credential)) {
    if ([SIGN_IN, ...after].some((id) => failed.has(id))) {
      yield { ...shown, status: "skipped" };
      continue;
    }
    try {
      const detail = await run();
      yield { ...shown, status: "ok", ...(detail !== "" && { detail }) };
    } catch (error) {
      const words = wordsOfRun(context, error);
      // The result of a check is what it is for; anything that is not about Google goes on.
      if (!isSmartyError(words) || words.code === "aborted") throw words;
      yield {
        ...shown,
        status: "failed",
        remediation: words.message,
        ...(missingScope !== undefined && words.code === "config" && { missingScope }),
      };
      failed.add(shown.id);
    }
  }
}

function probesOf(context: DriveContext, google: Google, credential: DriveCredential): readonly Probe[] {
  // An administrator need not see a folder that somebody else of the domain does.
  if (credential.way === "delegation") return delegationProbes(google, credential);
  return [
    signIn(google, ""),
    permissionsProbe(google, credential),
    ...groupProbes(context, google, credential),
    ...folderProbes(context, google),
  ];
}

function signIn(google: Google, account: string): Probe {
  return {
    id: SIGN_IN,
    title: "Google lets this source in",
    required: true,
    run: async () => {
      if (account === "") return `signed in as ${await ownEmail(google)}`;
      await google.tokens.get(account, [READ_FILES]);
      return `acts for ${account}`;
    },
  };
}

const USERS = "scope_users";
const GROUPS = "scope_groups";
const DIRECTORY = [USERS, GROUPS];

function delegationProbes(google: Google, credential: Extract<DriveCredential, { way: "delegation" }>): readonly Probe[] {
  const { adminEmail } = credential;
  const scope = (id: string, title: string, name: string): Probe => ({
    id,
    title,
    required: true,
    missingScope: name,
    run: async () => {
      await google.tokens.get(adminEmail, [name]);
      return "";
    },
  });
  return [
    {
      ...signIn(google, adminEmail),
      missingScope: READ_FILES,
      run: async () => `${keyFileOf(credential).client_email} ${await signIn(google, adminEmail).run()}`,
    },
    scope("scope_metadata", "Names, places and permissions may be read", READ_METADATA),
    scope(USERS, "People of the domain may be listed", READ_USERS),
    scope(GROUPS, "Google groups may be read", READ_GROUPS),
    {
      id: "drive_api",
      title: "The Drive API answers",
      required: true,
      run: async () => {
        await getFile(google, adminEmail, "root");
        return "";
      },
    },
    // One token is for both.
    { id: "people", title: "People are found", required: true, after: DIRECTORY, run: () => onePerson(google) },
    { id: "groups", title: "Groups are found", required: false, after: DIRECTORY, run: () => oneGroup(google) },
  ];
}

async function onePerson(google: Google): Promise<string> {
  const { users } = await dataOf(google.directory().users.list({ customer: "my_customer", maxResults: 1, fields: "users(primaryEmail)" }));
  return users?.[0]?.primaryEmail ?? "nobody yet";
}

async function oneGroup(google: Google): Promise<string> {
  const { groups } = await dataOf(google.directory().groups.list({ customer: "my_customer", maxResults: 1, fields: "groups(email)" }));
  return groups?.[0]?.email ?? "the domain has none";
}

/** Only who may share a file sees its readers: an account that sees few of them leaves most files to itself. */
function permissionsProbe(google: Google, { way }: DriveCredential): Probe {
  return {
    id: "permissions_visible",
    title: "It can be seen who may read the files",
    required: false,
    run: async () => {
      const { files } = await dataOf(
        google.drive("").files.list({
          q: "trashed = false",
          pageSize: 1,
          corpora: "user",
          supportsAllDrives: true,
          includeItemsFromAllDrives: true,
          fields: "files(id,driveId,permissions(id))",
        }),
      );
      const file = files?.[0];
      if (file === undefined) return way === "serviceAccount" ? "nothing is shared with the service account yet" : "no file yet";
      if (file.permissions !== undefined) return "";
      await listPermissions(google, "", file.id ?? "").catch((error: unknown) => {
        if (error instanceof GoogleError && error.status === 403) throw new SmartyError("forbidden", UNSEEN, { cause: error });
        throw error;
      });
      return "";
    },
  };
}

function groupProbes({ settings }: DriveContext, google: Google, { way }: DriveCredential): readonly Probe[] {
  const about = { id: "groups", title: "Google groups are read", required: false, missingScope: READ_GROUPS };
  if (way === "oauth" && settings.readGroups) return [{ ...about, run: () => oneGroup(google) }];
  return [
    { ...about, title: "Google groups are not read", run: () => Promise.resolve("what is shared with a group alone is found by nobody") },
  ];
}

function folderProbes({ settings }: DriveContext, google: Google): readonly Probe[] {
  return [...createScope(settings).folders].map((id, at) => ({
    id: `folder_${at + 1}`,
    title: `Chosen folder ${at + 1} can be seen`,
    required: false,
    run: async () => {
      const folder = await getFile(google, "", id);
      if (folder === null)
        throw new SmartyError("not_found", `The folder ${id} cannot be seen. Check its link, and share it with the account.`);
      return folder.name ?? "";
    },
  }));
}
