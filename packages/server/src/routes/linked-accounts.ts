import { z } from "@hono/zod-openapi";
import { type LinkedIdentity, listLinkedAccounts, needsPassword, startLinking, unlinkAccount } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody, pageOf, withTimes } from "../http/schemas.ts";
import { keepJourney, requirePublicOrigin } from "./journey-cookie.ts";
import { Password } from "./people-schemas.ts";
import { LinkedAccount, PathBack, ProviderId, StartedJourney } from "./provider-schemas.ts";
import { callerOf } from "./signed-in.ts";

const tags = ["People"];

const listRoute = defineRoute({
  method: "get",
  path: "/me/linked-accounts",
  operationId: "listMyLinkedAccounts",
  tags,
  summary: "Accounts at identity providers that are linked to oneself",
  role: "viewer",
  responses: {
    200: json(
      "In order of linking.",
      pageOf(LinkedAccount).extend({ needsPassword: z.boolean().openapi({ description: "Whether linking asks for one's password." }) }),
    ),
  },
});

const startRoute = defineRoute({
  method: "post",
  path: "/me/linked-accounts",
  operationId: "linkAccount",
  tags,
  summary: "Begin to link an account at an identity provider to oneself",
  description:
    "Needs the password of whoever has one. The browser goes to `url` and comes back with the account linked, and its addresses proven.",
  role: "viewer",
  request: {
    body: jsonBody(z.strictObject({ providerId: ProviderId, password: Password.optional(), returnTo: PathBack.optional() })),
  },
  responses: { 200: json("Where the browser goes.", StartedJourney) },
});

const deleteRoute = defineRoute({
  method: "delete",
  path: "/me/linked-accounts/{id}",
  operationId: "unlinkMyAccount",
  tags,
  summary: "Unlink one of one's own accounts",
  description: "What its addresses could read is gone at once. One's only way to sign in stays.",
  role: "viewer",
  request: { params: IdParam },
  responses: { 204: { description: "Unlinked." } },
});

const listOfUserRoute = defineRoute({
  method: "get",
  path: "/users/{id}/linked-accounts",
  operationId: "listUserLinkedAccounts",
  tags,
  summary: "Accounts at identity providers that are linked to a user",
  role: "admin",
  request: { params: IdParam },
  responses: { 200: json("In order of linking.", pageOf(LinkedAccount)) },
});

const deleteOfUserRoute = defineRoute({
  method: "delete",
  path: "/users/{id}/linked-accounts/{accountId}",
  operationId: "unlinkUserAccount",
  tags,
  summary: "Unlink an account of a user",
  role: "admin",
  request: { params: IdParam.extend({ accountId: Id.openapi({ param: { name: "accountId", in: "path" } }) }) },
  responses: { 204: { description: "Unlinked." } },
});

export const linkedAccounts = createRouter();

linkedAccounts.openapi(listRoute, async (c) => {
  const { ports, actor } = c.var;
  return c.json({ ...toPage(await listLinkedAccounts(ports, actor)), needsPassword: await needsPassword(ports, actor) }, 200);
});

linkedAccounts.openapi(startRoute, async (c) => {
  requirePublicOrigin(c);
  return c.json(keepJourney(c, await startLinking(c.var.ports, c.var.actor, c.req.valid("json"), callerOf(c))), 200);
});

linkedAccounts.openapi(deleteRoute, async (c) => {
  await unlinkAccount(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

linkedAccounts.openapi(listOfUserRoute, async (c) =>
  c.json(toPage(await listLinkedAccounts(c.var.ports, c.var.actor, c.req.valid("param").id)), 200),
);

linkedAccounts.openapi(deleteOfUserRoute, async (c) => {
  const { id, accountId } = c.req.valid("param");
  await unlinkAccount(c.var.ports, c.var.actor, accountId, id);
  return c.body(null, 204);
});

/** What the issuer calls a person is theirs and ours alone. */
function toPage(identities: readonly LinkedIdentity[]) {
  const items = identities.map(({ id, providerId, issuer, label, addresses, createdAt, lastUsedAt }) =>
    withTimes({ id, providerId, issuer, label, addresses: [...addresses], createdAt, lastUsedAt }),
  );
  return { items, nextCursor: null };
}
