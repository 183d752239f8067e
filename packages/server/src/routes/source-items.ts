import { z } from "@hono/zod-openapi";
import { retryItems } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, pageOf, PageQuery, Time, toTime } from "../http/schemas.ts";
import { SyncRun, toSyncRun } from "./sync-run-schemas.ts";

const about = { tags: ["Sources"], role: "editor" as const };

const runsRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sources/{id}/runs",
  operationId: "listSyncRuns",
  summary: "A source's sync runs, newest first",
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json("A page.", pageOf(SyncRun)) },
});

const Item = z
  .object({
    externalId: z.string(),
    documentId: z.string().nullable(),
    title: z.string().optional(),
    state: z.enum(["indexed", "skipped", "failed", "queued"]),
    reasonCode: z.string().optional(),
    reason: z.string().optional(),
    url: z.string().optional(),
    attempts: z.int(),
    updatedAt: Time,
  })
  .openapi("SyncItem");

const itemsRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sources/{id}/items",
  operationId: "listItems",
  summary: "The ledger: every item of a source and what became of it",
  request: {
    params: IdParam,
    query: PageQuery.extend({ cursor: z.string().max(1100).optional(), state: z.enum(["indexed", "skipped", "failed"]).optional() }),
  },
  responses: { 200: json("A page.", pageOf(Item)) },
});

const retryRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/{id}/items/retry",
  operationId: "retryItems",
  summary: "Try failed items again: those named, or all that failed",
  request: {
    params: IdParam,
    body: jsonBody(z.strictObject({ externalIds: z.array(z.string().min(1).max(1024)).min(1).max(500).optional() })),
  },
  responses: { 202: json("Queued.", z.object({ items: z.int() })) },
});

/** What became of a source's items: its runs and its ledger. */
export const sourceItems = createRouter();

sourceItems.openapi(runsRoute, async (c) => {
  const { id } = c.req.valid("param");
  const { cursor = null, limit } = c.req.valid("query");
  await c.var.ports.database.forActor(c.var.actor).sources.manageable(id);
  const runs = await c.var.ports.database.syncRuns.ofSource(id, cursor, limit);
  return c.json({ items: runs.map(toSyncRun), nextCursor: runs.length === limit ? (runs.at(-1)?.id ?? null) : null }, 200);
});

sourceItems.openapi(itemsRoute, async (c) => {
  const { cursor, limit, state } = c.req.valid("query");
  const filter = { limit, ...(cursor !== undefined && { after: cursor }), ...(state !== undefined && { state }) };
  const items = await c.var.ports.database.forActor(c.var.actor).sources.items(c.req.valid("param").id, filter);
  const shown = items.map(({ title, reason, reasonCode, url, ...item }) => ({
    ...item,
    updatedAt: toTime(item.updatedAt),
    ...(title !== null && { title }),
    ...(reason !== null && { reason }),
    ...(reasonCode !== null && { reasonCode }),
    ...(url !== null && { url }),
  }));
  return c.json({ items: shown, nextCursor: items.length === limit ? (items.at(-1)?.externalId ?? null) : null }, 200);
});

sourceItems.openapi(retryRoute, async (c) => {
  const items = await retryItems(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json").externalIds);
  return c.json({ items }, 202);
});
