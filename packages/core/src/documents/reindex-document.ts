import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole } from "../access/actor.ts";
import type { DocumentDetail } from "../ports/database/actor-scope.ts";
import type { Ports } from "../ports/ports.ts";
import { retryItems } from "../sources/retry-items.ts";
import { uploadKey } from "./end-lost-uploads.ts";
import type { UploadJob } from "./request-upload.ts";
import { UPLOAD } from "./upload-source.ts";

type Needs = Pick<Ports, "database" | "bus" | "connectors">;

/** Has a document fetched and read again: by editors who may read it, and an upload also by whoever uploaded it. */
export async function reindexDocument(ports: Needs, actor: Actor, documentId: string): Promise<void> {
  const document = await ports.database.forActor(actor).content.document(documentId);
  if (document === null) throw new SmartyError("not_found", "There is no such document.");
  const isOwn = document.connector === UPLOAD && document.metadata["uploadedBy"] === actor.userId;
  if (!isOwn && !hasRole(actor, "editor")) throw new SmartyError("forbidden", "Only an editor may have this document read again.");
  if (document.connector === UPLOAD) return readUploadAgain(ports, document);
  if (ports.connectors.get(document.connector)?.fetchOne === undefined) {
    throw new SmartyError("conflict", `${document.sourceName} cannot be asked for a single document. Sync the whole source instead.`);
  }
  await retryItems(ports, actor, document.sourceId, [document.externalId]);
}

async function readUploadAgain({ database, bus }: Needs, document: DocumentDetail): Promise<void> {
  const stored = await database.documents.get(document.id);
  if (stored === null || document.blobId === null) {
    throw new SmartyError("conflict", "This document lies inside of an uploaded file. Have that file read again.");
  }
  const job: UploadJob = {
    documentId: document.id,
    sourceId: document.sourceId,
    blobId: document.blobId,
    filename: String(document.metadata["filename"] ?? document.title),
    allow: await database.acls.entries(stored.aclId),
    uploadedBy: String(document.metadata["uploadedBy"] ?? ""),
    at: document.updatedAt,
  };
  await database.transaction(async (tx) => {
    const place = await tx.uploadPlaces.get(document.id);
    // What came to its path later may have been unreadable: this is what is read again.
    if (place !== null) await tx.uploadPlaces.put({ ...place, blobId: job.blobId });
    const placed: UploadJob = place === null ? job : { ...job, isPlaced: true };
    await tx.jobs.add("ingest-upload", placed, { key: uploadKey(document.id), maxAttempts: 5 });
  });
  bus.publish("job-added", { task: "ingest-upload" });
}
