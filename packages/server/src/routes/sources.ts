import {
  checkSettings,
  createSource,
  deleteSource,
  requestSync,
  sampleSource,
  setSourcePaused,
  type Source as CoreSource,
  updateSource,
} from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, Time, toTime, toTimeOrNull } from "../http/schemas.ts";
import { SyncRun, toSyncRun } from "./sync-run-schemas.ts";

const Principals = z.array(z.string().min(1).max(512)).max(1000);

const Access = z
  .strictObject({
    mode: z.enum(["everyone", "restricted", "source"]).openapi({ description: "`source`: as the source itself says." }),
    allow: Principals.optional().openapi({ example: ["user:ada@example.org", "group:local/0198"] }),
    rules: z
      .array(z.strictObject({ path: z.string().min(1).max(1000), mode: z.enum(["everyone", "restricted"]), allow: Principals.optional() }))
      .max(500)
      .optional()
      .openapi({ description: "For parts of the source, by path; the longest path wins." }),
  })
  .openapi("SourceAccess");

const Source = z
  .object({
    id: z.string(),
    connector: z.string(),
    name: z.string(),
    settings: z.unknown(),
    access: Access,
    schedule: z.string().nullable(),
    state: z.enum(["active", "paused", "reconnect", "deleting"]),
    stateReason: z.string().nullable(),
    heldBack: z
      .object({ count: z.int() })
      .nullable()
      .openapi({ description: "Items that disappeared at once and wait for a second complete sync." }),
    counts: z
      .object({ documents: z.int(), indexed: z.int(), skipped: z.int(), failed: z.int(), ignored: z.int(), queued: z.int() })
      .openapi({ description: "Each item of the ledger counts once; `documents` are those that are stored." }),
    // Not `nullable()`, which would make the shared schema itself one that may be null.
    lastRun: z.union([SyncRun, z.null()]).openapi({ description: "The newest pass over the whole source, whether or not it has ended." }),
    nextRunAt: Time.nullable().openapi({ description: "By the schedule; null for one that syncs only when told to, or is not active." }),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Source");

const Name = z.string().trim().min(1).max(200);
const Settings = z.record(z.string(), z.unknown());
/** The full pass that finds what watching for changes has missed. */
const HOURLY = "11 * * * *";

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
  description: "Without `schedule` it syncs every hour; with null only when told to.",
  request: {
    body: jsonBody(
      z.strictObject({
        connector: z.string().min(1).max(100),
        name: Name,
        settings: Settings,
        access: Access,
        schedule: Schedule.default(HOURLY),
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
      z.strictObject({ connector: z.string().min(1).max(100), settings: Settings, access: Access.default({ mode: "everyone" }) }),
    ),
  },
  responses: {
    200: json(
      "Each probe with its remedy, and what the source would bring.",
      z.object({
        checks: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            required: z.boolean(),
            status: z.enum(["ok", "failed", "skipped"]),
            missingScope: z.string().optional(),
            remediation: z.string().optional(),
          }),
        ),
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
      z.strictObject({ name: Name.optional(), settings: Settings.optional(), access: Access.optional(), schedule: Schedule.optional() }),
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

async function toSource(c: Context<Env>, source: CoreSource): Promise<z.infer<typeof Source>> {
  const { database, jobs } = c.var.ports;
  const [counts, lastRun] = await Promise.all([database.sources.counts(source.id), database.syncRuns.latest(source.id)]);
  const isScheduled = source.state === "active" && source.schedule !== null;
  return {
    id: source.id,
    connector: source.connector,
    name: source.name,
    settings: source.settings,
    access: source.access as z.infer<typeof Access>,
    schedule: source.schedule,
    state: source.state,
    stateReason: source.stateReason,
    heldBack: source.absence === null ? null : { count: source.absence.count },
    counts,
    lastRun: lastRun === null ? null : toSyncRun(lastRun),
    nextRunAt: isScheduled ? toTimeOrNull(jobs.nextTime(source.schedule)) : null,
    createdAt: toTime(source.createdAt),
    updatedAt: toTime(source.updatedAt),
  };
}

sources.openapi(listRoute, async (c) => {
  const all = await c.var.ports.database.forActor(c.var.actor).sources.list();
  return c.json({ items: await Promise.all(all.map((source) => toSource(c, source))), nextCursor: null }, 200);
});

sources.openapi(createRoute, async (c) =>
  c.json(await toSource(c, await createSource(c.var.ports, c.var.actor, c.req.valid("json") as never)), 201),
);

sources.openapi(checkRoute, async (c) => {
  const input = c.req.valid("json") as never;
  const checks = await checkSettings(c.var.ports, c.var.actor, input);
  const isRefused = checks.some((check) => check.required && check.status === "failed");
  const samples = isRefused ? [] : await sampleSource(c.var.ports, c.var.actor, input);
  const shown = samples.map((sample) => ({ ...sample, updatedAt: toTimeOrNull(sample.updatedAt), allow: [...sample.allow] }));
  return c.json({ checks, samples: shown }, 200);
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

sources.openapi(pauseRoute, async (c) =>
  c.json(await toSource(c, await setSourcePaused(c.var.ports, c.var.actor, c.req.valid("param").id, true)), 200),
);

sources.openapi(resumeRoute, async (c) =>
  c.json(await toSource(c, await setSourcePaused(c.var.ports, c.var.actor, c.req.valid("param").id, false)), 200),
);
