import { z } from "@hono/zod-openapi";
import { ignoreItems, retryItems, type SyncItem } from "@smartypants/core";
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
    ignored: z.boolean().openapi({ description: "Somebody has said that this is fine as it is." }),
    updatedAt: Time,
  })
  .openapi("SyncItem");

const itemsRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sources/{id}/items",
  operationId: "listItems",
  summary: "The ledger: every item of a source and what became of it, what failed first",
  request: {
    params: IdParam,
    query: PageQuery.extend({
      cursor: z.string().max(1100).optional(),
      state: z
        .enum(["indexed", "skipped", "failed", "queued", "ignored", "open"])
        .optional()
        .openapi({ description: "`open`: skipped, failed or waiting, and not ignored." }),
      reason: z.string().min(1).max(100).optional().openapi({ description: "A `reasonCode`." }),
      q: z.string().min(1).max(200).optional().openapi({ description: "Part of the id, or of a title that you may read." }),
    }),
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

const reasonsRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sources/{id}/items/reasons",
  operationId: "listItemReasons",
  summary: "Why items of a source are not indexed, most frequent first; ignored ones are left out",
  request: { params: IdParam },
  responses: {
    200: json(
      "The reasons.",
      z.object({
        items: z.array(z.object({ state: z.enum(["indexed", "skipped", "failed", "queued"]), reasonCode: z.string(), count: z.int() })),
      }),
    ),
  },
});

const ignoreRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/{id}/items/ignore",
  operationId: "ignoreItems",
  summary: "Say that items which are not indexed are fine, or take that back",
  description:
    "They count neither as failed nor as skipped and are not tried again by themselves. A new version that can be read is indexed as ever.",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({ externalIds: z.array(z.string().min(1).max(1024)).min(1).max(500), ignored: z.boolean().default(true) }),
    ),
  },
  responses: { 200: json("How many.", z.object({ items: z.int() })) },
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
  const { cursor, limit, state, reason: reasonCode, q } = c.req.valid("query");
  const filter = {
    limit,
    ...(cursor !== undefined && { after: cursor }),
    ...(state !== undefined && { state }),
    ...(reasonCode !== undefined && { reasonCode }),
    ...(q !== undefined && { text: q }),
  };
  const { items, next } = await c.var.ports.database.forActor(c.var.actor).sources.items(c.req.valid("param").id, filter);
  return c.json({ items: items.map(toShown), nextCursor: next }, 200);
});

function toShown({ title, reason, reasonCode, url, ...item }: SyncItem): z.infer<typeof Item> {
  return {
    ...item,
    updatedAt: toTime(item.updatedAt),
    ...(title !== null && { title }),
    ...(reason !== null && { reason }),
    ...(reasonCode !== null && { reasonCode }),
    ...(url !== null && { url }),
  };
}

sourceItems.openapi(reasonsRoute, async (c) => {
  const reasons = await c.var.ports.database.forActor(c.var.actor).sources.reasons(c.req.valid("param").id);
  return c.json({ items: [...reasons] }, 200);
});

sourceItems.openapi(ignoreRoute, async (c) => {
  const { externalIds, ignored } = c.req.valid("json");
  return c.json({ items: await ignoreItems(c.var.ports, c.var.actor, c.req.valid("param").id, { externalIds, isIgnored: ignored }) }, 200);
});

sourceItems.openapi(retryRoute, async (c) => {
  const items = await retryItems(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json").externalIds);
  return c.json({ items }, 202);
});
