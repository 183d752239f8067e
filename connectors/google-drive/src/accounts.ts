import type { admin_directory_v1 } from "@googleapis/admin";
import { SmartyError } from "@smartypants/sdk";
import type { DriveContext } from "./context.ts";
import { type DriveCredential, keyFileOf } from "./credential.ts";
import { pages } from "./drive-calls.ts";
import { dataOf, type Google } from "./google.ts";

/** Somebody whose files are read. */
export interface Account {
  /** In whose name requests are made; empty for the credential itself. */
  readonly name: string;
  /** Lower case. */
  readonly email: string;
}

const USER_PAGE = 500;

/** Everybody of the domain who can sign in, or the one account of the credential. Sorted, so that two runs go the same way. */
export async function listAccounts(context: DriveContext, google: Google, credential: DriveCredential): Promise<readonly Account[]> {
  if (credential.way === "serviceAccount") return [{ name: "", email: keyFileOf(credential).client_email.toLowerCase() }];
  if (credential.way === "oauth") return [{ name: "", email: await ownEmail(google) }];
  const chosen = new Set(context.settings.users);
  const users = await listUsers(google);
  const emails = users.flatMap(({ primaryEmail, suspended, archived }) => {
    const email = primaryEmail?.toLowerCase() ?? "";
    const isWanted = email !== "" && suspended !== true && archived !== true && (chosen.size === 0 || chosen.has(email));
    return isWanted ? [email] : [];
  });
  if (emails.length === 0)
    throw new SmartyError(
      "config",
      "None of the people whose files should be read is an active user of the domain. Check the list of people in the settings.",
    );
  return [...new Set(emails)].toSorted().map((email) => ({ name: email, email }));
}

export async function ownEmail(google: Google): Promise<string> {
  const { user } = await dataOf(google.drive("").about.get({ fields: "user(emailAddress)" }));
  return user?.emailAddress?.toLowerCase() ?? "";
}

export function listUsers(google: Google, query?: string): Promise<readonly admin_directory_v1.Schema$User[]> {
  return pages(async (pageToken) => {
    const data = await dataOf(
      google.directory().users.list({
        customer: "my_customer",
        maxResults: USER_PAGE,
        fields: "nextPageToken,users(id,primaryEmail,name(fullName),suspended,archived)",
        ...(query !== undefined && { query }),
        ...(pageToken !== undefined && { pageToken }),
      }),
    );
    return { items: data.users ?? [], next: data.nextPageToken };
  });
}
