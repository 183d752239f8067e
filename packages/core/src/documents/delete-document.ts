import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";
import { UPLOAD } from "./upload-source.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "bus">;

/** Erases an upload with all versions: its uploader may, and an editor who can read it. What a source brought is deleted at the source. */
export async function deleteDocument(ports: Needs, actor: Actor, documentId: string): Promise<void> {
  const { database, clock, bus } = ports;
  const document = await database.forActor(actor).content.document(documentId);
  if (document === null) throw new SmartyError("not_found", "There is no such document.");
  if (document.connector !== UPLOAD) {
    throw new SmartyError("conflict", `This document comes from ${document.sourceName}. Delete it there; the next sync removes it here.`);
  }
  if (document.metadata["uploadedBy"] !== actor.userId && !hasRole(actor, "editor")) {
    throw new SmartyError("forbidden", "Only the person who uploaded it, or an editor, may delete it.");
  }
  await database.transaction(async (tx) => {
    await tx.documents.remove([documentId], clock.now());
    await tx.syncItems.remove(document.sourceId, [document.externalId]);
    await tx.jobs.add("drain-index", {}, { key: "drain-index", priority: -5 });
    await audit(ports, tx, actor, { action: "document.delete", objectId: documentId });
  });
  bus.publish("job-added", { task: "drain-index" });
}
