import { followUps as findFollowUps } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json } from "../http/schemas.ts";

const FollowUp = z.object({ documentId: z.string(), title: z.string(), heading: z.string() }).openapi("FollowUp");

const followUpsRoute = defineRoute({
  method: "get",
  path: "/runs/{id}/follow-ups",
  operationId: "listFollowUps",
  tags: ["Answers"],
  summary: "What else the sources of an answer of yours say: at most three headings near what it quotes",
  role: "viewer",
  scope: "ask",
  request: { params: IdParam },
  responses: { 200: json("Headings with their documents.", z.object({ items: z.array(FollowUp) })) },
});

export const followUps = createRouter();

followUps.openapi(followUpsRoute, async (c) => {
  const items = await findFollowUps(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.raw.signal);
  return c.json({ items: [...items] }, 200);
});
