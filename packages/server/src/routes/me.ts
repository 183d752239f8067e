import { z } from "@hono/zod-openapi";
import { actorForSession, changePassword, getMe, listSessions, renameMe, revokeSession, revokeSessions } from "@smartypants/core";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, pageOf, withTimes } from "../http/schemas.ts";
import { Me, Name, Password, Session } from "./people-schemas.ts";
import { callerOf, signedIn } from "./signed-in.ts";

const readMe = defineRoute({
  method: "get",
  path: "/",
  operationId: "getMe",
  tags: ["People"],
  summary: "Who is asking",
  role: "viewer",
  responses: { 200: json("Oneself.", Me) },
});

const patchMe = defineRoute({
  method: "patch",
  path: "/",
  operationId: "updateMe",
  tags: ["People"],
  summary: "Change one's own name",
  role: "viewer",
  request: { body: jsonBody(z.strictObject({ name: Name })) },
  responses: { 200: json("Oneself.", Me) },
});

const listMySessions = defineRoute({
  method: "get",
  path: "/sessions",
  operationId: "listMySessions",
  tags: ["People"],
  summary: "Where one is signed in",
  role: "viewer",
  responses: { 200: json("Living sessions, latest first.", pageOf(Session)) },
});

const deleteMySession = defineRoute({
  method: "delete",
  path: "/sessions/{id}",
  operationId: "revokeMySession",
  tags: ["People"],
  summary: "Sign one session out",
  role: "viewer",
  request: { params: IdParam },
  responses: { 204: { description: "It has ended." } },
});

const deleteOtherSessions = defineRoute({
  method: "delete",
  path: "/sessions",
  operationId: "revokeMyOtherSessions",
  tags: ["People"],
  summary: "Sign all other sessions out",
  role: "viewer",
  responses: { 200: json("How many have ended.", z.object({ revoked: z.int() })) },
});

const postPassword = defineRoute({
  method: "post",
  path: "/password",
  operationId: "changeMyPassword",
  tags: ["People"],
  summary: "Change one's own password",
  description: "Every session ends; the answer carries a new one.",
  role: "viewer",
  request: { body: jsonBody(z.strictObject({ currentPassword: Password, newPassword: Password })) },
  responses: { 200: json("Oneself, with a new session cookie.", Me) },
});

export const me = createRouter();

me.openapi(readMe, async (c) => c.json(withTimes(await getMe(c.var.ports, c.var.actor)), 200));

me.openapi(patchMe, async (c) => c.json(withTimes(await renameMe(c.var.ports, c.var.actor, c.req.valid("json").name)), 200));

me.openapi(listMySessions, async (c) => {
  const sessions = await listSessions(c.var.ports, c.var.actor, c.var.actor.userId);
  const current = await currentSessionId(c);
  return c.json(withTimes({ items: sessions.map((session) => ({ ...session, current: session.id === current })), nextCursor: null }), 200);
});

me.openapi(deleteMySession, async (c) => {
  await revokeSession(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

me.openapi(deleteOtherSessions, async (c) => {
  const current = await currentSessionId(c);
  return c.json(withTimes(await revokeSessions(c.var.ports, c.var.actor, c.var.actor.userId, current)), 200);
});

me.openapi(postPassword, async (c) =>
  c.json(withTimes(await signedIn(c, await changePassword(c.var.ports, c.var.actor, c.req.valid("json"), callerOf(c)))), 200),
);

/** Undefined for an API key, which has no session. */
async function currentSessionId(c: Context<Env>): Promise<string | undefined> {
  if (c.var.actor.via !== "session") return undefined;
  return (await actorForSession(c.var.ports, c.req.raw.headers))?.session.id;
}
