import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, json, pageOf, PageQuery, Time, toTime } from "../http/schemas.ts";

const Code = z.string().regex(/^[a-z.-]{1,80}$/);

const about = { tags: ["Operations"], role: "admin" as const };

const auditRoute = defineRoute({
  ...about,
  method: "get",
  path: "/audit",
  operationId: "listAuditEvents",
  summary: "Who changed what, newest first",
  request: {
    query: PageQuery.extend({
      actor: Id.optional().openapi({ description: "Id of a person." }),
      action: Code.optional().openapi({ example: "user.update" }),
      objectType: Code.optional().openapi({ description: "The noun of the action.", example: "user" }),
      objectId: z.string().min(1).max(200).optional(),
    }),
  },
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

export const records = createRouter();

records.openapi(auditRoute, async (c) => {
  const { cursor = null, limit, actor, ...filter } = c.req.valid("query");
  const events = await c.var.ports.database.records.auditEvents(cursor, limit, { ...filter, actorId: actor });
  const items = events.map((event) => ({ ...event, at: toTime(event.at), detail: { ...event.detail } }));
  return c.json({ items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }, 200);
});
