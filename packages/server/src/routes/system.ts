import { checkInvariants, rebuildIndexes, type ReportItem } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { json } from "../http/schemas.ts";

const Status = z.enum(["ok", "warning", "failed"]);

const Item = z
  .object({
    id: z.string().openapi({ description: "Stable, for scripts.", example: "text-index" }),
    title: z.string().openapi({ description: "What should be true." }),
    status: Status,
    detail: z.string(),
    remedy: z.string().nullable().openapi({ description: "What to do; null when nothing." }),
  })
  .openapi("HealthItem");

const about = { tags: ["Operations"], role: "admin" as const };

const healthRoute = defineRoute({
  ...about,
  method: "get",
  path: "/system/health",
  operationId: "systemHealth",
  summary: "Whether what must always be true of the stored data is true",
  description: "Reads much and changes nothing. For a quick sign of life use `/readyz`.",
  request: {
    query: z.object({
      deep: z.enum(["true", "false"]).default("false").openapi({ description: "`true`: every document instead of a sample." }),
    }),
  },
  responses: {
    200: json("Each thing that was looked at.", z.object({ status: Status.openapi({ description: "The worst." }), items: z.array(Item) })),
  },
});

const rebuildRoute = defineRoute({
  ...about,
  method: "post",
  path: "/system/rebuild-indexes",
  operationId: "rebuildIndexes",
  summary: "Build the search indexes again from the stored text; searches find less until it is done",
  responses: { 202: json("It goes on in the background.", z.object({ documents: z.int() })) },
});

export const system = createRouter();

system.openapi(healthRoute, async (c) => {
  const { ports, actor, operator } = c.var;
  const items = await checkInvariants(ports, actor, { deep: c.req.valid("query").deep === "true" });
  const all = [...items, ...((await operator?.checkHost()) ?? [])];
  return c.json({ status: worst(all), items: all }, 200);
});

system.openapi(rebuildRoute, async (c) => c.json(await rebuildIndexes(c.var.ports, c.var.actor), 202));

function worst(items: readonly ReportItem[]): ReportItem["status"] {
  if (items.some((item) => item.status === "failed")) return "failed";
  return items.some((item) => item.status === "warning") ? "warning" : "ok";
}
