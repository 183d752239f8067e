import { getMe, isSetupNeeded } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, withTimes } from "../http/schemas.ts";
import { Me } from "./people-schemas.ts";

const sessionRoute = defineRoute({
  method: "get",
  path: "/session",
  operationId: "getSession",
  tags: ["People"],
  summary: "Who is signed in, if anybody, and whether the first administrator is still to be made",
  // Not `.nullable()`, which would make every `Me` of the document one that may be null.
  description: "For a page that starts: the answer is 200 also for a stranger, whose `me` is null.",
  role: "public",
  responses: { 200: json("The state.", z.object({ setupNeeded: z.boolean(), me: z.union([Me, z.null()]) })) },
});

export const session = createRouter();

session.openapi(sessionRoute, async (c) => {
  const actor = c.var.actor as Env["Variables"]["actor"] | undefined;
  if (actor === undefined) return c.json({ setupNeeded: await isSetupNeeded(c.var.ports), me: null }, 200);
  return c.json({ setupNeeded: false, me: withTimes(await getMe(c.var.ports, actor)) }, 200);
});
