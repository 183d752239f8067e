import { z } from "@hono/zod-openapi";
import { completeSetup, isSetupNeeded, passedSteps, passStep, SKIPPABLE_STEPS } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody, withTimes } from "../http/schemas.ts";
import { Email, Me, Name, Password, Token } from "./people-schemas.ts";
import { callerOf, signedIn } from "./signed-in.ts";

const readSetup = defineRoute({
  method: "get",
  path: "/",
  operationId: "getSetup",
  tags: ["People"],
  summary: "Whether the first administrator is still to be made",
  role: "public",
  responses: { 200: json("The state.", z.object({ needed: z.boolean() })) },
});

const postSetup = defineRoute({
  method: "post",
  path: "/",
  operationId: "completeSetup",
  tags: ["People"],
  summary: "Make the first administrator and sign in",
  description: "The token is printed when the server starts, and is in the file `setup-token` of the data directory. It works once.",
  role: "public",
  request: { body: jsonBody(z.strictObject({ token: Token, name: Name, email: Email, password: Password })) },
  responses: { 200: json("The new administrator, with a session cookie.", Me) },
});

const Step = z.enum(SKIPPABLE_STEPS);
const Progress = z.object({ passed: z.array(Step).openapi({ description: "Done or passed by; what has been made shows by itself." }) });

const readProgress = defineRoute({
  method: "get",
  path: "/progress",
  operationId: "getSetupProgress",
  tags: ["People"],
  summary: "The steps of the first run that need not be shown again",
  role: "admin",
  responses: { 200: json("The steps.", Progress) },
});

const putProgress = defineRoute({
  method: "post",
  path: "/progress",
  operationId: "passSetupStep",
  tags: ["People"],
  summary: "Remember that a step of the first run is done or passed by",
  role: "admin",
  request: { body: jsonBody(z.strictObject({ step: Step })) },
  responses: { 200: json("The steps.", Progress) },
});

export const setup = createRouter();

setup.openapi(readProgress, async (c) => c.json({ passed: [...(await passedSteps(c.var.ports, c.var.actor))] }, 200));

setup.openapi(putProgress, async (c) => c.json({ passed: [...(await passStep(c.var.ports, c.var.actor, c.req.valid("json").step))] }, 200));

setup.openapi(readSetup, async (c) => c.json({ needed: await isSetupNeeded(c.var.ports) }, 200));

setup.openapi(postSetup, async (c) =>
  c.json(withTimes(await signedIn(c, await completeSetup(c.var.ports, c.req.valid("json"), callerOf(c)))), 200),
);
