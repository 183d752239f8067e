import { z } from "@hono/zod-openapi";
import {
  createPasswordLink,
  createUser,
  getUser,
  listSessions,
  listUsers,
  requestErasure,
  revokeSession,
  revokeSessions,
  updateUser,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody, pageOf, PageQuery, withTimes } from "../http/schemas.ts";
import { Email, Erasure, Link, Name, Password, Role, Session, User } from "./people-schemas.ts";

const tags = ["People"];

const list = defineRoute({
  method: "get",
  path: "/",
  operationId: "listUsers",
  tags,
  summary: "Everybody, in order of joining",
  role: "admin",
  request: { query: PageQuery.extend({ query: z.string().trim().min(1).max(200).optional() }) },
  responses: { 200: json("A page of users.", pageOf(User)) },
});

const create = defineRoute({
  method: "post",
  path: "/",
  operationId: "createUser",
  tags,
  summary: "Add a user",
  description: "Without a password the answer has a one-time link with which the person sets it.",
  role: "admin",
  request: { body: jsonBody(z.strictObject({ name: Name, email: Email, role: Role, password: Password.optional() })) },
  responses: { 201: json("The user, and the link if there is one.", User.extend({ passwordLink: Link.nullable() }).openapi("NewUser")) },
});

const read = defineRoute({
  method: "get",
  path: "/{id}",
  operationId: "getUser",
  tags,
  summary: "A user",
  role: "admin",
  request: { params: IdParam },
  responses: { 200: json("The user.", User) },
});

const patch = defineRoute({
  method: "patch",
  path: "/{id}",
  operationId: "updateUser",
  tags,
  summary: "Change name or role, disable or enable",
  description: "Acts at once: disabling ends all sessions and stops all API keys. The last administrator cannot be demoted or disabled.",
  role: "admin",
  request: {
    params: IdParam,
    body: jsonBody(z.strictObject({ name: Name.optional(), role: Role.optional(), disabled: z.boolean().optional() })),
  },
  responses: { 200: json("The user.", User) },
});

const remove = defineRoute({
  method: "delete",
  path: "/{id}",
  operationId: "eraseUser",
  tags,
  summary: "Erase a user for good",
  description:
    "Sessions and keys end at once; then conversations, private files and whatever else is theirs alone is erased, and their id in the audit log and in usage " +
    "becomes `erased`. What others use too (shared assistants, collections and uploads, sources) becomes the caller's. Follow it at /erasures/{id}. " +
    "The last administrator cannot be erased, nor can the caller.",
  role: "admin",
  request: { params: IdParam },
  responses: { 202: json("The user can do nothing any more, and is being erased.", Erasure) },
});

const postPasswordLink = defineRoute({
  method: "post",
  path: "/{id}/password-link",
  operationId: "createPasswordLink",
  tags,
  summary: "A one-time link with which the user sets a new password",
  role: "admin",
  request: { params: IdParam },
  responses: { 201: json("The link, shown this once.", Link) },
});

const readSessions = defineRoute({
  method: "get",
  path: "/{id}/sessions",
  operationId: "listUserSessions",
  tags,
  summary: "Where a user is signed in",
  role: "admin",
  request: { params: IdParam },
  responses: { 200: json("Living sessions, latest first.", pageOf(Session)) },
});

const deleteSessions = defineRoute({
  method: "delete",
  path: "/{id}/sessions",
  operationId: "revokeUserSessions",
  tags,
  summary: "Sign a user out everywhere",
  role: "admin",
  request: { params: IdParam },
  responses: { 200: json("How many sessions have ended.", z.object({ revoked: z.int() })) },
});

const deleteSession = defineRoute({
  method: "delete",
  path: "/{id}/sessions/{sessionId}",
  operationId: "revokeUserSession",
  tags,
  summary: "Sign one session of a user out",
  role: "admin",
  request: { params: IdParam.extend({ sessionId: Id.openapi({ param: { name: "sessionId", in: "path" } }) }) },
  responses: { 204: { description: "It has ended." } },
});

export const users = createRouter();

users.openapi(list, async (c) => c.json(withTimes(await listUsers(c.var.ports, c.var.actor, c.req.valid("query"))), 200));

users.openapi(create, async (c) => {
  const { person, link } = await createUser(c.var.ports, c.var.actor, c.req.valid("json"));
  return c.json(withTimes({ ...person, passwordLink: link }), 201);
});

users.openapi(read, async (c) => c.json(withTimes(await getUser(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

users.openapi(patch, async (c) =>
  c.json(withTimes(await updateUser(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

users.openapi(remove, async (c) => {
  return c.json(withTimes(await requestErasure(c.var.ports, c.var.actor, c.req.valid("param").id)), 202);
});

users.openapi(postPasswordLink, async (c) =>
  c.json(withTimes(await createPasswordLink(c.var.ports, c.var.actor, c.req.valid("param").id)), 201),
);

users.openapi(readSessions, async (c) => {
  const sessions = await listSessions(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.json(withTimes({ items: sessions.map((session) => ({ ...session, current: false })), nextCursor: null }), 200);
});

users.openapi(deleteSessions, async (c) => c.json(withTimes(await revokeSessions(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

users.openapi(deleteSession, async (c) => {
  const { id, sessionId } = c.req.valid("param");
  await revokeSession(c.var.ports, c.var.actor, sessionId, id);
  return c.body(null, 204);
});
