import { attachFile, detachFile, readAttachments } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json } from "../http/schemas.ts";
import { fileOf } from "./uploads.ts";

export const Attachment = z
  .object({
    id: z.string().openapi({ description: "Id of the document it becomes; read it with `?conversation=`." }),
    title: z.string(),
    sizeBytes: z.int(),
    state: z.enum(["queued", "indexed", "skipped", "failed"]),
    reason: z.string().optional(),
  })
  .openapi("Attachment");

const about = { tags: ["Conversations"], role: "member" as const, scope: "ask" as const };

const attachRoute = defineRoute({
  ...about,
  method: "post",
  path: "/conversations/{id}/attachments",
  operationId: "attachFile",
  feature: "features.attachments",
  summary: "Attach a file to a conversation of yours: only you can read it, and only there",
  description: "How large a file and how many there may be is a setting; 20 MB and 10 files unless an administrator has changed it.",
  request: {
    params: IdParam,
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.object({ file: z.any().openapi({ type: "string", format: "binary", description: "One part `file`." }) }),
        },
      },
    },
  },
  responses: { 202: json("It is read; ask for the list until it is `indexed`.", z.object({ id: z.string() })) },
});

const listRoute = defineRoute({
  ...about,
  role: "viewer",
  method: "get",
  path: "/conversations/{id}/attachments",
  operationId: "listAttachments",
  summary: "The files attached to a conversation of yours, and how far each has come",
  request: { params: IdParam },
  responses: { 200: json("In the order in which they came.", z.object({ items: z.array(Attachment) })) },
});

const detachRoute = defineRoute({
  ...about,
  method: "delete",
  path: "/conversations/{id}/attachments/{documentId}",
  operationId: "detachFile",
  summary: "Erase a file that is attached to a conversation of yours",
  request: { params: IdParam.extend({ documentId: Id.openapi({ param: { name: "documentId", in: "path" } }) }) },
  responses: { 204: { description: "Gone." } },
});

export const attachments = createRouter();

/** Before anything else is said about the request: whose conversation it is must not show. */
async function requireOwn(c: Context<Env>, id: string): Promise<void> {
  const { answers } = c.var.ports.database.forActor(c.var.actor);
  if ((await answers.conversation(id)) === null) throw new SmartyError("not_found", "There is no such conversation.");
}

attachments.openapi(attachRoute, async (c) => {
  const { id } = c.req.valid("param");
  await requireOwn(c, id);
  const file = await fileOf(c);
  if (file === null) throw new SmartyError("invalid", "There is no file in the request: send it as a part named `file`.");
  const key = c.req.header("Idempotency-Key");
  const upload = { filename: file.name, stream: file.stream(), ...(key !== undefined && { onceKey: key }) };
  const { documentId } = await attachFile(c.var.ports, c.var.actor, id, upload);
  return c.json({ id: documentId }, 202);
});

attachments.openapi(listRoute, async (c) => {
  const { id } = c.req.valid("param");
  await requireOwn(c, id);
  return c.json({ items: [...(await readAttachments(c.var.ports, c.var.actor, id))] }, 200);
});

attachments.openapi(detachRoute, async (c) => {
  const { id, documentId } = c.req.valid("param");
  await detachFile(c.var.ports, c.var.actor, id, documentId);
  return c.body(null, 204);
});
