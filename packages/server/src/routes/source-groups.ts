import { listSourceGroups } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, PageQuery, pageOf } from "../http/schemas.ts";

const Group = z
  .object({
    principal: z.string(),
    groupId: z.string().openapi({ description: "The source's own id." }),
    title: z.string().nullable().openapi({
      description: "Null where the source has not said it; also for editors who neither connected the source nor are in the group.",
    }),
    members: z.int().openapi({ description: "People, domains and groups that are directly in it." }),
  })
  .openapi("SourceGroup");

const groupsRoute = defineRoute({
  tags: ["Sources"],
  role: "editor",
  method: "get",
  path: "/sources/{id}/groups",
  operationId: "listSourceGroups",
  summary: "The groups that a source's permissions hang on, as it calls them",
  request: {
    params: IdParam,
    query: PageQuery.extend({
      cursor: z.string().max(1100).optional(),
      q: z.string().min(1).max(200).optional().openapi({ description: "Part of the id, or of a title that is shown to you." }),
    }),
  },
  responses: {
    200: json("By title, those without one last.", pageOf(Group).extend({ total: z.int().openapi({ description: "Of all pages." }) })),
  },
});

export const sourceGroups = createRouter();

sourceGroups.openapi(groupsRoute, async (c) => {
  const { cursor, limit, q } = c.req.valid("query");
  const page = await listSourceGroups(c.var.ports, c.var.actor, c.req.valid("param").id, { text: q, after: cursor, limit });
  return c.json({ items: [...page.items], total: page.total, nextCursor: page.next }, 200);
});
