import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../http/env.ts";
import { mcp } from "./mcp/mcp.ts";
import { openAi } from "./openai/openai.ts";
import { openAiErrors } from "./openai/openai-error.ts";

/** Goes before everything that may refuse a request: other programs read errors in shapes of their own. */
export function shapeErrors(app: OpenAPIHono<Env>): void {
  app.use("/v1/*", openAiErrors);
}

/** The interfaces that other programs know already. They are described by their own guides, not in openapi.json. */
export function mountPrograms(app: OpenAPIHono<Env>): void {
  app.route("/", openAi);
  app.route("/", mcp);
}
