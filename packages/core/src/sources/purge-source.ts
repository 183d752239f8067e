import { drainIndex } from "../documents/drain-index.ts";
import type { Ports } from "../ports/ports.ts";

const BATCH = 200;

/** Erases a deleted source: documents, ledger, containers, then itself; and lets the indexes go. Repeating it is harmless. */
export async function purgeSource(
  ports: Pick<Ports, "database" | "clock" | "lexical" | "semantic" | "logger">,
  sourceId: string,
  signal: AbortSignal,
): Promise<void> {
  const source = await ports.database.sources.get(sourceId);
  if (source !== null && source.state !== "deleting") return;
  for (let isGone = source === null; !isGone;) {
    signal.throwIfAborted();
    isGone = await ports.database.transaction((tx) => tx.sources.purge(sourceId, BATCH, ports.clock.now()));
  }
  await drainIndex(ports, signal);
}
