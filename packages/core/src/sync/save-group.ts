import { type Group, isPrincipal } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import { ownPrincipal } from "../sources/resolve-access.ts";
import { cleanText } from "./clean-op.ts";

/** Replaces the whole membership of a source's group. A member that is no principal is nobody. */
export async function saveGroup(tx: Transaction, sourceId: string, group: Group): Promise<string> {
  const id = cleanText(group.id);
  const members = group.members.map((member) => ownPrincipal(sourceId, cleanText(member))).filter(isPrincipal);
  await tx.acls.setGroupMembers(sourceId, id, members);
  return id;
}
