import { z } from "@hono/zod-openapi";
import type { SyncRun as CoreSyncRun } from "@smartypants/core";
import { Time, toTime, toTimeOrNull } from "../http/schemas.ts";

export const SyncRun = z
  .object({
    id: z.string(),
    sourceId: z.string(),
    state: z.enum(["queued", "running", "succeeded", "partial", "failed", "cancelled"]),
    trigger: z.enum(["manual", "schedule", "live", "items", "retry", "inventory"]),
    counts: z
      .object({ seen: z.int(), indexed: z.int(), unchanged: z.int(), moved: z.int(), skipped: z.int(), failed: z.int(), deleted: z.int() })
      .openapi({ description: "seen = indexed + unchanged + skipped + failed" }),
    progress: z
      .object({ done: z.number().optional(), total: z.number().optional(), note: z.string().optional(), etaSeconds: z.number().optional() })
      .nullable(),
    createdAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .openapi("SyncRun");

export function toSyncRun(run: CoreSyncRun): z.infer<typeof SyncRun> {
  return {
    id: run.id,
    sourceId: run.sourceId,
    state: run.state,
    trigger: run.trigger,
    counts: run.counts,
    progress: run.progress,
    createdAt: toTime(run.createdAt),
    startedAt: toTimeOrNull(run.startedAt),
    finishedAt: toTimeOrNull(run.finishedAt),
    ...(run.error !== null && { error: run.error }),
  };
}
