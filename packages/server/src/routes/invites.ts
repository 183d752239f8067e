import { z } from "@hono/zod-openapi";
import { createInvite, inspectLink, listInvites, redeemInvite, revokeInvite } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody, pageOf, PageQuery, withTimes } from "../http/schemas.ts";
import { Email, Invite, Link, Me, Name, Password, Role, Token } from "./people-schemas.ts";
import { callerOf, signedIn } from "./signed-in.ts";

const tags = ["People"];

const list = defineRoute({
  method: "get",
  path: "/",
  operationId: "listInvites",
  tags,
  summary: "Invitations not accepted yet",
  role: "admin",
  request: { query: PageQuery },
  responses: { 200: json("A page of invitations.", pageOf(Invite)) },
});

const create = defineRoute({
  method: "post",
  path: "/",
  operationId: "createInvite",
  tags,
  summary: "Invite somebody by a link",
  description:
    "The link works once, until `expiresAt`: after seven days unless the setting `people.linkDays` says otherwise. It replaces an open invitation to the same address.",
  role: "admin",
  request: { body: jsonBody(z.strictObject({ email: Email, role: Role, groupIds: z.array(Id).max(50).optional() })) },
  responses: { 201: json("The invitation with its link, shown this once.", Invite.extend({ link: Link }).openapi("NewInvite")) },
});

const remove = defineRoute({
  method: "delete",
  path: "/{id}",
  operationId: "revokeInvite",
  tags,
  summary: "Withdraw an invitation",
  role: "admin",
  request: { params: IdParam },
  responses: { 204: { description: "The link does not work any more." } },
});

const inspect = defineRoute({
  method: "post",
  path: "/inspect",
  operationId: "inspectLink",
  tags,
  summary: "Whom a link is for",
  description: "For the page behind the link. A POST, so that the token is in no address and no log.",
  role: "public",
  request: { body: jsonBody(z.strictObject({ token: Token })) },
  responses: {
    200: json("Its owner.", z.object({ kind: z.enum(["invite", "password"]), email: z.string(), name: z.string().nullable() })),
  },
});

const redeem = defineRoute({
  method: "post",
  path: "/redeem",
  operationId: "redeemLink",
  tags,
  summary: "Accept an invitation, or set a password by link",
  description: "Works once and signs in. `name` is needed for an invitation; a password link leaves the name as it is.",
  role: "public",
  request: { body: jsonBody(z.strictObject({ token: Token, name: Name.optional(), password: Password })) },
  responses: { 200: json("Oneself, with a session cookie.", Me) },
});

export const invites = createRouter();

invites.openapi(list, async (c) => {
  const { items, nextCursor } = await listInvites(c.var.ports, c.var.actor, c.req.valid("query"));
  return c.json(withTimes({ items: items.map((invite) => ({ ...invite, groupIds: [...invite.groupIds] })), nextCursor }), 200);
});

invites.openapi(create, async (c) => {
  const { invite, link } = await createInvite(c.var.ports, c.var.actor, c.req.valid("json"));
  return c.json(withTimes({ ...invite, groupIds: [...invite.groupIds], link }), 201);
});

invites.openapi(remove, async (c) => {
  await revokeInvite(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

invites.openapi(inspect, async (c) => c.json(withTimes(await inspectLink(c.var.ports, c.req.valid("json").token)), 200));

invites.openapi(redeem, async (c) =>
  c.json(withTimes(await signedIn(c, await redeemInvite(c.var.ports, c.req.valid("json"), callerOf(c)))), 200),
);
