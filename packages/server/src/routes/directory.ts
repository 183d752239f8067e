import { z } from "@hono/zod-openapi";
import { findPrincipals } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, json } from "../http/schemas.ts";

const find = defineRoute({
  tags: ["People"],
  role: "editor",
  method: "get",
  path: "/directory",
  operationId: "findPrincipals",
  summary: "People and groups whose name or address begins as you type it",
  description: "For naming who may use or read something: at most ten people and five groups, sixty times a minute.",
  request: { query: z.object({ query: z.string().trim().min(2).max(200) }) },
  responses: {
    200: json(
      "By name.",
      z.object({
        people: z.array(z.object({ id: Id, name: z.string(), email: z.string() }).openapi("FoundPerson")),
        groups: z.array(z.object({ id: Id, name: z.string(), members: z.int() }).openapi("FoundGroup")),
      }),
    ),
  },
});

export const directory = createRouter();

directory.openapi(find, async (c) => {
  const { people, groups } = await findPrincipals(c.var.ports, c.var.actor, c.req.valid("query").query);
  return c.json({ people: [...people], groups: [...groups] }, 200);
});
