import { type Group, isPrincipal } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import { ownPrincipal } from "../sources/resolve-access.ts";
import { cutText } from "../documents/cut-text.ts";
import { cleanText } from "./clean-op.ts";

/** Characters of a title. */
const MAX_TITLE = 300;

/** Replaces the whole membership of a source's group, and its title where one is given. A member that is no principal is nobody. */
export async function saveGroup(tx: Transaction, sourceId: string, group: Group): Promise<string> {
  const id = cleanText(group.id);
  const members = group.members.map((member) => ownPrincipal(sourceId, cleanText(member))).filter(isPrincipal);
  await tx.acls.setGroupMembers(sourceId, id, members);
  // Without a word about it the title that is known stays: what tells of a single group may know its members alone.
  if (group.title !== undefined) await tx.sourceGroups.setTitle(sourceId, id, oneLine(group.title));
  return id;
}

function oneLine(title: string): string {
  return cutText(
    cleanText(title)
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim(),
    MAX_TITLE,
  );
}
