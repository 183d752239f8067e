import { isPrincipal, SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import type { UploadPlace } from "../ports/database/upload-places.ts";
import { requireRoom } from "../sync/require-room.ts";
import { cutText } from "./cut-text.ts";
import { uploadKey } from "./end-lost-uploads.ts";
import { pathOf, type UploadPath } from "./upload-path.ts";
import { uploadSource } from "./upload-source.ts";

const MB = 1024 * 1024;

export interface Upload {
  readonly filename: string;
  readonly stream: ReadableStream<Uint8Array>;
  /** Where it lies below the uploader's own root, its name included. What they have uploaded there before gets a new version. Absent: in no folder, and always a new document. */
  readonly path?: UploadPath;
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
  /** It came with a path: only what lies there still, with this very content, is stored. */
  readonly isPlaced?: true;
}

type Needs = Pick<Ports, "database" | "settings" | "blobs" | "ids" | "clock" | "bus" | "disk" | "hash">;

/**
 * Keeps the original and queues its reading. Name and path are metadata only: nothing is written there. Without `access` it is the uploader's alone, and a new
 * version of what is there already keeps its readers.
 */
export async function requestUpload(
  ports: Needs,
  actor: Actor,
  upload: Upload,
  access?: UploadAccess,
): Promise<{ documentId: string; title: string }> {
  requireRole(actor, "member");
  const chosen = access === undefined ? undefined : allowOf(actor, access);
  const allow: Placed["allow"] = async (tx, known) =>
    chosen ?? (known === null ? undefined : await allowBefore(tx, known)) ?? allowOf(actor, { mode: "private" });
  const { job } = await storeUpload(ports, actor, upload, { allow, maxBytes: ports.settings.get("documents.uploadMegabytes") * MB });
  return { documentId: job.documentId, title: job.filename };
}

async function allowBefore(tx: Transaction, { documentId }: UploadPlace): Promise<readonly string[] | undefined> {
  const stored = await tx.documents.get(documentId);
  if (stored !== null) return tx.acls.entries(stored.aclId);
  return ((await tx.jobs.waitingPayload(uploadKey(documentId))) as UploadJob | null)?.allow;
}

interface Placed {
  /** Who may read it; asked with what lies at its path already. */
  readonly allow: (tx: Transaction, known: UploadPlace | null) => Promise<readonly string[]>;
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
  const { onceKey } = upload;
  const newId = onceKey === undefined ? ports.ids.next() : ports.hash(["upload", actor.userId, blobId, onceKey].join("\n"));
  const path = upload.path === undefined ? undefined : pathOf(upload.path);
  const filename = upload.path?.name ?? cleanName(upload.filename);
  const about = { sourceId: source.id, blobId, filename, uploadedBy: actor.userId, at: ports.clock.now() };
  const job = await ports.database.transaction(async (tx) => {
    const known = path === undefined ? null : ((await tx.uploadPlaces.at(source.id, actor.userId, [path])).get(path) ?? null);
    const documentId = known?.documentId ?? newId;
    const made: UploadJob = {
      ...about,
      documentId,
      allow: await allow(tx, known),
      ...(conversationId !== undefined && { conversationId }),
      ...(path !== undefined && { isPlaced: true }),
    };
    if (known === null && onceKey !== undefined && (await tx.forActor(actor).uploads.item(documentId)) !== null) return made;
    await alongside?.(tx, made, sizeBytes);
    const stored = known === null ? null : await tx.documents.get(documentId);
    const item = { externalId: documentId, documentId: stored?.id ?? null, containerExternalId: actor.userId, title: path ?? filename };
    await tx.syncItems.save(source.id, [{ ...item, state: "queued" }], "upload", made.at);
    if (path !== undefined) await tx.uploadPlaces.put({ documentId, sourceId: source.id, userId: actor.userId, path, blobId });
    await tx.jobs.add("ingest-upload", made, { key: uploadKey(documentId), priority: -10, maxAttempts: 5 });
    return made;
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
