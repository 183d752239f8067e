import {
  actorForSession,
  connectorChoices,
  connectorGuide,
  finishOauth,
  type SessionActor,
  startOauth,
  surveyKind,
} from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { type Connector as AnyConnector, SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, json, jsonBody, Time, toTime } from "../http/schemas.ts";
import { CredentialFields } from "./connector-schemas.ts";
import { requirePublicOrigin } from "./journey-cookie.ts";
import { PathBack } from "./provider-schemas.ts";

const JsonSchema = z.looseObject({});

const Connector = z
  .object({
    id: z.string(),
    title: z.string(),
    version: z.string(),
    description: z.string().optional(),
    docsUrl: z.string().optional(),
    capabilities: z.record(z.string(), z.union([z.string(), z.boolean()])),
    auth: z.array(z.string()),
    settingsSchema: JsonSchema.openapi({ description: "JSON Schema: the form for its settings." }),
    credentialSchema: JsonSchema.nullable().openapi({
      description: "JSON Schema: the form for its credential. What is `writeOnly` is a secret. Null: it has none.",
    }),
    hasGuide: z.boolean().openapi({ description: "There are steps to take at the source first." }),
    survey: z.enum(["preview", "count", "none"]).openapi({
      description:
        "What it can tell before anything is saved: which channels, folders or files settings choose; only how much it is; nothing.",
    }),
    hasChoices: z.boolean().openapi({ description: "For some settings it can list what there is to pick." }),
  })
  .openapi("Connector");

const about = { tags: ["Sources"], role: "editor" as const };
const ConnectorParam = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: "id", in: "path" } }),
});
const Settings = z.record(z.string(), z.unknown());
/** A connector with settings and a credential that may be stored or not. */
const Given = {
  settings: Settings.default({}).openapi({ description: "As far as they have been entered." }),
  ...CredentialFields,
  sourceId: Id.optional().openapi({ description: "The source whose stored credential is used where none is given." }),
};

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/connectors",
  operationId: "listConnectors",
  summary: "The catalogue of connectors",
  responses: { 200: json("By title.", z.object({ items: z.array(Connector), nextCursor: z.null() })) },
});

const guideRoute = defineRoute({
  ...about,
  method: "post",
  path: "/connectors/{id}/guide",
  operationId: "getConnectorGuide",
  summary: "What to do at the source before its form can be filled in",
  request: {
    params: ConnectorParam,
    body: jsonBody(z.strictObject({ settings: Given.settings, sourceId: Id.optional() })),
  },
  responses: {
    200: json(
      "The steps in their order; they may depend on the settings.",
      z.object({
        steps: z.array(
          z
            .object({
              title: z.string(),
              text: z.string().openapi({ description: "Markdown." }),
              copy: z
                .array(z.object({ label: z.string(), value: z.string(), language: z.enum(["json", "text"]).optional() }))
                .optional()
                .openapi({ description: "To be copied exactly." }),
            })
            .openapi("GuideStep"),
        ),
      }),
    ),
  },
});

const choicesRoute = defineRoute({
  ...about,
  method: "post",
  path: "/connectors/{id}/choices",
  operationId: "getConnectorChoices",
  summary: "What can be picked for a setting",
  request: {
    params: ConnectorParam,
    body: jsonBody(
      z.strictObject({
        setting: z.string().min(1).max(200).openapi({ description: "Dotted path.", example: "channels" }),
        typed: z.string().max(200).default(""),
        ...Given,
      }),
    ),
  },
  responses: {
    200: json(
      "Best first, at most 200.",
      z.object({
        choices: z.array(z.object({ value: z.string(), label: z.string(), detail: z.string().optional() }).openapi("ConnectorChoice")),
        credentialHandle: z.string().nullable().openapi({ description: "As for checking a source." }),
      }),
    ),
  },
});

const startRoute = defineRoute({
  ...about,
  method: "post",
  path: "/connectors/{id}/oauth/start",
  operationId: "startConnectorSignIn",
  summary: "Begin to sign in at a source",
  description:
    "For browsers: the way back works in the same session, for ten minutes. It ends at `returnTo` with `#oauth=done&connector=…&handle=…`, whose handle is sent as `credentialHandle`, or with `#oauth=failed&problem=expired|session|denied|failed&message=…`.",
  request: {
    params: ConnectorParam,
    body: jsonBody(z.strictObject({ ...Given, returnTo: PathBack.optional() })),
  },
  responses: {
    200: json("Where the browser goes.", z.object({ url: z.string().openapi({ description: "At the source." }), expiresAt: Time })),
  },
});

const Answered = z.string().max(8192).optional();

const callbackRoute = defineRoute({
  method: "get",
  path: "/connectors/oauth/callback",
  operationId: "finishConnectorSignIn",
  tags: ["Sources"],
  summary: "Where a source sends the browser back to",
  description: "Not for programs: the answer is a redirect to where the sign-in was begun.",
  // The page it leads to says what is wrong when nobody is signed in any more.
  role: "public",
  request: { query: z.object({ state: Answered, code: Answered, error: Answered }) },
  responses: { 303: { description: "To a page of ours." } },
});

export const connectors = createRouter();

function schemaOf(schema: z.ZodType): Record<string, unknown> {
  return JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }))) as Record<string, unknown>;
}

function toConnector(connector: AnyConnector): z.infer<typeof Connector> {
  const { id, title, version, description, docsUrl, capabilities, auth, settings, credential } = connector;
  return {
    id,
    title,
    version,
    ...(description !== undefined && { description }),
    ...(docsUrl !== undefined && { docsUrl }),
    capabilities: Object.fromEntries(Object.entries(capabilities)),
    auth: [...auth],
    settingsSchema: schemaOf(settings),
    credentialSchema: credential === undefined ? null : schemaOf(credential),
    survey: surveyKind(connector),
    hasGuide: connector.guide !== undefined,
    hasChoices: connector.choices !== undefined,
  };
}

connectors.openapi(listRoute, async (c) => {
  const items = [...c.var.ports.connectors.values()].map(toConnector);
  return c.json({ items: items.toSorted((one, other) => one.title.localeCompare(other.title)), nextCursor: null }, 200);
});

connectors.openapi(guideRoute, async (c) => {
  const steps = await connectorGuide(c.var.ports, c.var.actor, { connector: c.req.valid("param").id, ...c.req.valid("json") });
  return c.json({ steps: steps.map(({ copy, ...step }) => ({ ...step, ...(copy !== undefined && { copy: [...copy] }) })) }, 200);
});

connectors.openapi(choicesRoute, async (c) => {
  const input = { connector: c.req.valid("param").id, ...c.req.valid("json") };
  const { choices, renewedHandle } = await connectorChoices(c.var.ports, c.var.actor, input);
  return c.json({ choices: [...choices], credentialHandle: renewedHandle }, 200);
});

connectors.openapi(startRoute, async (c) => {
  requirePublicOrigin(c);
  const found = await sessionOf(c);
  if (found === null)
    throw new SmartyError("conflict", "Signing in at a source takes a browser: begin it on the page of the source, not with an API key.");
  const input = { connector: c.req.valid("param").id, ...c.req.valid("json"), sessionId: found.session.id };
  const { url, expiresAt } = await startOauth(c.var.ports, c.var.actor, input);
  return c.json({ url, expiresAt: toTime(expiresAt) }, 200);
});

connectors.openapi(callbackRoute, async (c) => {
  const { state, code, error } = c.req.valid("query");
  const found = await sessionOf(c);
  const path = await finishOauth(c.var.ports, { state, code, error, actor: found?.actor ?? null, sessionId: found?.session.id ?? null });
  return c.redirect(path, 303);
});

/** A key in the request is not looked at: the browser that began it has none. */
async function sessionOf(c: Context<Env>): Promise<SessionActor | null> {
  if (c.var.actor !== undefined && c.var.actor.via !== "session") return null;
  return actorForSession(c.var.ports, c.req.raw.headers);
}
