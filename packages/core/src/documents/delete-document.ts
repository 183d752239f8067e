import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";
import { removeItems } from "../sync/remove-items.ts";
import { removeEmptyFolders } from "./upload-folders.ts";
import { UPLOAD } from "./upload-source.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "bus">;

/** Erases an upload with all versions and all that lies inside of it: its uploader may, and an editor who can read it. What a source brought is deleted at the source. */
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
  const outermost = (await database.syncItems.parents(document.sourceId, [document.externalId])).get(document.externalId);
  if (outermost !== undefined) {
    throw new SmartyError(
      "conflict",
      "This document lies inside of an uploaded file. Delete that file: all that lies inside of it goes with it.",
    );
  }
  await database.transaction(async (tx) => {
    await removeItems(tx, { source: { id: document.sourceId }, now: clock.now() }, [document.externalId]);
    await removeEmptyFolders(tx, document.sourceId);
    await tx.jobs.add("drain-index", {}, { key: "drain-index", priority: -5 });
    await audit(ports, tx, actor, { action: "document.delete", objectId: documentId });
  });
  bus.publish("job-added", { task: "drain-index" });
}
