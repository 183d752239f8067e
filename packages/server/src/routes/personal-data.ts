import { z } from "@hono/zod-openapi";
import { countPersonalData, exportPerson, type ExportFile, type Ports, readErasure, readRetention } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, withTimes } from "../http/schemas.ts";
import { zipStream } from "../http/zip-stream.ts";
import { Erasure, PersonalCounts } from "./people-schemas.ts";

const tags = ["People"];

const zip = {
  200: {
    description: "A zip archive; one that was cut off does not open.",
    content: { "application/zip": { schema: z.string().openapi({ format: "binary" }) } },
  },
};

const ownData = defineRoute({
  method: "get",
  path: "/me/data",
  operationId: "getMyData",
  tags,
  summary: "How much is stored about oneself, and for how long",
  role: "viewer",
  responses: {
    200: json(
      "Numbers.",
      z
        .object({
          counts: PersonalCounts,
          conversationDays: z.int().nullable().openapi({ description: "Days since the last question; null: for ever." }),
          keepPinned: z.boolean(),
        })
        .openapi("MyData"),
    ),
  },
});

const ownExport = defineRoute({
  method: "get",
  path: "/me/export",
  operationId: "exportMyData",
  tags,
  summary: "Everything that is stored about oneself, as one zip archive",
  description: "Quotes of documents that one can no longer open are left out, and it is said where. One export at a time.",
  role: "viewer",
  responses: zip,
});

const theirData = defineRoute({
  method: "get",
  path: "/users/{id}/data",
  operationId: "getUserData",
  tags,
  summary: "How much is stored about a user",
  role: "admin",
  request: { params: IdParam },
  responses: {
    200: json("Numbers.", z.object({ counts: PersonalCounts, erasure: z.union([Erasure, z.null()]) }).openapi("UserData")),
  },
});

const theirExport = defineRoute({
  method: "get",
  path: "/users/{id}/export",
  operationId: "exportUserData",
  tags,
  summary: "The account of a user and what is known of its use, as one zip archive",
  description:
    "Without what only the user may read: conversations, answers, saved searches, private files. Those they export themselves. Audited.",
  role: "admin",
  request: { params: IdParam },
  responses: zip,
});

const erasureRoute = defineRoute({
  method: "get",
  path: "/erasures/{id}",
  operationId: "getErasure",
  tags,
  summary: "How far the erasure of a user has come; its receipt for 30 days",
  role: "admin",
  request: { params: IdParam },
  responses: { 200: json("The erasure.", Erasure) },
});

export const personalData = createRouter();

personalData.openapi(ownData, async (c) => {
  const { ports, actor } = c.var;
  const { conversationDays, keepPinned } = await readRetention(ports);
  return c.json({ counts: (await countPersonalData(ports, actor, actor.userId)).counts, conversationDays, keepPinned }, 200);
});

personalData.openapi(ownExport, (c) => download(c, c.var.actor.userId));

personalData.openapi(theirData, async (c) =>
  c.json(withTimes(await countPersonalData(c.var.ports, c.var.actor, c.req.valid("param").id)), 200),
);

personalData.openapi(theirExport, (c) => download(c, c.req.valid("param").id));

personalData.openapi(erasureRoute, async (c) =>
  c.json(withTimes(await readErasure(c.var.ports, c.var.actor, c.req.valid("param").id)), 200),
);

/** Whose exports are under way, by the process's ports. */
const exporting = new WeakMap<Ports, Set<string>>();

async function download(c: Context<Env>, userId: string): Promise<Response> {
  const { ports, actor } = c.var;
  const open = exporting.get(ports) ?? new Set<string>();
  exporting.set(ports, open);
  if (open.has(actor.userId)) {
    throw new SmartyError("rate_limited", "An export of yours is being made. Wait for it to end, then ask again.", { retryAfterMs: 5000 });
  }
  open.add(actor.userId);
  const done = (): void => void open.delete(actor.userId);
  let files: AsyncIterable<ExportFile> | undefined;
  try {
    files = await exportPerson(ports, actor, userId);
  } finally {
    if (files === undefined) done();
  }
  const at = new Date(ports.clock.now());
  return c.body(zipStream(untilDone(files, done), at), 200, {
    "Content-Type": "application/zip",
    "Content-Disposition": `attachment; filename="smartypants-export-${at.toISOString().slice(0, 10)}.zip"`,
    "Cache-Control": "no-store",
  });
}

async function* untilDone(files: AsyncIterable<ExportFile>, done: () => void): AsyncGenerator<ExportFile> {
  try {
    yield* files;
  } finally {
    done();
  }
}
