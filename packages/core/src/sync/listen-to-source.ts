import { pause } from "../documents/pause.ts";
import { queueSync } from "../sources/request-sync.ts";
import type { Source } from "../ports/database/sources.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import { connectorContext } from "./connector-context.ts";
import { pipelineVersion } from "./pipeline-version.ts";
import type { ItemsRequest } from "./sync-items.ts";

type Needs = Pick<IngestPorts, "database" | "clock" | "ids" | "bus" | "logger" | "connectors" | "extractor">;

/** Hints are gathered this long, so that saving a hundred files is one job. */
const GATHER_MS = 1_000;
/** More items at once are a full sync. */
const MAX_ITEMS = 100;
const RESTART_MS = 30_000;

/** Turns a source's hints into jobs until the signal aborts. A listener that fails is started again; the full pass remains the truth. */
export async function listenToSource(ports: Needs, source: Source, signal: AbortSignal): Promise<void> {
  const connector = ports.connectors.get(source.connector);
  if (connector?.listen === undefined) return;
  const gatherer = createGatherer(ports, source);
  while (!signal.aborted) {
    try {
      const context = connectorContext(ports, {
        source,
        connector,
        scratch: createBlobScratch(),
        pipelineVersion: pipelineVersion(ports.extractor.version),
        signal,
      });
      for await (const hint of connector.listen(context)) gatherer.add(hint.scope === "item" ? hint.id : undefined);
    } catch (error) {
      if (signal.aborted) break;
      ports.logger.warn({ err: error, sourceId: source.id }, "listening for changes failed; the scheduled sync will find them");
    }
    await pause(RESTART_MS, signal);
  }
  gatherer.close();
}

function createGatherer(ports: Needs, source: Source): { add(id: string | undefined): void; close(): void } {
  let items = new Set<string>();
  let isWhole = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = async (): Promise<void> => {
    timer = undefined;
    const externalIds = [...items];
    const whole = isWhole || externalIds.length > MAX_ITEMS;
    items = new Set();
    isWhole = false;
    if (whole) {
      await queueSync(ports, source, "live", { requestedBy: null });
      return;
    }
    const payload: ItemsRequest = { sourceId: source.id, externalIds, trigger: "items" };
    await ports.database.transaction((tx) =>
      tx.jobs.add("sync-items", payload, { queue: `source:${source.id}`, priority: -5, maxAttempts: 3 }),
    );
    ports.bus.publish("job-added", { task: "sync-items" });
  };
  return {
    add: (id) => {
      if (id === undefined) isWhole = true;
      else items.add(id);
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => ports.logger.warn({ err: error, sourceId: source.id }, "a hint could not be queued"));
      }, GATHER_MS);
    },
    close: () => clearTimeout(timer),
  };
}
