import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, pageOf, PageQuery, Time, toTime } from "../http/schemas.ts";

const about = { tags: ["Operations"], role: "admin" as const };

const auditRoute = defineRoute({
  ...about,
  method: "get",
  path: "/audit",
  operationId: "listAuditEvents",
  summary: "Who changed what, newest first",
  request: { query: PageQuery },
  responses: {
    200: json(
      "A page.",
      pageOf(
        z
          .object({
            id: z.string(),
            at: Time,
            actorId: z.string().nullable(),
            action: z.string(),
            objectType: z.string(),
            objectId: z.string().nullable(),
            detail: z.record(z.string(), z.unknown()),
            requestId: z.string().nullable(),
          })
          .openapi("AuditEvent"),
      ),
    ),
  },
});

const usageRoute = defineRoute({
  ...about,
  method: "get",
  path: "/usage",
  operationId: "getUsage",
  summary: "Searches and answers by day",
  request: { query: z.object({ days: z.coerce.number().int().min(1).max(365).default(30) }) },
  responses: {
    200: json("By day and kind.", z.object({ items: z.array(z.object({ day: z.string(), kind: z.string(), events: z.int() })) })),
  },
});

const modelsRoute = defineRoute({
  tags: ["Operations"],
  role: "member",
  method: "get",
  path: "/models",
  operationId: "listModels",
  summary: "Models in use",
  responses: {
    200: json(
      "The models.",
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            kind: z.enum(["embedding", "llm"]),
            dimensions: z.int().optional(),
            fusionWeight: z.number().optional(),
          }),
        ),
      }),
    ),
  },
});

export const records = createRouter();

records.openapi(auditRoute, async (c) => {
  const { cursor = null, limit } = c.req.valid("query");
  const events = await c.var.ports.database.records.auditEvents(cursor, limit);
  const items = events.map((event) => ({ ...event, at: toTime(event.at), detail: { ...event.detail } }));
  return c.json({ items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }, 200);
});

const DAY_MS = 86_400_000;

records.openapi(usageRoute, async (c) => {
  const since = c.var.ports.clock.now() - c.req.valid("query").days * DAY_MS;
  return c.json({ items: [...(await c.var.ports.database.records.usageByDay(since))] }, 200);
});

records.openapi(modelsRoute, async (c) => {
  const embedder = c.var.ports.semantic?.embedder;
  const items =
    embedder === undefined
      ? []
      : [{ id: embedder.id, kind: "embedding" as const, dimensions: embedder.dimensions, fusionWeight: embedder.fusionWeight }];
  return c.json({ items }, 200);
});
