import { type Principal, SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole, requireRole } from "../access/actor.ts";
import { groupTitles } from "../access/group-titles.ts";
import { membershipPath } from "../access/membership-path.ts";
import { toActor } from "../people/actor-for-session.ts";
import type { Ports } from "../ports/ports.ts";

type Needs = Pick<Ports, "database">;

export interface AccessPath {
  /** One of those who may read it. */
  readonly principal: Principal;
  /** From what the person is by themselves, through groups in groups, to `principal`. */
  readonly via: readonly Principal[];
}

export interface AccessExplanation {
  /** Who may read it. For others than administrators: their own part of it. */
  readonly allow: readonly Principal[];
  /** For one person: whether, and through which of those. */
  readonly person?: {
    readonly userId: string;
    readonly canRead: boolean;
    readonly through: readonly Principal[];
    readonly paths: readonly AccessPath[];
  };
  /** What sources call the groups named above; those that are unknown, or not for the asker to know, are absent. */
  readonly titles: Readonly<Record<Principal, string>>;
}

/**
 * Who can see a document, and why; with `personId` also whether that person can. Says nothing of its content, so that it also answers for documents
 * which the administrator who asks may not read. Everybody else is told about themselves alone, and of what they can read. Throws `not_found` for an
 * unknown document or person.
 */
export async function explainAccess(
  { database }: Needs,
  actor: Actor,
  documentId: string,
  personId: string | null,
): Promise<AccessExplanation> {
  if (!hasRole(actor, "admin")) return explainOwn({ database }, actor, documentId, personId);
  const document = await database.documents.get(documentId);
  if (document === null) throw unknownDocument();
  const allow = await database.acls.entries(document.aclId);
  if (personId === null) return { allow, titles: await groupTitles({ database }, actor, allow) };
  const person = await database.people.get(personId);
  if (person === null) throw new SmartyError("not_found", "There is no such person.");
  if (person.disabled) {
    const titles = await groupTitles({ database }, actor, allow);
    return { allow, person: { userId: personId, canRead: false, through: [], paths: [] }, titles };
  }
  const subject = toActor(person, "session", ["all"]);
  const canRead = (await database.forActor(subject).content.document(documentId)) !== null;
  const paths = await pathsOf({ database }, subject, allow);
  const titles = await groupTitles({ database }, actor, [...allow, ...paths.flatMap(({ via }) => via)]);
  return { allow, person: { userId: personId, canRead, through: paths.map(({ principal }) => principal), paths }, titles };
}

async function explainOwn({ database }: Needs, actor: Actor, documentId: string, personId: string | null): Promise<AccessExplanation> {
  if (personId !== null && personId !== actor.userId) requireRole(actor, "admin");
  const isReadable = (await database.forActor(actor).content.document(documentId)) !== null;
  const document = isReadable ? await database.documents.get(documentId) : null;
  if (document === null) throw unknownDocument();
  const paths = await pathsOf({ database }, actor, await database.acls.entries(document.aclId));
  const through = paths.map(({ principal }) => principal);
  const titles = await groupTitles(
    { database },
    actor,
    paths.flatMap(({ via }) => via),
  );
  return { allow: through, person: { userId: actor.userId, canRead: true, through, paths }, titles };
}

/** How somebody comes to be each of these; those that they are not are left out. */
async function pathsOf({ database }: Needs, subject: Actor, allow: readonly Principal[]): Promise<readonly AccessPath[]> {
  const principals = await database.forActor(subject).content.principals();
  const mine = new Set(principals);
  const through = allow.filter((principal) => mine.has(principal));
  const memberships = through.some((principal) => principal.startsWith("group:"))
    ? await database.sourceGroups.memberships(principals)
    : [];
  return through.map((principal) => ({ principal, via: membershipPath(principal, memberships) }));
}

function unknownDocument(): SmartyError {
  return new SmartyError("not_found", "There is no such document.");
}
