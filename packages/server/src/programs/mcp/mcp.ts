import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { SmartyError } from "@smartypants/sdk";
import type { Context, MiddlewareHandler } from "hono";
import type { Env } from "../../http/env.ts";
import { createRouter, requireAbility } from "../../http/router.ts";
import { concurrencyLimit } from "../../middleware/limits.ts";
import { refuseNul } from "../../middleware/refuse-nul.ts";
import { requireKey, requireScope } from "../require-key.ts";
import { createMcpServer } from "./mcp-server.ts";

/** `/mcp`: the Model Context Protocol over streamable HTTP, without sessions, so that any process can answer any request. */
export const mcp = createRouter();

mcp.use(
  "/mcp",
  challenge(),
  refuseForeignOrigin(),
  requireKey,
  requireAbility("features.mcp"),
  requireScope("search", "ask", "documents"),
  refuseNul(),
  concurrencyLimit(),
);

mcp.post("/mcp", async (c) => {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (body === undefined) return rpcError(c, 400, -32_700, "The body is not valid JSON.");
  // A batch could ask more at once than a caller may.
  if (Array.isArray(body)) return rpcError(c, 400, -32_600, "Send one message a request; batches are not taken.");
  const { signal } = c.req.raw;
  const server = createMcpServer(c.var, signal);
  const transport = new WebStandardStreamableHTTPServerTransport();
  await server.connect(transport);
  signal.addEventListener("abort", () => void server.close(), { once: true });
  return transport.handleRequest(c.req.raw, { parsedBody: body });
});

// Nothing is sent unasked and there are no sessions to end.
mcp.all("/mcp", (c) => {
  c.header("Allow", "POST");
  return rpcError(c, 405, -32_000, "Only POST is answered here: this server keeps no sessions.");
});

function rpcError(c: Context<Env>, status: 400 | 405, code: number, message: string): Response {
  return c.json({ jsonrpc: "2.0", error: { code, message }, id: null }, status);
}

/** Tells a client without a key that it needs one. */
function challenge(): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    if (c.res.status === 401) c.res.headers.set("WWW-Authenticate", 'Bearer realm="SmartyPants"');
  };
}

/** Programs send no `Origin`; a page that sends one must be ours. */
function refuseForeignOrigin(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && !c.var.ports.identity.trustsOrigin(origin)) {
      throw new SmartyError(
        "forbidden",
        "This request comes from a page that is not this server's. Use an MCP client that is no web page.",
      );
    }
    await next();
  };
}
