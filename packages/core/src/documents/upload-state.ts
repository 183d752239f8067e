import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { SyncItem } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";

export interface UploadState {
  readonly id: string;
  readonly title: string;
  readonly state: SyncItem["state"];
  readonly reason?: string;
}

const LOOK_MS = 40;
const SHOWN = 100;

/** How far an own upload has come; another's looks missing. */
export async function uploadState({ database }: Pick<Ports, "database">, actor: Actor, documentId: string): Promise<UploadState> {
  const item = await database.forActor(actor).uploads.item(documentId);
  if (item === null) throw new SmartyError("not_found", "There is no such upload.");
  const stored = item.state === "indexed" ? await database.documents.get(documentId) : null;
  // Stored and not yet in the indexes: nobody would find it.
  const state = stored !== null && stored.indexedVersion !== stored.version ? "queued" : item.state;
  return { id: documentId, title: item.title ?? documentId, state, ...(item.reason !== null && { reason: item.reason }) };
}

/** Own uploads that nobody can find, and why: not read yet, of a kind that is not read, or failed. */
export async function openUploads(
  { database }: Pick<Ports, "database">,
  actor: Actor,
): Promise<readonly (UploadState & { readonly updatedAt: number })[]> {
  const items = await database.forActor(actor).uploads.open(SHOWN);
  return items.map(({ externalId, title, state, reason, updatedAt }) => ({
    id: externalId,
    title: title ?? externalId,
    state,
    ...(reason !== null && { reason }),
    updatedAt,
  }));
}

/** Waits for own uploads to be read, at most `timeoutMs`; what takes longer stays `queued`. */
export async function awaitUploads(
  ports: Pick<Ports, "database">,
  actor: Actor,
  documentIds: readonly string[],
  timeoutMs: number,
): Promise<readonly UploadState[]> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const states = await Promise.all(documentIds.map((id) => uploadState(ports, actor, id)));
    if (states.every((each) => each.state !== "queued") || performance.now() >= end) return states;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
