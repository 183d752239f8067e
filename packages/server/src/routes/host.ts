import { z } from "@hono/zod-openapi";
import { audit, confirmPerson, readOverview } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Host } from "../host.ts";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, Time, withTimes } from "../http/schemas.ts";

const about = { tags: ["Operations"], role: "admin" as const };

const Bytes = z.number();

const Overview = z
  .object({
    version: z.string(),
    node: z.string(),
    platform: z.string(),
    startedAt: Time,
    sources: z.int(),
    documents: z.int(),
    passages: z.int().openapi({ description: "That searches can show." }),
    indexWaiting: z.int().openapi({ description: "Documents whose change the indexes do not have yet." }),
    embeddingModel: z.string().nullable().openapi({ description: "Null: search by words only." }),
    jobs: z
      .object({ waiting: z.int(), running: z.int(), failed: z.int() })
      .openapi({ description: "Each counted to 1000. Failed ones wait for a hand, those set aside too." }),
    oldestDueAt: Time.nullable().openapi({ description: "When the job that has been due longest was due." }),
    disk: z.object({ freeBytes: Bytes, totalBytes: Bytes }),
    databaseBytes: Bytes,
    lastBackup: z.object({ createdAt: Time, sizeBytes: Bytes }).nullable().openapi({ description: "Null: none is known of." }),
  })
  .openapi("SystemOverview");

const overviewRoute = defineRoute({
  ...about,
  method: "get",
  path: "/system",
  operationId: "systemOverview",
  summary: "Versions, disk, queue and index at a glance",
  description: "Cheap; for what must always be true of the stored data use `/api/v1/system/health`.",
  responses: { 200: json("The numbers.", Overview) },
});

const settingsRoute = defineRoute({
  ...about,
  method: "get",
  path: "/system/settings",
  operationId: "listSettings",
  summary: "Every setting of the operator's, its value and where that comes from",
  description: "They are read once, at the start, and changed where they are set. Secrets are only said to be set.",
  responses: {
    200: json(
      "All of them.",
      z.object({
        items: z.array(
          z
            .object({
              name: z.string(),
              variable: z.string(),
              value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable(),
              from: z.enum(["flag", "environment", "file", "default"]),
              description: z.string(),
              editable: z
                .boolean()
                .openapi({ description: "Can be changed while the server runs, unless it is set here: see `/api/v1/settings`." }),
            })
            .openapi("Setting"),
        ),
      }),
    ),
  },
});

const makeBackup = defineRoute({
  ...about,
  method: "post",
  path: "/system/backups",
  operationId: "makeBackup",
  summary: "Back up everything into one file, to be fetched within 15 minutes",
  description:
    "The file holds the keys too, so this needs a browser session and the password once more (any text for an account without one). " +
    "It is answered when the file is written and read back, which takes minutes for many gigabytes; then `smartypants backup` is the better way.",
  request: { body: jsonBody(z.strictObject({ password: z.string().max(512) })) },
  responses: {
    201: json(
      "What can be fetched.",
      z.object({ id: z.string(), name: z.string(), sizeBytes: Bytes, createdAt: Time, expiresAt: Time }).openapi("HeldBackup"),
    ),
  },
});

const fetchBackup = defineRoute({
  ...about,
  method: "get",
  path: "/system/backups/{id}",
  operationId: "fetchBackup",
  summary: "The file of a backup, for who made it",
  request: { params: IdParam },
  responses: {
    200: { description: "The archive.", content: { "application/gzip": { schema: z.string().openapi({ format: "binary" }) } } },
  },
});

/** Of the machine that serves this. */
export const host = createRouter();

host.openapi(overviewRoute, async (c) => {
  const { ports, actor } = c.var;
  return c.json(withTimes({ ...(await readOverview(ports, actor)), ...hostOf(c).describe() }), 200);
});

host.openapi(settingsRoute, (c) => c.json({ items: hostOf(c).settings.map((each) => ({ ...each, value: toShown(each.value) })) }, 200));

host.openapi(makeBackup, async (c) => {
  const { ports, actor } = c.var;
  await confirmPerson(ports, actor, c.req.valid("json").password);
  const held = await hostOf(c).backups.make(actor.userId);
  await audit(ports, ports.database, actor, { action: "system.backup", objectId: null, detail: { sizeBytes: held.sizeBytes } });
  return c.json(withTimes(held), 201);
});

host.openapi(fetchBackup, (c) => {
  const { actor } = c.var;
  if (actor.via !== "session")
    throw new SmartyError("not_found", "There is no such backup. One is fetched with the browser that asked for it.");
  const { held, stream } = hostOf(c).backups.open(c.req.valid("param").id, actor.userId);
  return c.body(stream, 200, {
    "Content-Type": "application/gzip",
    "Content-Length": String(held.sizeBytes),
    "Content-Disposition": `attachment; filename="${held.name}"`,
    "Cache-Control": "no-store",
  });
});

function hostOf(c: Context<Env>): Host {
  const { operator } = c.var;
  if (operator === null) throw new SmartyError("unsupported", "This server cannot look at its own machine.");
  return operator.host;
}

type Shown = string | number | boolean | string[] | null;

function toShown(value: unknown): Shown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return Array.isArray(value) ? value.map(String) : JSON.stringify(value);
}
