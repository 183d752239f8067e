import { deleteSavedSearch, type SavedSearch as CoreSavedSearch, saveSearch, updateSavedSearch } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, Time, toTime } from "../http/schemas.ts";
import { Sort } from "./search.ts";

const Name = z.string().trim().min(1).max(100);
const Query = z.string().trim().min(1).max(2000);
/** As they were given: a day stays a day. */
const KeptFilters = z.record(z.string().max(40), z.union([z.string().max(1000), z.array(z.string().max(1000)).max(50)])).openapi({
  description: "Filters of the page that saved it; the server only keeps them.",
});

const SavedSearch = z
  .object({
    id: z.string(),
    name: z.string(),
    query: z.string(),
    filters: KeptFilters,
    sort: Sort,
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("SavedSearch");

const about = { tags: ["Search"], role: "viewer" as const, scope: "search" as const };

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/searches",
  operationId: "listSavedSearches",
  summary: "The searches that you have saved, at most 100",
  responses: { 200: json("In the order in which they were saved.", z.object({ items: z.array(SavedSearch) })) },
});

const saveRoute = defineRoute({
  ...about,
  method: "post",
  path: "/searches",
  operationId: "saveSearch",
  summary: "Save a search by name",
  request: {
    body: jsonBody(z.strictObject({ name: Name, query: Query, filters: KeptFilters.default({}), sort: Sort.default("relevance") })),
  },
  responses: { 201: json("The search.", SavedSearch) },
});

const updateRoute = defineRoute({
  ...about,
  method: "patch",
  path: "/searches/{id}",
  operationId: "updateSavedSearch",
  summary: "Rename a saved search or change what it looks for",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({ name: Name.optional(), query: Query.optional(), filters: KeptFilters.optional(), sort: Sort.optional() }),
    ),
  },
  responses: { 200: json("The search.", SavedSearch) },
});

const deleteRoute = defineRoute({
  ...about,
  method: "delete",
  path: "/searches/{id}",
  operationId: "deleteSavedSearch",
  summary: "Forget a saved search",
  request: { params: IdParam },
  responses: { 204: { description: "Forgotten." } },
});

export const savedSearches = createRouter();

function toSavedSearch({ userId: _userId, filters, createdAt, updatedAt, ...search }: CoreSavedSearch): z.infer<typeof SavedSearch> {
  return {
    ...search,
    filters: filters as z.infer<typeof KeptFilters>,
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}

savedSearches.openapi(listRoute, async (c) => {
  const items = await c.var.ports.database.savedSearches.ofUser(c.var.actor.userId);
  return c.json({ items: items.map(toSavedSearch) }, 200);
});

savedSearches.openapi(saveRoute, async (c) => c.json(toSavedSearch(await saveSearch(c.var.ports, c.var.actor, c.req.valid("json"))), 201));

savedSearches.openapi(updateRoute, async (c) => {
  const { name, query, filters, sort } = c.req.valid("json");
  const change = {
    ...(name !== undefined && { name }),
    ...(query !== undefined && { query }),
    ...(filters !== undefined && { filters }),
    ...(sort !== undefined && { sort }),
  };
  return c.json(toSavedSearch(await updateSavedSearch(c.var.ports, c.var.actor, c.req.valid("param").id, change)), 200);
});

savedSearches.openapi(deleteRoute, async (c) => {
  await deleteSavedSearch(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});
