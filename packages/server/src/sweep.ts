import type { Ports } from "@smartypants/core";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EMBEDDINGS_AT_ONCE = 500;
const BLOBS_AT_ONCE = 200;

/** Erases what nobody needs any more: old versions, events of ended answers, idempotency keys, vectors and blobs without an owner. */
export async function sweep({ database, blobs, clock, logger }: Ports, signal: AbortSignal): Promise<void> {
  const now = clock.now();
  const swept = {
    versions: await database.documents.sweepVersions(now - 90 * DAY_MS),
    events: await database.answers.sweepEvents(now - DAY_MS),
    idempotency: await database.records.sweepIdempotency(now - DAY_MS),
    usage: await database.records.sweepUsage(now - 400 * DAY_MS),
    throttles: await database.people.sweepThrottles(now - 5 * HOUR_MS),
    embeddings: 0,
    blobs: 0,
  };
  for (let last = EMBEDDINGS_AT_ONCE; last === EMBEDDINGS_AT_ONCE && !signal.aborted; swept.embeddings += last) {
    last = await database.embeddings.sweep(EMBEDDINGS_AT_ONCE);
  }
  swept.blobs = await sweepBlobs({ database, blobs }, now - HOUR_MS, signal);
  logger.info(swept, "swept");
}

/** A blob younger than an hour may belong to an upload that is not stored yet. */
async function sweepBlobs({ database, blobs }: Pick<Ports, "database" | "blobs">, before: number, signal: AbortSignal): Promise<number> {
  let removed = 0;
  let old: string[] = [];
  const flush = async (): Promise<void> => {
    for (const blobId of await database.documents.unreferencedBlobs(old)) {
      await blobs.remove(blobId);
      removed += 1;
    }
    old = [];
  };
  for await (const { blobId, storedAt } of blobs.list()) {
    signal.throwIfAborted();
    if (storedAt < before) old.push(blobId);
    if (old.length >= BLOBS_AT_ONCE) await flush();
  }
  if (old.length > 0) await flush();
  return removed;
}
