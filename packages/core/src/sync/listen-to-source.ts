import type { LiveHint } from "@smartypants/sdk";
import { pause } from "../documents/pause.ts";
import type { Source } from "../ports/database/sources.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import { connectorContext } from "./connector-context.ts";
import { pipelineVersion } from "./pipeline-version.ts";
import { queueHints } from "./queue-hints.ts";

type Needs = Pick<IngestPorts, "database" | "clock" | "ids" | "bus" | "logger" | "connectors" | "connectorHttp" | "vault" | "extractor">;

/** Hints are gathered this long, so that saving a hundred files is one job. */
const GATHER_MS = 1_000;
/** More at once are one hint for the whole source. */
const MOST_HINTS = 1000;
const RESTART_MS = 15_000;
const LONGEST_RESTART_MS = 600_000;

/** Turns a source's hints into jobs until the signal aborts. A listener that fails is started again; the full pass remains the truth. */
export async function listenToSource(ports: Needs, source: Source, signal: AbortSignal): Promise<void> {
  const connector = ports.connectors.get(source.connector);
  if (connector?.listen === undefined) return;
  const gatherer = createGatherer(ports, source);
  for (let pauseMs = RESTART_MS; !signal.aborted;) {
    const begunAt = ports.clock.now();
    try {
      const context = connectorContext(ports, {
        source,
        connector,
        scratch: createBlobScratch(),
        pipelineVersion: pipelineVersion(ports.extractor.version),
        signal,
      });
      for await (const hint of connector.listen(context)) gatherer.add(hint);
    } catch (error) {
      if (signal.aborted) break;
      ports.logger.warn({ err: error, sourceId: source.id }, "listening for changes failed; the scheduled sync will find them");
    }
    // One that never gets far, such as with a token that is refused, is tried less and less often.
    pauseMs = ports.clock.now() - begunAt > RESTART_MS ? RESTART_MS : Math.min(2 * pauseMs, LONGEST_RESTART_MS);
    await pause(pauseMs, signal);
  }
  gatherer.close();
}

function createGatherer(ports: Needs, source: Source): { add(hint: LiveHint): void; close(): void } {
  let hints: LiveHint[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = async (): Promise<void> => {
    timer = undefined;
    const gathered = hints;
    hints = [];
    const present = await ports.database.sources.get(source.id);
    if (present?.state === "active") await queueHints(ports, present, gathered);
  };
  return {
    add: (hint) => {
      if (hints.length < MOST_HINTS) hints.push(hint);
      else hints = [{ scope: "source" }, { scope: "groups" }];
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => ports.logger.warn({ err: error, sourceId: source.id }, "a hint could not be queued"));
      }, GATHER_MS);
    },
    close: () => clearTimeout(timer),
  };
}
