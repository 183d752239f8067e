import { expiresSoon, type Source as CoreSource, hookUrl, permissionState } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { Time, toTime, toTimeOrNull } from "../http/schemas.ts";
import { SyncRun, toSyncRun } from "./sync-run-schemas.ts";

const HOUR_MS = 3_600_000;

const Principals = z.array(z.string().min(1).max(512)).max(1000);

export const Access = z
  .strictObject({
    mode: z.enum(["everyone", "restricted", "source"]).openapi({ description: "`source`: as the source itself says." }),
    allow: Principals.optional().openapi({ example: ["user:ada@example.org", "group:local/0198"] }),
    rules: z
      .array(z.strictObject({ path: z.string().min(1).max(1000), mode: z.enum(["everyone", "restricted"]), allow: Principals.optional() }))
      .max(500)
      .optional()
      .openapi({ description: "For parts of the source, by path; the longest path wins." }),
  })
  .openapi("SourceAccess");

export const Source = z
  .object({
    id: z.string(),
    connector: z.string(),
    name: z.string(),
    settings: z.unknown(),
    access: Access,
    schedule: z.string().nullable(),
    credential: z
      .object({
        setAt: Time,
        renewedAt: Time,
        expiresAt: Time.nullable().openapi({ description: "When it stops working by itself, as far as the last check could tell." }),
        expiresSoon: z.boolean().openapi({ description: "Within two weeks, or already: connect the source again." }),
        hints: z.record(z.string(), z.string()).openapi({ description: "What may be shown of it, by field.", example: { token: "…4f2a" } }),
      })
      .nullable()
      .openapi({ description: "The credential itself is never given out." }),
    permissions: z
      .object({
        state: z.enum(["chosen", "pending", "current", "groups_stale", "stale"]),
        syncedAt: Time.nullable(),
        groupsSyncedAt: Time.nullable(),
        maxAgeHours: z.int(),
      })
      .openapi({
        description:
          "How fresh the permissions are. `chosen`: an operator has chosen who may read it; `pending`: not read yet, so nobody finds anything; `groups_stale`: memberships could not be read for `maxAgeHours`, so its groups grant nothing; `stale`: nor could permissions, so all of it is hidden.",
      }),
    inventoriedAt: Time.nullable().openapi({ description: "When the last complete inventory ended." }),
    webhookUrl: z.string().nullable().openapi({ description: "Where the source may send its events." }),
    state: z.enum(["active", "paused", "reconnect", "deleting"]),
    stateReason: z.string().nullable(),
    heldBack: z
      .object({ count: z.int() })
      .nullable()
      .openapi({ description: "Items that disappeared at once and wait for a second complete sync." }),
    counts: z
      .object({ documents: z.int(), indexed: z.int(), skipped: z.int(), failed: z.int(), ignored: z.int(), queued: z.int() })
      .openapi({ description: "Each item of the ledger counts once; `documents` are those that are stored." }),
    // Not `nullable()`, which would make the shared schema itself one that may be null.
    lastRun: z.union([SyncRun, z.null()]).openapi({ description: "The newest pass over the whole source, whether or not it has ended." }),
    nextRunAt: Time.nullable().openapi({ description: "By the schedule; null for one that syncs only when told to, or is not active." }),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Source");

export async function toSource(c: Context<Env>, source: CoreSource): Promise<z.infer<typeof Source>> {
  const { database, jobs } = c.var.ports;
  const [counts, lastRun, credential, webhookUrl] = await Promise.all([
    database.sources.counts(source.id),
    database.syncRuns.latest(source.id),
    database.sourceConnections.credential(source.id),
    hookUrl(c.var.ports, source),
  ]);
  const now = c.var.ports.clock.now();
  const isScheduled = source.state === "active" && source.schedule !== null;
  return {
    id: source.id,
    connector: source.connector,
    name: source.name,
    settings: source.settings,
    access: source.access as z.infer<typeof Access>,
    schedule: source.schedule,
    credential:
      credential === null
        ? null
        : {
            setAt: toTime(credential.setAt),
            renewedAt: toTime(credential.updatedAt),
            expiresAt: toTimeOrNull(credential.expiresAt),
            expiresSoon: expiresSoon(credential, now),
            hints: { ...credential.hints },
          },
    permissions: {
      state: permissionState(source, { now, maxAgeMs: database.permissionMaxAgeMs }),
      // Zero stands for never.
      syncedAt: toTimeOrNull(source.aclSyncedAt || null),
      groupsSyncedAt: toTimeOrNull(source.groupsSyncedAt || null),
      maxAgeHours: Math.round(database.permissionMaxAgeMs / HOUR_MS),
    },
    inventoriedAt: toTimeOrNull(source.inventoriedAt),
    webhookUrl,
    state: source.state,
    stateReason: source.stateReason,
    heldBack: source.absence === null ? null : { count: source.absence.count },
    counts,
    lastRun: lastRun === null ? null : toSyncRun(lastRun),
    nextRunAt: isScheduled ? toTimeOrNull(jobs.nextTime(source.schedule)) : null,
    createdAt: toTime(source.createdAt),
    updatedAt: toTime(source.updatedAt),
  };
}
