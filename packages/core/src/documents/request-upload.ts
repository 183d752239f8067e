import { isPrincipal, SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
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
  await requireRoom(ports);
  const source = await uploadSource(ports, actor);
  const { blobId } = await ports.blobs.put(upload.stream, MAX_UPLOAD_BYTES);
  const filename = cleanName(upload.filename);
  const { onceKey } = upload;
  const documentId = onceKey === undefined ? ports.ids.next() : ports.hash(["upload", actor.userId, blobId, onceKey].join("\n"));
  const job: UploadJob = { documentId, sourceId: source.id, blobId, filename, allow, uploadedBy: actor.userId, at: ports.clock.now() };
  await ports.database.transaction(async (tx) => {
    if (onceKey !== undefined && (await tx.forActor(actor).uploads.item(documentId)) !== null) return;
    const item = { externalId: documentId, documentId: null, containerExternalId: actor.userId, state: "queued" as const, title: filename };
    await tx.syncItems.save(source.id, [item], "upload", job.at);
    await tx.jobs.add("ingest-upload", job, { key: uploadKey(documentId), priority: -10, maxAttempts: 5 });
  });
  ports.bus.publish("job-added", { task: "ingest-upload" });
  return { documentId, title: filename };
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
