import { z } from "@hono/zod-openapi";
import { type Actor, finishJourney, type JourneyEnd, listSignInMethods, PROVIDER_PRESETS, startProviderSignIn } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody } from "../http/schemas.ts";
import { addCookies } from "../middleware/add-cookies.ts";
import { forgetJourney, journeyToken, keepJourney, requirePublicOrigin } from "./journey-cookie.ts";
import { PathBack, ProviderId, StartedJourney } from "./provider-schemas.ts";
import { callerOf } from "./signed-in.ts";

const tags = ["People"];
const ProviderParam = z.object({ providerId: ProviderId.openapi({ param: { name: "providerId", in: "path" } }) });

const methodsRoute = defineRoute({
  method: "get",
  path: "/methods",
  operationId: "listSignInMethods",
  tags,
  summary: "How one can sign in here",
  role: "public",
  responses: {
    200: json(
      "For the sign-in page.",
      z
        .object({
          passwords: z.boolean(),
          providers: z.array(z.object({ id: ProviderId, name: z.string(), preset: z.enum(PROVIDER_PRESETS) })),
        })
        .openapi("SignInMethods"),
    ),
  },
});

const startRoute = defineRoute({
  method: "post",
  path: "/oidc/{providerId}/start",
  operationId: "startProviderSignIn",
  tags,
  summary: "Begin to sign in with an identity provider",
  description: "The answer sets a cookie for ten minutes; the browser then goes to `url` and comes back to the callback.",
  role: "public",
  request: { params: ProviderParam, body: jsonBody(z.strictObject({ returnTo: PathBack.optional() })) },
  responses: { 200: json("Where the browser goes.", StartedJourney) },
});

const Answered = z.string().max(4096).optional();

const callbackRoute = defineRoute({
  method: "get",
  path: "/oidc/{providerId}/callback",
  operationId: "finishProviderSignIn",
  tags,
  summary: "Where an identity provider sends the browser back to",
  description:
    "Not for programs: the answer is a redirect, to where the sign-in was begun, or to a page that says what is wrong (`problem` in its query).",
  role: "public",
  request: {
    params: ProviderParam,
    query: z.object({ state: Answered, code: Answered, iss: Answered, error: Answered }),
  },
  responses: { 303: { description: "To a page of ours." } },
});

/** Below `/api/v1/auth`: signing in with identity providers. */
export const oidc = createRouter();

oidc.openapi(methodsRoute, async (c) => {
  const { passwords, providers } = await listSignInMethods(c.var.ports);
  return c.json({ passwords, providers: [...providers] }, 200);
});

oidc.openapi(startRoute, async (c) => {
  requirePublicOrigin(c);
  const started = await startProviderSignIn(c.var.ports, { ...c.req.valid("param"), ...c.req.valid("json") }, callerOf(c));
  return c.json(keepJourney(c, started), 200);
});

oidc.openapi(callbackRoute, async (c) => {
  const { providerId } = c.req.valid("param");
  const { state, code, iss, error } = c.req.valid("query");
  const browserToken = (journeyId: string): string | undefined => journeyToken(c, journeyId);
  const actor = (c.var.actor as Actor | undefined) ?? null;
  const end = await finishJourney(c.var.ports, { providerId, state, code, iss, error, browserToken }, { caller: callerOf(c), actor });
  if (end.journeyId !== null) forgetJourney(c, end.journeyId);
  if (end.kind === "signed-in") addCookies(c, end.signedIn.setCookies);
  return c.redirect(pageFor(end, providerId), 303);
});

function pageFor(end: JourneyEnd, provider: string): string {
  if (end.kind === "signed-in") return end.returnTo;
  const [path, query] =
    end.kind === "linked"
      ? [end.returnTo, { linked: provider }]
      : end.isLinking
        ? [end.returnTo, { problem: end.problem, provider }]
        : ["/sign-in", { problem: end.problem, provider, ...(end.returnTo !== "/" && { next: end.returnTo }) }];
  // The way back is a path of ours, whatever stands in it.
  const url = new URL(path, "http://localhost");
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.pathname + url.search + url.hash;
}
