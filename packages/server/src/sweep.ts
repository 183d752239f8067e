import { followedBy, forgetOutlived, type Ports, requireState, sweepUnanswered } from "@smartypants/core";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EMBEDDINGS_AT_ONCE = 500;
const BLOBS_AT_ONCE = 200;

/** Erases what nobody needs any more: old versions, events of ended answers, idempotency keys, vectors and blobs without an owner. */
export async function sweep(ports: Ports, signal: AbortSignal): Promise<void> {
  const { database, blobs, clock, logger } = ports;
  const now = clock.now();
  await forgetOutlived(ports);
  const swept = {
    versions: await database.documents.sweepVersions(now - 90 * DAY_MS),
    events: await database.answers.sweepEvents(now - DAY_MS),
    previews: await database.evaluations.sweepPreviews(now - DAY_MS),
    idempotency: await database.records.sweepIdempotency(now - DAY_MS),
    erasures: await database.personalData.sweepErasures(now - 30 * DAY_MS),
    webhookDeliveries: await database.webhooks.sweepDeliveries(now - 7 * DAY_MS),
    signIns: await database.signIn.sweepJourneys(now),
    connections: await database.sourceConnections.sweep(now),
    unanswered: await sweepUnanswered(ports),
    throttles: await database.people.sweepThrottles(now - 5 * HOUR_MS),
    embeddings: 0,
    blobs: 0,
  };
  for (let last = EMBEDDINGS_AT_ONCE; last === EMBEDDINGS_AT_ONCE && !signal.aborted; swept.embeddings += last) {
    last = await database.embeddings.sweep(EMBEDDINGS_AT_ONCE);
  }
  swept.embeddings += await sweepModels(ports, signal);
  swept.blobs = await sweepBlobs({ database, blobs }, now - HOUR_MS, signal);
  logger.info(swept, "swept");
}

/** Vectors of models that are not followed any more. */
async function sweepModels({ database }: Ports, signal: AbortSignal): Promise<number> {
  const state = await requireState(database);
  const wanted = new Set([...followedBy(state), ...(state.next?.choice ? [state.next.choice] : [])].map((choice) => choice.model));
  let removed = 0;
  for (const model of await database.embeddings.models()) {
    if (wanted.has(model)) continue;
    for (let last = EMBEDDINGS_AT_ONCE; last === EMBEDDINGS_AT_ONCE && !signal.aborted; removed += last) {
      last = await database.embeddings.forget(model, EMBEDDINGS_AT_ONCE);
    }
  }
  return removed;
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
