import { createSource, requestSync } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { SmartyError } from "@smartypants/sdk";
import { createRouter, defineRoute } from "../http/router.ts";
import { json } from "../http/schemas.ts";
import { findHandbook } from "../web-app/find-handbook.ts";

const sampleRoute = defineRoute({
  method: "post",
  path: "/sources/sample",
  operationId: "addSampleSource",
  tags: ["Sources"],
  summary: "Connect the example handbook and sync it; asking again syncs the same source again",
  role: "editor",
  responses: { 202: json("Queued.", z.object({ sourceId: z.string(), syncRunId: z.string() })) },
});

export const sampleSource = createRouter();

sampleSource.openapi(sampleRoute, async (c) => {
  const { ports, actor } = c.var;
  const path = findHandbook();
  if (path === null) throw new SmartyError("unsupported", "The example handbook belongs to the source code and is not installed here.");
  const known = (await ports.database.forActor(actor).sources.list()).find(
    ({ connector, settings }) => connector === "folder" && (settings as { readonly path?: unknown } | null)?.path === path,
  );
  const input = { connector: "folder", name: "Handbook", settings: { path }, access: { mode: "everyone" as const }, schedule: null };
  const { id } = known ?? (await createSource(ports, actor, input));
  const { syncRunId } = await requestSync(ports, actor, id, { confirmRemoval: false });
  return c.json({ sourceId: id, syncRunId }, 202);
});
