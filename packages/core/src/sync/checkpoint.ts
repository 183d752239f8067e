import type { Connector } from "@smartypants/sdk";
import { z } from "zod";
import type { Source, SyncCounts } from "../ports/database/sources.ts";

/** Where a source's next sync begins. */
export interface Checkpoint {
  /** The connector's own; null for the beginning. */
  readonly value: unknown;
  /**
   * The run that began the listing which this checkpoint is in the middle of; null when the last one was finished. A run that goes on with a
   * listing marks what it shows as that run would have: only so is everything that the listing has shown known at its end.
   */
  readonly listing: string | null;
  /** What the run that left it had counted: the same run goes on from there when it is tried again. */
  readonly counted: { readonly runId: string; readonly counts: SyncCounts } | null;
}

const Counts = z.object({
  seen: z.int(),
  indexed: z.int(),
  unchanged: z.int(),
  moved: z.int(),
  skipped: z.int(),
  failed: z.int(),
  deleted: z.int(),
});

const Stored = z.object({
  listing: z.string().nullable(),
  counted: z.object({ runId: z.string(), counts: Counts }).nullable(),
  value: z.unknown(),
});

const NONE: Checkpoint = { value: null, listing: null, counted: null };

/** The stored checkpoint, if the connector still understands it. */
export function readCheckpoint(source: Pick<Source, "checkpoint" | "checkpointVersion">, connector: Connector): Checkpoint {
  const stored = Stored.safeParse(source.checkpoint);
  if (!stored.success || connector.checkpoint === undefined) return NONE;
  const { value } = stored.data;
  const parsed = connector.checkpoint.safeParse(value);
  if (parsed.success && source.checkpointVersion === (connector.checkpointVersion ?? 1)) return { ...stored.data, value: parsed.data };
  const migrated = connector.migrateCheckpoint?.(value, source.checkpointVersion) ?? null;
  return migrated === null ? NONE : { ...stored.data, value: migrated };
}
