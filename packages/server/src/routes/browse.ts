import { isOwnFolder, reindexDocument } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, Time, toTimeOrNull } from "../http/schemas.ts";

const about = { tags: ["Documents"], role: "viewer" as const, scope: "documents" as const };

const sourcesRoute = defineRoute({
  ...about,
  method: "get",
  path: "/documents/sources",
  operationId: "listReadableSources",
  summary: "The sources that you may read documents of",
  responses: {
    200: json(
      "By name, each with how many documents you may read.",
      z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), connector: z.string(), documents: z.int() })) }),
    ),
  },
});

const foldersRoute = defineRoute({
  ...about,
  method: "get",
  path: "/documents/folders",
  operationId: "listFolders",
  summary: "A source's folders that hold documents you may read, and those above them",
  request: { query: z.object({ source: Id }) },
  responses: {
    200: json(
      "By title; `parentId` makes the tree.",
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            parentId: z.string().nullable(),
            title: z.string(),
            path: z.string().nullable(),
            own: z.boolean().openapi({ description: "It is of uploads of yours: you may rename and delete it." }),
            documents: z.int().openapi({ description: "Directly in it, of those you may read." }),
          }),
        ),
      }),
    ),
  },
});

const versionsRoute = defineRoute({
  ...about,
  method: "get",
  path: "/documents/{id}/versions",
  operationId: "listVersions",
  summary: "The versions of a document whose text is kept, newest first",
  request: { params: IdParam },
  responses: {
    200: json(
      "The versions.",
      z.object({ items: z.array(z.object({ version: z.int(), characters: z.int(), supersededAt: Time.nullable() })) }),
    ),
  },
});

const reindexRoute = defineRoute({
  tags: ["Documents"],
  role: "member",
  method: "post",
  path: "/documents/{id}/reindex",
  operationId: "reindexDocument",
  summary: "Fetch and read a document again: editors, and for an upload whoever uploaded it",
  request: { params: IdParam },
  responses: { 202: json("Queued.", z.object({ id: z.string() })) },
});

/** Documents by where they lie, rather than by what they say. Mounted before the routes that take any word after `/documents/` for an id. */
export const browse = createRouter();

browse.openapi(sourcesRoute, async (c) => {
  const items = await c.var.ports.database.forActor(c.var.actor).content.sources();
  return c.json({ items: [...items] }, 200);
});

browse.openapi(foldersRoute, async (c) => {
  const items = await c.var.ports.database.forActor(c.var.actor).content.folders(c.req.valid("query").source);
  const folders = items.map(({ externalId, ...folder }) => ({
    ...folder,
    own: isOwnFolder(c.var.ports, c.var.actor, { ...folder, externalId }),
  }));
  return c.json({ items: folders }, 200);
});

browse.openapi(versionsRoute, async (c) => {
  const versions = await c.var.ports.database.forActor(c.var.actor).content.versions(c.req.valid("param").id);
  // A document that may be read has one at least.
  if (versions.length === 0) throw new SmartyError("not_found", "There is no such document.");
  return c.json({ items: versions.map((each) => ({ ...each, supersededAt: toTimeOrNull(each.supersededAt) })) }, 200);
});

browse.openapi(reindexRoute, async (c) => {
  const { id } = c.req.valid("param");
  await reindexDocument(c.var.ports, c.var.actor, id);
  return c.json({ id }, 202);
});
