import { deleteDocument, type DocumentDetail, explainAccess, inConversation } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, pageOf, PageQuery, Time, toTime, toTimeOrNull } from "../http/schemas.ts";

const Document = z
  .object({
    id: z.string(),
    externalId: z.string(),
    source: z.object({ id: z.string(), name: z.string(), connector: z.string() }),
    title: z.string(),
    url: z.string(),
    path: z.string().nullable(),
    mimeType: z.string(),
    type: z.string(),
    language: z.string(),
    authors: z.array(z.string()),
    createdAt: Time.nullable(),
    updatedAt: Time,
    version: z.int(),
    state: z.enum(["indexed", "indexing"]).openapi({ description: "`indexing`: the latest version is not searchable yet." }),
    sizeBytes: z.int(),
    hasOriginal: z.boolean(),
    metadata: z.record(z.string(), z.unknown()),
    notes: z.array(z.string()),
  })
  .openapi("Document");

/** A file that is attached to a conversation can be read only there. */
const Where = z.object({
  conversation: Id.optional().openapi({ description: "Id of the conversation of yours that the document is attached to." }),
});

const about = { tags: ["Documents"], role: "viewer" as const, scope: "documents" as const };

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/documents",
  operationId: "listDocuments",
  summary: "Documents you may read",
  request: {
    query: PageQuery.extend({
      source: Id.optional(),
      folder: z
        .union([z.literal("none"), Id])
        .optional()
        .openapi({ description: "Directly in this folder, by its id; `none`: in no folder." }),
      title: z.string().trim().min(1).max(200).optional().openapi({ description: "Part of the title." }),
      order: z.enum(["id", "title", "updated"]).default("id").openapi({ description: "`updated`: latest first." }),
    }),
  },
  responses: { 200: json("A page.", pageOf(Document)) },
});

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/documents/{id}",
  operationId: "getDocument",
  summary: "One document",
  request: { params: IdParam, query: Where },
  responses: { 200: json("The document.", Document) },
});

const textRoute = defineRoute({
  ...about,
  method: "get",
  path: "/documents/{id}/text",
  operationId: "getDocumentText",
  summary: "The text that was read from a document; citations are slices of it",
  request: { params: IdParam, query: Where.extend({ version: z.coerce.number().int().min(1).optional() }) },
  responses: { 200: json("The text.", z.object({ text: z.string(), version: z.int() })) },
});

const fileRoute = defineRoute({
  ...about,
  method: "get",
  path: "/documents/{id}/file",
  operationId: "getDocumentFile",
  summary: "The original of an upload, as an attachment",
  request: { params: IdParam, query: Where },
  responses: {
    200: { description: "The bytes.", content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } } },
  },
});

const accessRoute = defineRoute({
  tags: ["Documents"],
  role: "viewer",
  method: "get",
  path: "/documents/{id}/access",
  operationId: "explainAccess",
  summary: "Who may read a document, and through what",
  description: "Administrators ask about everybody. Others are told about themselves: their own grants to a document that they can read.",
  request: { params: IdParam, query: z.object({ user: Id.optional().openapi({ description: "Id of a person to explain." }) }) },
  responses: {
    200: json(
      "The grants.",
      z.object({
        allow: z.array(z.string()).openapi({ description: "Everybody who may; for others than administrators what is their own of it." }),
        person: z
          .object({
            userId: z.string(),
            canRead: z.boolean(),
            through: z.array(z.string()),
            paths: z
              .array(z.object({ principal: z.string(), via: z.array(z.string()) }))
              .openapi({ description: "For each of `through`: from what the person is by themselves, through groups in groups, to it." }),
          })
          .optional(),
        titles: z.record(z.string(), z.string()).openapi({
          description: "What sources call the groups named here, by principal, as far as you may know. The others are shown by their id.",
        }),
      }),
    ),
  },
});

const deleteRoute = defineRoute({
  tags: ["Documents"],
  role: "member",
  method: "delete",
  path: "/documents/{id}",
  operationId: "deleteDocument",
  summary: "Erase an upload with all its versions",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

export const documents = createRouter();

function toDocument(document: DocumentDetail): z.infer<typeof Document> {
  return {
    id: document.id,
    externalId: document.externalId,
    source: { id: document.sourceId, name: document.sourceName, connector: document.connector },
    title: document.title,
    url: document.url,
    path: document.path,
    mimeType: document.mimeType,
    type: document.kind,
    language: document.language,
    authors: [...document.authors],
    createdAt: toTimeOrNull(document.createdAt),
    updatedAt: toTime(document.updatedAt),
    version: document.version,
    state: document.indexedVersion === document.version ? "indexed" : "indexing",
    sizeBytes: document.sizeBytes,
    hasOriginal: document.blobId !== null,
    metadata: { ...document.metadata },
    notes: [...document.notes],
  };
}

function missing(): SmartyError {
  return new SmartyError("not_found", "There is no such document.");
}

/** What the caller may read, in the conversation that they name. */
function contentOf(c: Context<Env>, { conversation }: z.infer<typeof Where>) {
  const { ports, actor } = c.var;
  return ports.database.forActor(inConversation(actor, conversation ?? null)).content;
}

async function readDocument(c: Context<Env>, id: string, where: z.infer<typeof Where>): Promise<DocumentDetail> {
  const document = await contentOf(c, where).document(id);
  if (document === null) throw missing();
  return document;
}

documents.openapi(listRoute, async (c) => {
  const { cursor, limit, source, folder, title, order } = c.req.valid("query");
  const filter = {
    limit,
    order,
    ...(cursor !== undefined && { after: cursor }),
    ...(source !== undefined && { sourceId: source }),
    ...(folder !== undefined && { containerId: folder === "none" ? null : folder }),
    ...(title !== undefined && { title }),
  };
  const items = await c.var.ports.database.forActor(c.var.actor).content.documents(filter);
  return c.json({ items: items.map(toDocument), nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }, 200);
});

documents.openapi(readRoute, async (c) => c.json(toDocument(await readDocument(c, c.req.valid("param").id, c.req.valid("query"))), 200));

documents.openapi(textRoute, async (c) => {
  const { version = null, ...where } = c.req.valid("query");
  const text = await contentOf(c, where).text(c.req.valid("param").id, version);
  if (text === null) throw missing();
  return c.json(text, 200);
});

documents.openapi(fileRoute, async (c) => {
  const document = await readDocument(c, c.req.valid("param").id, c.req.valid("query"));
  if (document.blobId === null) throw new SmartyError("not_found", "The original is kept at its source, not here.");
  const bytes = await c.var.ports.blobs.open(document.blobId);
  const name = String(document.metadata["filename"] ?? document.title);
  // Never rendered in our origin: whatever it holds is a download.
  return c.body(bytes, 200, {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
});

documents.openapi(accessRoute, async (c) => {
  const { user } = c.req.valid("query");
  const { allow, person, titles } = await explainAccess(c.var.ports, c.var.actor, c.req.valid("param").id, user ?? null);
  if (person === undefined) return c.json({ allow: [...allow], titles }, 200);
  const paths = person.paths.map(({ principal, via }) => ({ principal, via: [...via] }));
  return c.json({ allow: [...allow], person: { ...person, through: [...person.through], paths }, titles }, 200);
});

documents.openapi(deleteRoute, async (c) => {
  await deleteDocument(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});
