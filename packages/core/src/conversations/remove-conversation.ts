import type { Attachment } from "../ports/database/conversations.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import { removeItems } from "../sync/remove-items.ts";

type Needs = Pick<Ports, "database" | "clock" | "bus">;

/** Erases a conversation with its messages, answers and attachments, whoever's it is. */
export async function removeConversation({ database, clock, bus }: Needs, id: string): Promise<void> {
  const hadFiles = await database.transaction(async (tx) => {
    const attachments = await tx.conversations.attachments(id);
    await removeAttachments(tx, attachments, clock.now());
    await tx.answers.removeConversation(id);
    return attachments.length > 0;
  });
  if (hadFiles) bus.publish("job-added", { task: "drain-index" });
}

/** Their documents, with all that lies inside of them, leave the indexes; the bytes go with the next sweep. */
export async function removeAttachments(tx: Transaction, attachments: readonly Attachment[], now: number): Promise<void> {
  if (attachments.length === 0) return;
  const ids = attachments.map(({ documentId }) => documentId);
  for (const source of await tx.sources.all()) {
    if (source.connector === "upload") await removeItems(tx, { source, now }, ids);
  }
  await tx.conversations.detach(ids);
  await tx.jobs.add("drain-index", {}, { key: "drain-index", priority: -5 });
}

/** Temporary conversations are erased so long after their last question. */
const TEMPORARY_MS = 3_600_000;
const AT_ONCE = 100;

/** Erases temporary conversations whose hour is over, and attachments whose conversation went with its person. Returns how many conversations. */
export async function endTemporary(ports: Needs): Promise<number> {
  const { database, clock } = ports;
  const outlived = await database.conversations.outlived(clock.now() - TEMPORARY_MS, AT_ONCE);
  for (const id of outlived) await removeConversation(ports, id);
  const lost = await database.conversations.lostAttachments(AT_ONCE);
  if (lost.length > 0) await database.transaction((tx) => removeAttachments(tx, lost, clock.now()));
  return outlived.length;
}
