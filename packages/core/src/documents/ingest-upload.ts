import type { SourceDocument } from "@smartypants/sdk";
import { failureOf } from "../sync/failure.ts";
import { type PreparedDocument, prepareDocument } from "../sync/prepare-document.ts";
import { requireRoom } from "../sync/require-room.ts";
import { pipelineVersion } from "../sync/pipeline-version.ts";
import { isDocumentsOwn } from "../sync/sync-batch.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { drainIndex } from "./drain-index.ts";
import type { UploadJob } from "./request-upload.ts";

type Needs = Pick<IngestPorts, "database" | "blobs" | "extractor" | "hash" | "clock" | "lexical" | "semantic" | "disk">;

/** Reads an upload, stores it and brings it into the indexes. Repeating it is harmless. */
export async function ingestUpload(ports: Needs, job: UploadJob, signal: AbortSignal): Promise<void> {
  const { database, clock, blobs } = ports;
  await requireRoom(ports);
  const prepared = await prepare(ports, job, signal);
  await database.transaction(async (tx) => {
    const source = await tx.sources.get(job.sourceId);
    if (source === null || source.state === "deleting") return;
    const item = { externalId: job.documentId, containerExternalId: job.uploadedBy, url: urlOf(job) };
    if (prepared instanceof Error) {
      await tx.syncItems.save(
        job.sourceId,
        [{ ...item, ...failureOf(prepared), documentId: null, title: job.filename }],
        "upload",
        clock.now(),
      );
      return;
    }
    const write = {
      ...prepared,
      id: job.documentId,
      externalId: job.documentId,
      containerId: null,
      url: urlOf(job),
      path: job.filename,
      metadata: { uploadedBy: job.uploadedBy, filename: job.filename },
      changeKey: job.blobId,
      pipelineVersion: pipelineVersion(ports.extractor.version),
      aclId: await tx.acls.shared(job.allow),
      aclInherits: false,
      sourceAcl: { mode: "restricted" as const, allow: job.allow },
      blobId: job.blobId,
    };
    await tx.documents.save(job.sourceId, [write], clock.now());
    await tx.syncItems.save(
      job.sourceId,
      [{ ...item, documentId: job.documentId, state: "indexed", title: prepared.title }],
      "upload",
      clock.now(),
    );
  });
  if (prepared instanceof Error && (await database.documents.unreferencedBlobs([job.blobId])).length > 0) await blobs.remove(job.blobId);
  await drainIndex(ports, signal);
}

/** Opens the original, where the reader may read it. */
function urlOf({ documentId }: UploadJob): string {
  return `/api/v1/documents/${documentId}/file`;
}

async function prepare(ports: Needs, job: UploadJob, signal: AbortSignal): Promise<PreparedDocument | Error> {
  const document: SourceDocument = {
    id: job.documentId,
    changeKey: job.blobId,
    title: job.filename,
    url: urlOf(job),
    mimeType: "application/octet-stream",
    path: job.filename,
    updatedAt: job.at,
    acl: { mode: "restricted", allow: job.allow },
    sections: [{ kind: "blob", blob: { blobId: job.blobId, sizeBytes: 0 }, mimeType: "application/octet-stream", filename: job.filename }],
  };
  try {
    return await prepareDocument(ports, document, (blobId) => ports.blobs.read(blobId), signal);
  } catch (error) {
    if (isDocumentsOwn(error)) return error;
    throw error;
  }
}
