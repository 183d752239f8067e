import { z } from "@hono/zod-openapi";
import { countCollection, createCollection, deleteCollection, getCollection, listCollections, updateCollection } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody } from "../http/schemas.ts";
import { Audience, Collection, CollectionFilterInput, Description, Name, toCollection } from "./assistant-schemas.ts";

const about = { tags: ["Assistants"], role: "member" as const };

const list = defineRoute({
  ...about,
  role: "viewer",
  scope: "search",
  method: "get",
  path: "/",
  operationId: "listCollections",
  summary: "The collections you may use, by name",
  responses: { 200: json("All of them.", z.object({ items: z.array(Collection), nextCursor: z.null() })) },
});

const create = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "createCollection",
  summary: "Make a collection: a named scope for searches, chats and assistants",
  description: "Members make private ones; editors share them. A collection narrows what its user may read and never widens it.",
  request: {
    body: jsonBody(
      z.strictObject({
        name: Name,
        description: Description.default(""),
        filter: CollectionFilterInput,
        audience: Audience.default({ visibility: "private", allow: [] }),
      }),
    ),
  },
  responses: { 201: json("The collection.", Collection) },
});

const count = defineRoute({
  ...about,
  method: "post",
  path: "/count",
  operationId: "countCollection",
  summary: "How many documents a filter holds, of those you may read",
  request: { body: jsonBody(z.strictObject({ filter: CollectionFilterInput })) },
  responses: { 200: json("The number.", z.object({ documents: z.int() })) },
});

const read = defineRoute({
  ...about,
  role: "viewer",
  scope: "search",
  method: "get",
  path: "/{id}",
  operationId: "getCollection",
  summary: "A collection",
  request: { params: IdParam },
  responses: { 200: json("The collection.", Collection) },
});

const patch = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updateCollection",
  summary: "Change a collection; it acts from the next question on",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({
        name: Name.optional(),
        description: Description.optional(),
        filter: CollectionFilterInput.optional(),
        audience: Audience.optional(),
      }),
    ),
  },
  responses: { 200: json("The collection.", Collection) },
});

const remove = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteCollection",
  summary: "Delete a collection that no assistant uses",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

export const collections = createRouter();

collections.openapi(list, async (c) => {
  const items = await listCollections(c.var.ports, c.var.actor);
  return c.json({ items: items.map(toCollection), nextCursor: null }, 200);
});

collections.openapi(create, async (c) => c.json(toCollection(await createCollection(c.var.ports, c.var.actor, c.req.valid("json"))), 201));

collections.openapi(count, async (c) => c.json(await countCollection(c.var.ports, c.var.actor, c.req.valid("json").filter), 200));

collections.openapi(read, async (c) => c.json(toCollection(await getCollection(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

collections.openapi(patch, async (c) => {
  const { name, description, filter, audience } = c.req.valid("json");
  const change = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(filter !== undefined && { filter }),
    ...(audience !== undefined && { audience }),
  };
  return c.json(toCollection(await updateCollection(c.var.ports, c.var.actor, c.req.valid("param").id, change)), 200);
});

collections.openapi(remove, async (c) => {
  await deleteCollection(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});
