import { z } from "@hono/zod-openapi";
import { changePassword, renameMe, signIn } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody, withTimes } from "../http/schemas.ts";
import { Me, Name, Password } from "./people-schemas.ts";
import { callerOf, signedIn } from "./signed-in.ts";

const postSignIn = defineRoute({
  method: "post",
  path: "/sign-in/email",
  operationId: "signIn",
  tags: ["People"],
  summary: "Sign in",
  description: "Too many failures lock the account and the caller's address for a while: 429 with `Retry-After`.",
  role: "public",
  request: {
    body: jsonBody(
      z.strictObject({
        email: z.string().max(254).openapi({ example: "ada@example.org" }),
        password: Password,
        rememberMe: z.boolean().optional().openapi({ description: "False: the browser forgets the session when it is closed." }),
      }),
    ),
  },
  responses: { 200: json("Who is signed in, with a session cookie.", Me) },
});

const postSignOut = defineRoute({
  method: "post",
  path: "/sign-out",
  operationId: "signOut",
  tags: ["People"],
  summary: "Sign out",
  role: "public",
  responses: { 200: { description: "The session of the cookie has ended." } },
});

const postChangePassword = defineRoute({
  method: "post",
  path: "/change-password",
  operationId: "changePassword",
  tags: ["People"],
  summary: "Change one's own password",
  description: "Every session ends; the answer carries a new one.",
  role: "viewer",
  request: {
    body: jsonBody(z.strictObject({ currentPassword: Password, newPassword: Password, revokeOtherSessions: z.boolean().optional() })),
  },
  responses: { 200: json("Oneself, with a new session cookie.", Me) },
});

const postUpdateUser = defineRoute({
  method: "post",
  path: "/update-user",
  operationId: "updateOwnName",
  tags: ["People"],
  summary: "Change one's own name",
  role: "viewer",
  request: { body: jsonBody(z.strictObject({ name: Name })) },
  responses: { 200: json("Oneself.", Me) },
});

/** Below `/api/auth`. Whatever has to do with a password goes through our use cases, which know locks and audit. */
export const auth = createRouter();

auth.openapi(postSignIn, async (c) => {
  const { email, password, rememberMe } = c.req.valid("json");
  return c.json(withTimes(await signedIn(c, await signIn(c.var.ports, { email, password, remember: rememberMe }, callerOf(c)))), 200);
});

auth.openapi(postSignOut, async (c) => c.var.ports.identity.handle(c.req.raw, c.var.clientAddress));

auth.openapi(postChangePassword, async (c) => {
  const { currentPassword, newPassword } = c.req.valid("json");
  return c.json(
    withTimes(await signedIn(c, await changePassword(c.var.ports, c.var.actor, { currentPassword, newPassword }, callerOf(c)))),
    200,
  );
});

auth.openapi(postUpdateUser, async (c) => c.json(withTimes(await renameMe(c.var.ports, c.var.actor, c.req.valid("json").name)), 200));

// The sign-in library's other endpoints, sign-up among them, do not exist here.
auth.all("/*", async (c) => {
  const answer = await c.var.ports.identity.handle(c.req.raw, c.var.clientAddress);
  if (answer.status === 404) throw new SmartyError("not_found", "There is nothing at this address.");
  return answer;
});
