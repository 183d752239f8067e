import { type Connector, isSmartyError } from "@smartypants/sdk";
import type { Source } from "../ports/database/sources.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import { connectorContext } from "./connector-context.ts";
import { requireReconnect } from "./failure.ts";
import { saveGroup } from "./save-group.ts";
import { presentSource } from "./store-batches.ts";

type Needs = Pick<IngestPorts, "database" | "clock" | "logger" | "vault" | "ids" | "connectors" | "connectorHttp">;

/** The job: memberships alone, no document is touched. Rejects when it should be tried again. */
export async function syncGroups(ports: Needs, sourceId: string, signal: AbortSignal): Promise<void> {
  const source = await ports.database.sources.get(sourceId);
  if (source === null || source.state !== "active") return;
  const connector = ports.connectors.get(source.connector);
  if (connector === undefined || !readsGroups(source, connector)) return;
  try {
    await readGroups(ports, source, connector, signal);
  } catch (error) {
    await requireReconnect(ports, source, error);
    throw error;
  }
}

/** Whether a source's permissions hang on groups that its connector reads. */
export function readsGroups(source: Pick<Source, "access">, connector: Connector): boolean {
  return connector.syncGroups !== undefined && source.access.mode === "source";
}

/**
 * The same as a part of a sync, unless it was done within `freshMs`. What keeps the memberships from being read does not keep the documents from it,
 * but for a credential that no longer works: those that are too old grant nothing.
 */
export async function refreshGroups(
  ports: Needs,
  source: Source,
  { connector, freshMs, signal }: { readonly connector: Connector; readonly freshMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const present = await ports.database.sources.get(source.id);
  if (present === null || !readsGroups(present, connector)) return;
  if (present.groupsSyncedAt !== null && ports.clock.now() - present.groupsSyncedAt < freshMs) return;
  try {
    await readGroups(ports, source, connector, signal);
  } catch (error) {
    const isFatal = signal.aborted || (isSmartyError(error) && ["auth", "config", "aborted", "conflict"].includes(error.code));
    if (isFatal) throw error;
    ports.logger.warn({ err: error, sourceId: source.id }, "memberships could not be read");
  }
}

/** Each group is replaced as a whole and acts at once. Only a listing that says it is complete removes what it did not show, and counts as fresh. */
async function readGroups(ports: Needs, source: Source, connector: Connector, signal: AbortSignal): Promise<void> {
  const { database, clock } = ports;
  const begunAt = clock.now();
  const context = connectorContext(ports, { source, connector, scratch: createBlobScratch(), pipelineVersion: "", signal });
  const shown = new Set<string>();
  let isComplete = false;
  for await (const op of connector.syncGroups?.(context) ?? []) {
    signal.throwIfAborted();
    if (op.op === "end") isComplete = op.complete;
    else {
      const id = await database.transaction(async (tx) => {
        await presentSource(tx, source);
        return saveGroup(tx, source.id, op.group);
      });
      shown.add(id);
    }
  }
  if (!isComplete) return ports.logger.warn({ sourceId: source.id, groups: shown.size }, "not all memberships could be read");
  await database.transaction(async (tx) => {
    await presentSource(tx, source);
    await tx.acls.keepGroups(source.id, shown);
    await tx.sources.update(source.id, { groupsSyncedAt: begunAt }, clock.now());
  });
}
