import type { admin_directory_v1 } from "@googleapis/admin";
import type { Group, GroupOp, Principal } from "@smartypants/sdk";
import { groupPrincipal, userPrincipal } from "./access.ts";
import { listUsers } from "./accounts.ts";
import type { DriveContext } from "./context.ts";
import { pages } from "./drive-calls.ts";
import { dataOf, type Google, openGoogle } from "./google.ts";
import { isNotFound } from "./google-error.ts";
import { inOrder } from "./in-order.ts";
import { CONCURRENCY } from "./plan.ts";
import { wordsOfRun } from "./sync-drive.ts";

const PAGE = 200;
/** Everybody of the domain, where a group has them all as one member. */
const EVERYBODY = "customer";

/**
 * Who is in which Google group; groups in groups stay groups. Without access to the directory there are none, so that what is shared with a
 * group alone is found by nobody.
 */
export async function* syncGroups(context: DriveContext): AsyncGenerator<GroupOp, void> {
  try {
    const credential = await context.credentials.get();
    const reads = credential.way === "delegation" || (credential.way === "oauth" && context.settings.readGroups);
    if (!reads) {
      context.log("info", "Google groups are not read: what is shared with a group alone is found by nobody.");
      yield { op: "end", complete: true };
      return;
    }
    const google = await openGoogle(context, credential);
    let hasEverybody = false;
    const groups = await listGroups(google);
    for await (const group of inOrder(groups, CONCURRENCY, (each) => toGroup(google, each))) {
      context.signal.throwIfAborted();
      if (group === null) continue;
      hasEverybody ||= group.members.includes(`group:${EVERYBODY}`);
      yield { op: "group", group };
    }
    if (hasEverybody) yield { op: "group", group: await everybody(google) };
    yield { op: "end", complete: true };
  } catch (error) {
    throw wordsOfRun(context, error);
  }
}

function listGroups(google: Google): Promise<readonly admin_directory_v1.Schema$Group[]> {
  return pages(async (pageToken) => {
    const data = await dataOf(
      google.directory().groups.list({
        customer: "my_customer",
        maxResults: PAGE,
        fields: "nextPageToken,groups(id,email,name)",
        ...(pageToken !== undefined && { pageToken }),
      }),
    );
    return { items: data.groups ?? [], next: data.nextPageToken };
  });
}

/** Null for one that was deleted since it was listed: nobody is in it. */
async function toGroup(google: Google, { email, name }: admin_directory_v1.Schema$Group): Promise<Group | null> {
  const principal = groupPrincipal(email);
  if (principal === null || typeof email !== "string") return null;
  try {
    const members = await listMembers(google, email);
    const principals = new Set(members.flatMap((member) => memberPrincipal(member) ?? []));
    return {
      id: principal.slice("group:".length),
      ...(typeof name === "string" && name !== "" && { title: name }),
      members: [...principals].toSorted(),
    };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

function listMembers(google: Google, groupKey: string): Promise<readonly admin_directory_v1.Schema$Member[]> {
  return pages(async (pageToken) => {
    const data = await dataOf(
      google.directory().members.list({
        groupKey,
        maxResults: PAGE,
        fields: "nextPageToken,members(id,email,type,status)",
        ...(pageToken !== undefined && { pageToken }),
      }),
    );
    return { items: data.members ?? [], next: data.nextPageToken };
  });
}

function memberPrincipal({ type, email, status }: admin_directory_v1.Schema$Member): Principal | null {
  if (status === "SUSPENDED") return null;
  if (type === "CUSTOMER") return `group:${EVERYBODY}`;
  return type === "GROUP" ? groupPrincipal(email) : userPrincipal(email);
}

async function everybody(google: Google): Promise<Group> {
  const users = await listUsers(google);
  const members = users.flatMap(({ primaryEmail, suspended, archived }) =>
    suspended === true || archived === true ? [] : (userPrincipal(primaryEmail) ?? []),
  );
  return { id: EVERYBODY, title: "Everybody in the domain", members: [...new Set(members)].toSorted() };
}
