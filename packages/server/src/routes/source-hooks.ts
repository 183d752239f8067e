import { receiveHook } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id } from "../http/schemas.ts";

const hookRoute = defineRoute({
  method: "post",
  path: "/hooks/sources/{id}/{token}",
  operationId: "receiveSourceEvent",
  tags: ["Sources"],
  summary: "Where a source sends its events; see `webhookUrl` of the source",
  description: "The connector checks the signature on the raw body. An address that is not ours is 404, whatever of it is wrong.",
  role: "public",
  request: { params: z.object({ id: Id, token: z.string().min(1).max(100) }) },
  responses: { 200: { description: "What the connector answers; the status is its own." } },
});

/** Mounted before sign-in is looked at: a source may send a credential of its own. */
export const sourceHooks = createRouter();

/** Headers that say who is signed in here; no connector needs them. */
const OURS: ReadonlySet<string> = new Set(["cookie"]);
const LONGEST_ANSWER = 65_536;

sourceHooks.openapi(hookRoute, async (c) => {
  const { id: sourceId, token } = c.req.valid("param");
  const body = new Uint8Array(await c.req.arrayBuffer());
  const headers = Object.fromEntries([...c.req.raw.headers].filter(([name]) => !OURS.has(name)));
  const {
    status,
    headers: given = {},
    body: answer = "",
  } = await receiveHook(c.var.ports, {
    sourceId,
    token,
    request: { method: "POST", headers, body },
  });
  const type = Object.entries(given).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "text/plain; charset=utf-8";
  const isStatus = Number.isInteger(status) && status >= 200 && status < 600;
  return c.body(answer.slice(0, LONGEST_ANSWER), (isStatus ? status : 500) as 200, { "Content-Type": type });
});
