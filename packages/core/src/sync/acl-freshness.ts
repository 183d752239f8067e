import type { Connector, SyncOp } from "@smartypants/sdk";
import type { Source } from "../ports/database/sources.ts";
import type { SyncPorts } from "./run-sync.ts";

export interface AclFreshness {
  saw(op: SyncOp): void;
  /** `stored` resolves when what was seen is stored; it is waited for only where that tells something. */
  atCheckpoint(stored: () => Promise<unknown>): Promise<void>;
}

interface FreshnessOptions {
  readonly source: Source;
  readonly connector: Connector;
  /** This try reads from the beginning. */
  readonly isFirst: boolean;
}

/**
 * Tells before the end of a long sync that permissions are fresh as of its beginning: in the first sync of a source, where all that is stored was read
 * since then; and where containers alone have permissions, as soon as each of them has been shown. A sync of many days would hide its source otherwise.
 */
export function createAclFreshness(
  { database, clock }: Pick<SyncPorts, "database" | "clock">,
  { source, connector, isFirst }: FreshnessOptions,
): AclFreshness {
  const begunAt = clock.now();
  const shown = new Set<string>();
  let checked = 0;
  let isDone = source.access.mode !== "source";
  const isFresh = async (stored: () => Promise<unknown>): Promise<boolean> => {
    if (isFirst && source.aclSyncedAt === 0) {
      await stored();
      return true;
    }
    if (connector.capabilities.acl !== "container" || shown.size === checked) return false;
    checked = shown.size;
    await stored();
    return (await database.containers.ofSource(source.id)).every(({ externalId }) => shown.has(externalId));
  };
  return {
    saw: (op) => {
      if (!isDone && op.op === "container") shown.add(op.node.id);
    },
    atCheckpoint: async (stored) => {
      if (isDone || !(await isFresh(stored))) return;
      isDone = true;
      await database.sources.update(source.id, { aclSyncedAt: begunAt }, clock.now());
    },
  };
}
