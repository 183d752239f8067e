import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { toActor } from "../people/actor-for-session.ts";
import type { Ports } from "../ports/ports.ts";

export interface AccessExplanation {
  /** Who may read it. */
  readonly allow: readonly string[];
  /** For one person: whether, and through which of those. */
  readonly person?: { readonly userId: string; readonly canRead: boolean; readonly through: readonly string[] };
}

/**
 * Who can see a document, and why; with `personId` also whether that person can. Says nothing of its content, so that it also answers for documents the
 * asker may not read. Throws `not_found` for an unknown document or person.
 */
export async function explainAccess(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  documentId: string,
  personId: string | null,
): Promise<AccessExplanation> {
  requireRole(actor, "admin");
  const document = await database.documents.get(documentId);
  if (document === null) throw new SmartyError("not_found", "There is no such document.");
  const allow = await database.acls.entries(document.aclId);
  if (personId === null) return { allow };
  const person = await database.people.get(personId);
  if (person === null) throw new SmartyError("not_found", "There is no such person.");
  if (person.disabled) return { allow, person: { userId: personId, canRead: false, through: [] } };
  const { content } = database.forActor(toActor(person, "session", ["all"]));
  const principals = new Set(await content.principals());
  const canRead = (await content.document(documentId)) !== null;
  return { allow, person: { userId: personId, canRead, through: allow.filter((principal) => principals.has(principal)) } };
}
