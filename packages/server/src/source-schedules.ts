import {
  checkCredential,
  CHECK_CREDENTIAL_TASK,
  type Cron,
  type JobHandler,
  type Ports,
  queueInventory,
  queueSync,
  readsGroups,
  type Source,
  SYNC_AGAIN_TASK,
} from "@smartypants/core";

/** Sets what each of these sources does by the clock: syncs as its operator wants, memberships every five minutes, an inventory every night. */
export async function setSourceSchedules(ports: Pick<Ports, "jobs" | "connectors">, sources: readonly Source[]): Promise<void> {
  const { jobs } = ports;
  await jobs.setCrons("source:", sources.flatMap(syncOf));
  await jobs.setCrons(
    "groups:",
    sources.flatMap((source) => groupsOf(ports, source)),
  );
  await jobs.setCrons(
    "inventory:",
    sources.flatMap((source) => inventoryOf(ports, source)),
  );
}

function syncOf({ id, schedule }: Source): Cron[] {
  if (schedule === null) return [];
  return [{ name: `source:${id}`, pattern: schedule, task: SYNC_AGAIN_TASK, payload: { sourceId: id } }];
}

/** Memberships change without a word of their documents: their schedule waits for no sync. */
function groupsOf({ connectors }: Pick<Ports, "connectors">, source: Source): Cron[] {
  const connector = connectors.get(source.connector);
  if (connector === undefined || !readsGroups(source, connector)) return [];
  return [{ name: `groups:${source.id}`, pattern: "*/5 * * * *", task: "sync-groups", payload: { sourceId: source.id } }];
}

/** At another minute for each, so that they do not all begin at once. A source that syncs only when told to is left alone at night too. */
function inventoryOf({ connectors }: Pick<Ports, "connectors">, { id, connector, schedule }: Source): Cron[] {
  if (schedule === null || connectors.get(connector)?.inventory === undefined) return [];
  const minute = id.split("").reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 60, 0);
  return [{ name: `inventory:${id}`, pattern: `${minute} 2 * * *`, task: "scheduled-inventory", payload: { sourceId: id } }];
}

export function sourceScheduleHandlers(ports: Ports): Record<string, JobHandler> {
  const active = async (payload: unknown): Promise<Source | null> => {
    const source = await ports.database.sources.get((payload as { sourceId: string }).sourceId);
    return source?.state === "active" ? source : null;
  };
  return {
    [SYNC_AGAIN_TASK]: async (payload) => {
      const source = await active(payload);
      if (source !== null) await queueSync(ports, source, "schedule", { requestedBy: null });
    },
    "scheduled-inventory": async (payload) => {
      const source = await active(payload);
      if (source !== null) await queueInventory(ports, source, { requestedBy: null });
    },
    [CHECK_CREDENTIAL_TASK]: async (payload, { signal }) => {
      const source = await active(payload);
      if (source !== null) await checkCredential(ports, source, signal);
    },
    "check-credentials": async (_payload, { signal }) => {
      for (const source of await ports.database.sources.all()) {
        if (source.state === "active" && !signal.aborted) await checkCredential(ports, source, signal);
      }
    },
  };
}
