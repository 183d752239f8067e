import type { SourceDocument } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { DocumentWrite } from "../ports/database/documents.ts";
import type { ItemWrite } from "../ports/database/sources.ts";
import { failureOf } from "../sync/failure.ts";
import type { PreparedDocument } from "../sync/prepare-document.ts";
import { type PreparedItem, prepareItems } from "../sync/prepare-items.ts";
import { removeContent, removeLeftOut } from "../sync/remove-items.ts";
import { requireRoom } from "../sync/require-room.ts";
import { pipelineVersion } from "../sync/pipeline-version.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { drainIndex } from "./drain-index.ts";
import type { UploadJob } from "./request-upload.ts";
import { movedPath, saveFolders } from "./upload-folders.ts";
import type { UploadPlace } from "../ports/database/upload-places.ts";

type Needs = Pick<IngestPorts, "database" | "blobs" | "extractor" | "hash" | "clock" | "ids" | "logger" | "lexical" | "semantic" | "disk">;

/** Documents of one transaction: those inside of an upload are many at times. */
const AT_ONCE = 100;

/** Reads an upload, stores it with all that lies inside of it and brings it into the indexes. Repeating it is harmless. */
export async function ingestUpload(ports: Needs, job: UploadJob, signal: AbortSignal): Promise<void> {
  const { database, blobs } = ports;
  await requireRoom(ports);
  const place = await database.uploadPlaces.get(job.documentId);
  if (isOutdated(job, place)) return;
  const document = documentOf(job, place?.path ?? job.filename);
  const batch: PreparedItem[] = [];
  let last: PreparedItem | undefined;
  for await (const item of prepareItems(ports, document, (blobId) => blobs.read(blobId), signal)) {
    if (batch.push(item) >= AT_ONCE) await store(ports, job, place, batch.splice(0));
    last = item;
  }
  await store(ports, job, place, batch);
  const isUnread = last?.result instanceof Error;
  if (isUnread && (await database.documents.unreferencedBlobs([job.blobId])).length > 0) await blobs.remove(job.blobId);
  await drainIndex(ports, signal);
}

/** What came with a path was deleted since, or something newer lies there: its own job reads that. */
function isOutdated(job: UploadJob, place: UploadPlace | null): boolean {
  return job.isPlaced === true && place?.blobId !== job.blobId;
}

async function store(ports: Needs, job: UploadJob, before: UploadPlace | null, items: readonly PreparedItem[]): Promise<void> {
  const { database, clock, ids } = ports;
  await database.transaction(async (tx) => {
    const source = await tx.sources.get(job.sourceId);
    if (source === null || source.state === "deleting") return;
    // The conversation was deleted while its attachment was read.
    if (job.conversationId !== undefined && (await tx.conversations.attached([job.documentId])).length === 0) return;
    const place = await tx.uploadPlaces.get(job.documentId);
    if (isOutdated(job, place)) return;
    const containerId = place === null ? null : await saveFolders(tx, ports, place);
    const aclId = await tx.acls.shared(job.allow);
    const writes = items.flatMap(({ document, result, parent }): DocumentWrite[] => {
      if (result instanceof Error) return [];
      const own = { id: parent === undefined ? job.documentId : ids.next(), blobId: parent === undefined ? job.blobId : null, aclId };
      const write = toWrite(document, result, pipelineVersion(ports.extractor.version));
      // Its folder may have got another name while it was read.
      const path = before === null || place === null ? write.path : movedPath(write.path ?? "", before.path, place.path);
      return [{ ...write, ...own, containerId, path }];
    });
    const stored = await tx.documents.save(job.sourceId, writes, clock.now());
    const ledger = items.map((item) => toItem(item, job, stored));
    await tx.syncItems.save(job.sourceId, ledger, "upload", clock.now());
    await removeOld(tx, job, items, clock.now());
  });
}

/** What is no longer inside of the upload; all of it when the upload itself could never be read to its end. */
async function removeOld(tx: Transaction, job: UploadJob, items: readonly PreparedItem[], now: number): Promise<void> {
  const context = { source: { id: job.sourceId }, now };
  const upload = items.find((item) => item.parent === undefined);
  if (upload === undefined) return;
  if (upload.result instanceof Error) {
    if ((await tx.documents.get(job.documentId)) === null) await removeContent(tx, context, [job.documentId]);
  } else await removeLeftOut(tx, context, new Map([[job.documentId, upload.children ?? []]]));
}

type Write = Omit<DocumentWrite, "id" | "blobId" | "aclId" | "containerId">;

function toWrite(document: SourceDocument, result: PreparedDocument, version: string): Write {
  return {
    ...result,
    externalId: document.id,
    url: document.url,
    path: document.path ?? null,
    metadata: { ...document.metadata, filename: document.path?.split("/").at(-1) ?? "" },
    changeKey: document.changeKey,
    pipelineVersion: version,
    aclInherits: false,
    sourceAcl: document.acl,
  };
}

function toItem({ document, result, parent }: PreparedItem, job: UploadJob, stored: ReadonlyMap<string, string>): ItemWrite {
  const item = {
    externalId: document.id,
    containerExternalId: job.uploadedBy,
    url: document.url,
    ...(parent !== undefined && { parentExternalId: parent }),
  };
  if (result instanceof Error)
    return {
      ...item,
      ...failureOf(result),
      documentId: null,
      title: parent === undefined ? (document.path ?? document.title) : document.title,
    };
  return { ...item, documentId: stored.get(document.id) ?? null, state: "indexed", title: result.title };
}

function documentOf(job: UploadJob, path: string): SourceDocument {
  return {
    id: job.documentId,
    changeKey: job.blobId,
    title: job.filename,
    // Opens the original, where the reader may read it.
    url: `/api/v1/documents/${job.documentId}/file${job.conversationId === undefined ? "" : `?conversation=${job.conversationId}`}`,
    mimeType: "application/octet-stream",
    path,
    updatedAt: job.at,
    metadata: { uploadedBy: job.uploadedBy },
    acl: { mode: "restricted", allow: job.allow },
    sections: [{ kind: "blob", blob: { blobId: job.blobId, sizeBytes: 0 }, mimeType: "application/octet-stream", filename: job.filename }],
  };
}
