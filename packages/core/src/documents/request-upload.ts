import { isPrincipal, SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import { requireRoom } from "../sync/require-room.ts";
import { cutText } from "./cut-text.ts";
import { uploadKey } from "./end-lost-uploads.ts";
import { uploadSource } from "./upload-source.ts";

/** Bytes of one uploaded file. */
const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

export interface Upload {
  readonly filename: string;
  readonly stream: ReadableStream<Uint8Array>;
  /** Of the asker's choice: the same bytes with the same key are one upload, however often they come. Absent: each time is a new one. */
  readonly onceKey?: string;
}

export interface UploadAccess {
  /** `private`: the uploader alone. */
  readonly mode: "private" | "everyone" | "restricted";
  readonly allow?: readonly string[];
}

/** What a job needs to store an upload; survives a crash, for the bytes are in the blob store. */
export interface UploadJob {
  readonly documentId: string;
  readonly sourceId: string;
  readonly blobId: string;
  readonly filename: string;
  readonly allow: readonly string[];
  readonly uploadedBy: string;
  readonly at: number;
  /** The conversation that it is attached to, and goes with. */
  readonly conversationId?: string;
}

type Needs = Pick<Ports, "database" | "blobs" | "ids" | "clock" | "bus" | "disk" | "hash">;

/** Keeps the original and queues its reading. The name is metadata only: it is never a path. */
export async function requestUpload(
  ports: Needs,
  actor: Actor,
  upload: Upload,
  access: UploadAccess,
): Promise<{ documentId: string; title: string }> {
  requireRole(actor, "member");
  const allow = allowOf(actor, access);
  const { job } = await storeUpload(ports, actor, upload, { allow, maxBytes: MAX_UPLOAD_BYTES });
  return { documentId: job.documentId, title: job.filename };
}

interface Placed {
  readonly allow: readonly string[];
  readonly maxBytes: number;
  readonly conversationId?: string;
  /** What else belongs into the same transaction. Runs before the upload is queued; may refuse by throwing. */
  readonly alongside?: (tx: Transaction, job: UploadJob, sizeBytes: number) => Promise<void>;
}

/** Keeps the original and queues its reading, for whoever `allow` names. */
export async function storeUpload(
  ports: Needs,
  actor: Actor,
  upload: Upload,
  { allow, maxBytes, conversationId, alongside }: Placed,
): Promise<{ readonly job: UploadJob; readonly sizeBytes: number }> {
  requireRole(actor, "member");
  await requireRoom(ports);
  const source = await uploadSource(ports, actor);
  const { blobId, sizeBytes } = await ports.blobs.put(upload.stream, maxBytes);
  const filename = cleanName(upload.filename);
  const { onceKey } = upload;
  const documentId = onceKey === undefined ? ports.ids.next() : ports.hash(["upload", actor.userId, blobId, onceKey].join("\n"));
  const about = { documentId, sourceId: source.id, blobId, filename, allow, uploadedBy: actor.userId, at: ports.clock.now() };
  const job: UploadJob = { ...about, ...(conversationId !== undefined && { conversationId }) };
  await ports.database.transaction(async (tx) => {
    if (onceKey !== undefined && (await tx.forActor(actor).uploads.item(documentId)) !== null) return;
    await alongside?.(tx, job, sizeBytes);
    const item = { externalId: documentId, documentId: null, containerExternalId: actor.userId, state: "queued" as const, title: filename };
    await tx.syncItems.save(source.id, [item], "upload", job.at);
    await tx.jobs.add("ingest-upload", job, { key: uploadKey(documentId), priority: -10, maxAttempts: 5 });
  });
  ports.bus.publish("job-added", { task: "ingest-upload" });
  return { job, sizeBytes };
}

function allowOf(actor: Actor, access: UploadAccess): readonly string[] {
  if (access.mode === "everyone") return ["everyone"];
  if (access.mode === "private") {
    if (actor.verifiedAt !== null) return [`user:${actor.email}`];
    throw new SmartyError("conflict", "Your address is not verified yet, so nobody could read a private upload. Ask an administrator.");
  }
  const allow = access.allow ?? [];
  allow.forEach((principal, index) => {
    if (isPrincipal(principal)) return;
    const message = `"${principal}" is not a principal. Write user:<e-mail>, domain:<name>, group:local/<id> or everyone, in lower case.`;
    throw new SmartyError("invalid", message, { fields: [{ path: `access.allow.${index}`, message }] });
  });
  return allow;
}

function cleanName(name: string): string {
  const last = name.replaceAll("\\", "/").split("/").at(-1) ?? "";
  const clean = cutText(last.replaceAll(/\p{Cc}/gu, "").trim(), 255);
  return clean === "" ? "upload" : clean;
}
