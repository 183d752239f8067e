import type { LiveHint } from "@smartypants/sdk";
import { queueSync } from "../sources/request-sync.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { readsGroups } from "./sync-groups.ts";
import type { ItemsRequest } from "./sync-items.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "bus" | "connectors">;

/** Queues a sync when its turn in the source's queue has come. */
export const SYNC_AGAIN_TASK = "scheduled-sync";

/** More items at once are a pass over the source. */
const MAX_ITEMS = 100;

/**
 * Turns hints into work: items into one job that fetches them, together with those that wait for it already; containers and the source into at most a
 * sync; groups into a reading of the memberships. Hints are never the truth: they say where to look.
 */
export async function queueHints(ports: Needs, source: Source, hints: readonly LiveHint[]): Promise<void> {
  const connector = ports.connectors.get(source.connector);
  if (hints.length === 0 || connector === undefined) return;
  if (hints.some(({ scope }) => scope === "groups") && readsGroups(source, connector)) await queueGroups(ports, source);
  const items = hints.flatMap(({ scope, id }) => (scope === "item" && id !== undefined ? [id] : []));
  const isWhole = hints.some(({ scope, id }) => scope === "container" || scope === "source" || (scope === "item" && id === undefined));
  const mustSync = isWhole || (items.length > 0 && (connector.fetchOne === undefined || !(await addItems(ports, source, items))));
  if (mustSync) await syncAfter(ports, source);
}

/** A run that has begun may be past what the hint is about: another one follows it. One that has not will see it. */
async function syncAfter(ports: Needs, source: Source): Promise<void> {
  const open = await ports.database.syncRuns.open(source.id);
  if (open === null || open.startedAt === null) {
    await queueSync(ports, source, "live", { requestedBy: null });
    return;
  }
  const { id: sourceId } = source;
  await ports.database.transaction((tx) =>
    tx.jobs.add(SYNC_AGAIN_TASK, { sourceId }, { key: `again:${sourceId}`, queue: `source:${sourceId}` }),
  );
}

/** A reading that waits already is enough; the schedule's own never runs beside it. */
async function queueGroups({ database, bus }: Needs, { id: sourceId }: Source): Promise<void> {
  const slot = { key: `groups:${sourceId}`, queue: `cron:groups:${sourceId}`, priority: -5 };
  await database.transaction((tx) => tx.jobs.add("sync-groups", { sourceId }, slot));
  bus.publish("job-added", { task: "sync-groups" });
}

/** False when they are too many: then none of them waits any more. */
async function addItems({ database, bus }: Needs, source: Source, items: readonly string[]): Promise<boolean> {
  const added = await database.transaction((tx) => mergeItems(tx, source, items));
  if (added) bus.publish("job-added", { task: "sync-items" });
  return added;
}

async function mergeItems({ jobs }: Transaction, { id: sourceId }: Source, items: readonly string[]): Promise<boolean> {
  const key = `hints:${sourceId}`;
  const waiting = (await jobs.waitingPayload(key)) as ItemsRequest | null;
  const externalIds = [...new Set([...(waiting?.externalIds ?? []), ...items])];
  if (externalIds.length > MAX_ITEMS) {
    await jobs.removeByKey(key);
    return false;
  }
  const payload: ItemsRequest = { sourceId, externalIds, trigger: "items" };
  await jobs.add("sync-items", payload, { key, queue: `source:${sourceId}`, priority: -5, maxAttempts: 3 });
  return true;
}
