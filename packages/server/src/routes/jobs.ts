import { z } from "@hono/zod-openapi";
import { cancelJob, retryJob } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, pageOf, PageQuery, Time, toTime, toTimeOrNull } from "../http/schemas.ts";

const State = z.enum(["waiting", "running", "failed", "cancelled", "quarantined"]);

const Job = z
  .object({
    id: z.string(),
    task: z.string(),
    key: z.string().nullable(),
    queue: z.string().nullable(),
    state: State,
    priority: z.int(),
    attempts: z.int(),
    maxAttempts: z.int(),
    crashes: z.int(),
    runAt: Time,
    createdAt: Time,
    finishedAt: Time.nullable(),
    lastError: z.string().nullable(),
  })
  .openapi("Job");

const about = { tags: ["Operations"], role: "admin" as const };

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/jobs",
  operationId: "listJobs",
  summary: "Background work: waiting, running, and what needs a hand",
  request: { query: PageQuery.extend({ state: State.optional() }) },
  responses: { 200: json("A page.", pageOf(Job)) },
});

const retryRoute = defineRoute({
  ...about,
  method: "post",
  path: "/jobs/{id}/retry",
  operationId: "retryJob",
  summary: "Put a failed, cancelled or quarantined job back",
  request: { params: IdParam },
  responses: { 202: json("It waits again.", z.object({ id: z.string() })) },
});

const cancelRoute = defineRoute({
  ...about,
  method: "post",
  path: "/jobs/{id}/cancel",
  operationId: "cancelJob",
  summary: "Stop a job",
  request: { params: IdParam },
  responses: { 202: json("It stops.", z.object({ id: z.string() })) },
});

export const jobs = createRouter();

jobs.openapi(listRoute, async (c) => {
  const { cursor, limit, state } = c.req.valid("query");
  const found = await c.var.ports.jobs.list({
    limit,
    ...(cursor !== undefined && { after: cursor }),
    ...(state !== undefined && { states: [state] }),
  });
  const items = found.map(({ payload: _payload, ...job }) => ({
    ...job,
    runAt: toTime(job.runAt),
    createdAt: toTime(job.createdAt),
    finishedAt: toTimeOrNull(job.finishedAt),
  }));
  return c.json({ items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }, 200);
});

jobs.openapi(retryRoute, async (c) => {
  const { id } = c.req.valid("param");
  await retryJob(c.var.ports, c.var.actor, id);
  return c.json({ id }, 202);
});

jobs.openapi(cancelRoute, async (c) => {
  const { id } = c.req.valid("param");
  await cancelJob(c.var.ports, c.var.actor, id);
  return c.json({ id }, 202);
});
