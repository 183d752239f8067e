import { z } from "@hono/zod-openapi";
import {
  lastRetentionRun,
  type Ports,
  previewRetention,
  readRetention,
  requestRetentionSweep,
  RETENTION_BOUNDS,
  RETENTION_TASK,
  setRetention,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody, Time, withTimes } from "../http/schemas.ts";
import { RETENTION_CRON } from "../retention-schedule.ts";

const about = { tags: ["Operations"], role: "admin" as const };

function days(name: keyof typeof RETENTION_BOUNDS) {
  const [least, most] = RETENTION_BOUNDS[name];
  return z.int().min(least).max(most);
}

const Policy = z
  .strictObject({
    conversationDays: days("conversationDays")
      .nullable()
      .openapi({ description: "Since the last question; answers that programs asked for, since they were given. Null: for ever." }),
    keepPinned: z.boolean().openapi({ description: "Pinned conversations stay, however old." }),
    runDays: days("runDays").nullable().openapi({ description: "History of syncs; the latest one of each source stays." }),
    callDays: days("callDays")
      .nullable()
      .openapi({ description: "Calls of language models one by one; after that their sums of each day are kept." }),
    auditDays: days("auditDays").nullable(),
    endedAccessDays: days("endedAccessDays").openapi({ description: "Sessions, invitations, password links and keys, since they ended." }),
  })
  .openapi("RetentionPolicy");

const Counts = z
  .object({
    conversations: z.int(),
    answers: z.int().openapi({ description: "Outside a conversation, as programs ask." }),
    runs: z.int().openapi({ description: "Of syncs." }),
    calls: z.int().openapi({ description: "Of language models: rolled up into the sums of their day." }),
    audit: z.int(),
    sessions: z.int(),
    invites: z.int(),
    passwordLinks: z.int(),
    keys: z.int(),
  })
  .openapi("RetentionCounts");

const Retention = z
  .object({
    policy: Policy,
    bounds: z.record(z.string(), z.object({ least: z.int(), most: z.int() })).openapi({ description: "What may be chosen, in days." }),
    nextAt: Time.openapi({ description: "When the next sweep begins." }),
    lastRun: z
      .object({
        startedAt: Time,
        finishedAt: Time.nullable().openapi({ description: "Null: it is under way, or was interrupted and goes on with the next." }),
        counts: Counts,
      })
      .nullable(),
    isRunning: z.boolean().openapi({ description: "A sweep waits or runs." }),
  })
  .openapi("Retention");

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/retention",
  operationId: "getRetention",
  summary: "How long things are kept, and what the last sweep erased",
  responses: { 200: json("The policy.", Retention) },
});

const writeRoute = defineRoute({
  ...about,
  method: "put",
  path: "/retention",
  operationId: "setRetention",
  summary: "Set how long things are kept",
  description: "Acts from the next sweep on, which comes every night; until then nothing is erased.",
  request: { body: jsonBody(Policy) },
  responses: { 200: json("The policy.", Retention) },
});

const previewRoute = defineRoute({
  ...about,
  method: "post",
  path: "/retention/preview",
  operationId: "previewRetention",
  summary: "How much a policy would erase if it were swept now",
  request: { body: jsonBody(Policy) },
  responses: { 200: json("Numbers.", Counts) },
});

const sweepRoute = defineRoute({
  ...about,
  method: "post",
  path: "/retention/sweep",
  operationId: "sweepRetention",
  summary: "Erase now what is older than the policy says",
  responses: { 202: json("It is queued.", Retention) },
});

export const retention = createRouter();

retention.openapi(readRoute, async (c) => c.json(withTimes(await describe(c.var.ports)), 200));

retention.openapi(writeRoute, async (c) => {
  await setRetention(c.var.ports, c.var.actor, c.req.valid("json"));
  return c.json(withTimes(await describe(c.var.ports)), 200);
});

retention.openapi(previewRoute, async (c) => c.json(await previewRetention(c.var.ports, c.var.actor, c.req.valid("json")), 200));

retention.openapi(sweepRoute, async (c) => {
  await requestRetentionSweep(c.var.ports, c.var.actor);
  return c.json(withTimes(await describe(c.var.ports)), 202);
});

async function describe(ports: Ports) {
  const bounds = Object.fromEntries(Object.entries(RETENTION_BOUNDS).map(([name, [least, most]]) => [name, { least, most }]));
  const alive = await ports.jobs.list({ states: ["waiting", "running"], limit: 200 });
  return {
    policy: await readRetention(ports),
    bounds,
    nextAt: ports.jobs.nextTime(RETENTION_CRON.pattern) ?? 0,
    lastRun: await lastRetentionRun(ports),
    isRunning: alive.some((job) => job.task === RETENTION_TASK),
  };
}
