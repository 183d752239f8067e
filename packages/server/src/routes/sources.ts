import {
  type CheckInput,
  checkSettings,
  createSource,
  deleteSource,
  requestInventory,
  requestSync,
  sampleSource,
  setSourcePaused,
  updateSource,
} from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody, Time, toTimeOrNull } from "../http/schemas.ts";
import { Access, Source, toSource } from "./source-schemas.ts";
import { CheckResult, CredentialFields, toCheck } from "./connector-schemas.ts";

const Name = z.string().trim().min(1).max(200);
const Settings = z.record(z.string(), z.unknown());
const Schedule = z
  .string()
  .max(100)
  .regex(/^\S+( \S+){4}$/, "A cron pattern of five fields, in UTC, for example `0 * * * *`.")
  .nullable();

const about = { tags: ["Sources"], role: "editor" as const };

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sources",
  operationId: "listSources",
  summary: "All sources",
  responses: { 200: json("The sources by name.", z.object({ items: z.array(Source), nextCursor: z.null() })) },
});

const createRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources",
  operationId: "createSource",
  summary: "Connect a source; nothing is fetched before its first sync",
  description:
    "Without `schedule` it syncs as the setting `sources.schedule` says, every hour if nobody has changed that; with null only when told to.",
  request: {
    body: jsonBody(
      z.strictObject({
        connector: z.string().min(1).max(100),
        name: Name,
        settings: Settings,
        access: Access,
        schedule: Schedule.optional(),
        ...CredentialFields,
      }),
    ),
  },
  responses: { 201: json("The source.", Source) },
});

const checkRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/check",
  operationId: "checkSource",
  summary: "Probe settings before saving them",
  request: {
    body: jsonBody(
      z.strictObject({
        connector: z.string().min(1).max(100),
        settings: Settings,
        access: Access.default({ mode: "everyone" }),
        ...CredentialFields,
        sourceId: Id.optional().openapi({ description: "The source whose stored credential is tried where none is given." }),
      }),
    ),
  },
  responses: {
    200: json(
      "Each probe with its remedy, and what the source would bring.",
      z.object({
        checks: z.array(CheckResult),
        samples: z
          .array(
            z.object({
              externalId: z.string(),
              title: z.string(),
              path: z.string().nullable(),
              url: z.string(),
              updatedAt: Time.nullable(),
              allow: z.array(z.string()).openapi({ description: "Who could find it; empty means nobody." }),
            }),
          )
          .openapi({ description: "The first items, at most three, as they would be stored. None when a required probe failed." }),
        titles: z
          .record(z.string(), z.string())
          .openapi({ description: "What the source calls the groups in `allow`, by principal, as far as it says so in a few seconds." }),
        credentialHandle: z.string().nullable().openapi({
          description: "The connector has renewed the credential while it was tried: send this in its place, the one given works no more.",
        }),
      }),
    ),
  },
});

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/sources/{id}",
  operationId: "getSource",
  summary: "One source",
  request: { params: IdParam },
  responses: { 200: json("The source.", Source) },
});

const updateRoute = defineRoute({
  ...about,
  method: "patch",
  path: "/sources/{id}",
  operationId: "updateSource",
  summary: "Change a source; who may read it changes before this answers",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({
        name: Name.optional(),
        settings: Settings.optional(),
        access: Access.optional(),
        schedule: Schedule.optional(),
        ...CredentialFields,
      }),
    ),
  },
  responses: { 200: json("The source.", Source) },
});

const deleteRoute = defineRoute({
  ...about,
  method: "delete",
  path: "/sources/{id}",
  operationId: "deleteSource",
  summary: "Hide a source's documents at once and erase them in the background",
  request: { params: IdParam },
  responses: { 202: json("It is being erased.", z.object({ id: z.string() })) },
});

const syncRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/{id}/sync",
  operationId: "syncSource",
  summary: "Sync now; asking again while one waits or runs answers with that run",
  request: {
    params: IdParam,
    body: {
      required: false,
      content: {
        "application/json": {
          schema: z.strictObject({
            confirmRemoval: z.boolean().optional().openapi({ description: "Remove what has disappeared, however much it is." }),
          }),
        },
      },
    },
  },
  responses: { 202: json("Queued.", z.object({ syncRunId: z.string() })) },
});

const inventoryRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/{id}/inventory",
  operationId: "takeSourceInventory",
  summary: "Compare what is stored with everything the source lists, now",
  description:
    "Repairs permissions, has changed items fetched again and removes what is gone. Happens every night for sources with a schedule; 409 for connectors that have none.",
  request: {
    params: IdParam,
    body: {
      required: false,
      content: { "application/json": { schema: z.strictObject({ confirmRemoval: z.boolean().optional() }) } },
    },
  },
  responses: { 202: json("Queued.", z.object({ syncRunId: z.string() })) },
});

const pauseRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/{id}/pause",
  operationId: "pauseSource",
  summary: "Stop syncing; what is there stays searchable",
  request: { params: IdParam },
  responses: { 200: json("The source.", Source) },
});

const resumeRoute = defineRoute({
  ...about,
  method: "post",
  path: "/sources/{id}/resume",
  operationId: "resumeSource",
  summary: "Sync again",
  request: { params: IdParam },
  responses: { 200: json("The source.", Source) },
});

export const sources = createRouter();

sources.openapi(listRoute, async (c) => {
  const all = await c.var.ports.database.forActor(c.var.actor).sources.list();
  return c.json({ items: await Promise.all(all.map((source) => toSource(c, source))), nextCursor: null }, 200);
});

sources.openapi(createRoute, async (c) =>
  c.json(await toSource(c, await createSource(c.var.ports, c.var.actor, c.req.valid("json") as never)), 201),
);

sources.openapi(checkRoute, async (c) => {
  const input = c.req.valid("json") as CheckInput;
  const { checks, renewedHandle } = await checkSettings(c.var.ports, c.var.actor, input);
  const isRefused = checks.some((check) => check.required && check.status === "failed");
  // What the checks have renewed is what works from now on.
  const renewed = renewedHandle === null ? input : { ...input, credential: undefined, credentialHandle: renewedHandle };
  const sampled = isRefused ? null : await sampleSource(c.var.ports, c.var.actor, renewed);
  const samples = sampled?.samples ?? [];
  const shown = samples.map((sample) => ({ ...sample, updatedAt: toTimeOrNull(sample.updatedAt), allow: [...sample.allow] }));
  const credentialHandle = sampled?.renewedHandle ?? renewedHandle;
  return c.json({ checks: checks.map(toCheck), samples: shown, titles: sampled?.titles ?? {}, credentialHandle }, 200);
});

sources.openapi(readRoute, async (c) => {
  const source = await c.var.ports.database.forActor(c.var.actor).sources.manageable(c.req.valid("param").id);
  return c.json(await toSource(c, source), 200);
});

sources.openapi(updateRoute, async (c) =>
  c.json(await toSource(c, await updateSource(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json") as never)), 200),
);

sources.openapi(deleteRoute, async (c) => {
  const { id } = c.req.valid("param");
  await deleteSource(c.var.ports, c.var.actor, id);
  return c.json({ id }, 202);
});

sources.openapi(syncRoute, async (c) => {
  const { confirmRemoval = false } = c.req.valid("json") ?? {};
  return c.json(await requestSync(c.var.ports, c.var.actor, c.req.valid("param").id, { confirmRemoval }), 202);
});

sources.openapi(inventoryRoute, async (c) => {
  const { confirmRemoval = false } = c.req.valid("json") ?? {};
  return c.json(await requestInventory(c.var.ports, c.var.actor, c.req.valid("param").id, { confirmRemoval }), 202);
});

sources.openapi(pauseRoute, async (c) =>
  c.json(await toSource(c, await setSourcePaused(c.var.ports, c.var.actor, c.req.valid("param").id, true)), 200),
);

sources.openapi(resumeRoute, async (c) =>
  c.json(await toSource(c, await setSourcePaused(c.var.ports, c.var.actor, c.req.valid("param").id, false)), 200),
);
