import { cancelSync } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json } from "../http/schemas.ts";
import { SyncRun, toSyncRun } from "./sync-run-schemas.ts";

const about = { tags: ["Sources"], role: "editor" as const };

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sync-runs/{id}",
  operationId: "getSyncRun",
  summary: "One sync run with its counts",
  request: { params: IdParam },
  responses: { 200: json("The run.", SyncRun) },
});

const cancelRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sync-runs/{id}/cancel",
  operationId: "cancelSyncRun",
  summary: "Stop a sync; what it has stored stays",
  request: { params: IdParam },
  responses: { 202: json("It stops.", z.object({ syncRunId: z.string() })) },
});

export const syncRuns = createRouter();

syncRuns.openapi(readRoute, async (c) => {
  const run = await c.var.ports.database.forActor(c.var.actor).sources.run(c.req.valid("param").id);
  return c.json(toSyncRun(run), 200);
});

syncRuns.openapi(cancelRoute, async (c) => {
  const { id } = c.req.valid("param");
  await cancelSync(c.var.ports, c.var.actor, id);
  return c.json({ syncRunId: id }, 202);
});
