import type { Source, SyncRun } from "../ports/database/sources.ts";
import type { SyncPorts } from "./run-sync.ts";
import { removeItems } from "./remove-items.ts";
import { NO_COUNTS } from "./sync-batch.ts";

export interface PruneRequest {
  readonly source: Source;
  readonly run: SyncRun;
  /** What has marked the items that were shown; see `Checkpoint`. */
  readonly listing: string;
  readonly confirmRemoval: boolean;
  /** Containers (external ids) that could not be listed whole: nothing in them is removed. */
  readonly incomplete: readonly string[];
  /** False: the listing says nothing of containers, so that none of them is removed. True when absent. */
  readonly showsContainers?: boolean;
}

const MANY = 100;
const LARGE_SHARE = 0.2;
const BATCH = 200;

/**
 * Removes what a complete listing did not show. When that is more than 20 % and more than 100 items it waits for a second complete listing or
 * the operator's word: a source that has lost its permissions looks empty too. Returns the sentence for the run when it held back.
 */
export async function pruneUnseen(ports: SyncPorts, request: PruneRequest, signal: AbortSignal): Promise<SyncRun["error"]> {
  const { database, clock } = ports;
  const { run, listing } = request;
  // As it is now: the operator or an earlier try may have changed it.
  const source = (await database.sources.get(request.source.id)) ?? request.source;
  const spared = await withDescendants(database, source.id, request.incomplete);
  const count = await database.syncItems.countUnseen(source.id, listing, spared);
  const total = await database.syncItems.count(source.id);
  const isSuspicious = count > MANY && count > total * LARGE_SHARE;
  // More than last time means that some are missing for the first time. The same run again is no second listing.
  const isConfirmed = source.absence !== null && source.absence.runId !== run.id && count <= source.absence.count;
  if (isSuspicious && !request.confirmRemoval && !isConfirmed) {
    await database.sources.update(source.id, { absence: { count, runId: run.id } }, clock.now());
    const message = `${count} of ${total} items have disappeared at once. They stay until the next complete sync confirms it, or until you do.`;
    return { code: "conflict", message };
  }
  for (;;) {
    signal.throwIfAborted();
    const gone = await database.syncItems.unseen(source.id, listing, spared, BATCH);
    if (gone.length === 0) break;
    const context = { source, now: clock.now() };
    await database.transaction(async (tx) => {
      const { items } = await removeItems(tx, context, gone);
      await tx.syncRuns.addCounts(run.id, { ...NO_COUNTS, deleted: items });
    });
  }
  if (source.absence !== null) await database.sources.update(source.id, { absence: null }, clock.now());
  if (request.incomplete.length === 0 && request.showsContainers !== false) await database.containers.removeUnseen(source.id, listing);
  return null;
}

/** External ids of these containers and of all below them. */
async function withDescendants(
  database: SyncPorts["database"],
  sourceId: string,
  externalIds: readonly string[],
): Promise<readonly string[]> {
  if (externalIds.length === 0) return [];
  const all = await database.containers.ofSource(sourceId);
  const roots = new Set(externalIds);
  const spared = new Set(all.filter((container) => roots.has(container.externalId)).map((container) => container.id));
  for (let before = -1; before !== spared.size;) {
    before = spared.size;
    for (const { id, parentId } of all) if (parentId !== null && spared.has(parentId)) spared.add(id);
  }
  return [...externalIds, ...all.filter((container) => spared.has(container.id)).map((container) => container.externalId)];
}
