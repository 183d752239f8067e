import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { json } from "../http/schemas.ts";

const Connector = z
  .object({
    id: z.string(),
    title: z.string(),
    version: z.string(),
    description: z.string().optional(),
    docsUrl: z.string().optional(),
    capabilities: z.record(z.string(), z.union([z.string(), z.boolean()])),
    auth: z.array(z.string()),
    settingsSchema: z.looseObject({}).openapi({ description: "JSON Schema: the form for its settings." }),
  })
  .openapi("Connector");

const listRoute = defineRoute({
  method: "get",
  path: "/connectors",
  operationId: "listConnectors",
  tags: ["Sources"],
  summary: "The catalogue of connectors",
  role: "editor",
  responses: { 200: json("By title.", z.object({ items: z.array(Connector), nextCursor: z.null() })) },
});

export const connectors = createRouter();

connectors.openapi(listRoute, async (c) => {
  const items = [...c.var.ports.connectors.values()].map(({ id, title, version, description, docsUrl, capabilities, auth, settings }) => ({
    id,
    title,
    version,
    ...(description !== undefined && { description }),
    ...(docsUrl !== undefined && { docsUrl }),
    capabilities: Object.fromEntries(Object.entries(capabilities)),
    auth: [...auth],
    settingsSchema: JSON.parse(JSON.stringify(z.toJSONSchema(settings, { io: "input", unrepresentable: "any" }))),
  }));
  return c.json({ items: items.toSorted((one, other) => one.title.localeCompare(other.title)), nextCursor: null }, 200);
});
