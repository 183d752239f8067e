import { z } from "@hono/zod-openapi";
import {
  acceptsPasswords,
  createProvider,
  deleteProvider,
  getProvider,
  listProviders,
  PROVIDER_PRESETS,
  setPasswordSignIn,
  testProvider,
  updateProvider,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody, withTimes } from "../http/schemas.ts";
import { Name } from "./people-schemas.ts";
import { ClientId, ClientSecret, Probe, ProviderId, Settings, SignInProvider } from "./provider-schemas.ts";

const about = { tags: ["People"], role: "admin" as const };
const params = z.object({ id: ProviderId.openapi({ param: { name: "id", in: "path" } }) });
const Passwords = z.object({ passwords: z.boolean() });

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/",
  operationId: "listSignInProviders",
  summary: "Identity providers for signing in",
  description: "And whether people may sign in with a password.",
  responses: { 200: json("All of them.", Passwords.extend({ items: z.array(SignInProvider), nextCursor: z.null() })) },
});

const createRoute = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "createSignInProvider",
  summary: "Add an identity provider",
  description: "It is switched off at first: test it, then switch it on. Its id and issuer stay as they are.",
  request: {
    body: jsonBody(
      z.strictObject({
        id: ProviderId,
        preset: z.enum(PROVIDER_PRESETS),
        name: Name,
        issuer: z.string().trim().min(1).max(1000).openapi({ example: "https://id.example.org/realms/company" }),
        clientId: ClientId,
        clientSecret: ClientSecret.optional(),
        settings: Settings.optional(),
      }),
    ),
  },
  responses: { 201: json("The provider.", SignInProvider) },
});

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/{id}",
  operationId: "getSignInProvider",
  summary: "One identity provider",
  request: { params },
  responses: { 200: json("The provider.", SignInProvider) },
});

const patchRoute = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updateSignInProvider",
  summary: "Change an identity provider, switch it on or off",
  description: "Acts with the next sign-in. Refused when no administrator could sign in any more.",
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        name: Name.optional(),
        clientId: ClientId.optional(),
        clientSecret: ClientSecret.nullable().optional(),
        enabled: z.boolean().optional(),
        settings: Settings.optional(),
      }),
    ),
  },
  responses: { 200: json("The provider.", SignInProvider) },
});

const deleteRoute = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteSignInProvider",
  summary: "Remove an identity provider",
  description: "Everybody is unlinked from it: addresses and memberships that came from it are gone at once.",
  request: { params },
  responses: { 204: { description: "Removed." } },
});

const testRoute = defineRoute({
  ...about,
  method: "post",
  path: "/{id}/test",
  operationId: "testSignInProvider",
  summary: "Try what can be tried of a provider without a person",
  request: { params },
  responses: { 200: json("What was found, also where it failed.", z.object({ probes: z.array(Probe) })) },
});

const passwordsRoute = defineRoute({
  ...about,
  method: "post",
  path: "/passwords",
  operationId: "setPasswordSignIn",
  summary: "Let people sign in with passwords, or with providers alone",
  description: "Without passwords an administrator needs a linked account of an enabled provider.",
  request: { body: jsonBody(z.strictObject({ passwords: z.boolean() })) },
  responses: { 200: json("As it is now.", Passwords) },
});

/** Below `/api/v1/sign-in-providers`. */
export const signInProviders = createRouter();

signInProviders.openapi(listRoute, async (c) => {
  const items = await listProviders(c.var.ports, c.var.actor);
  const passwords = await acceptsPasswords(c.var.ports.database);
  return c.json({ items: items.map(withTimes), nextCursor: null, passwords }, 200);
});

signInProviders.openapi(createRoute, async (c) =>
  c.json(withTimes(await createProvider(c.var.ports, c.var.actor, c.req.valid("json"))), 201),
);

// Before `/{id}`, of which it would be one.
signInProviders.openapi(passwordsRoute, async (c) => {
  const { passwords } = c.req.valid("json");
  await setPasswordSignIn(c.var.ports, c.var.actor, passwords);
  return c.json({ passwords }, 200);
});

signInProviders.openapi(readRoute, async (c) =>
  c.json(withTimes(await getProvider(c.var.ports, c.var.actor, c.req.valid("param").id)), 200),
);

signInProviders.openapi(patchRoute, async (c) =>
  c.json(withTimes(await updateProvider(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

signInProviders.openapi(deleteRoute, async (c) => {
  await deleteProvider(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

signInProviders.openapi(testRoute, async (c) => {
  const probes = await testProvider(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.json({ probes: [...probes] }, 200);
});
