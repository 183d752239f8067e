import { registerHooks } from "node:module";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";

// One of the client's dependencies offers its TypeScript under the condition that we use for our own packages; Node reads none in node_modules.
registerHooks({
  resolve: (specifier, context, next) => {
    if (!specifier.startsWith("eventsource-parser")) return next(specifier, context);
    return next(specifier, { ...context, conditions: context.conditions.filter((condition) => condition !== "source") });
  },
});

interface McpOptions {
  /** Of the server, without a path. */
  readonly url: string;
  readonly key: string;
  /** Instead of a socket. */
  readonly fetch?: typeof fetch;
}

/** The official client, connected. */
export async function connectMcp({ url, key, fetch }: McpOptions): Promise<Client> {
  const { Client: OfficialClient } = await import("@modelcontextprotocol/sdk/client/index.js");
  const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
  const client = new OfficialClient({ name: "test", version: "1" });
  const requestInit = { headers: { Authorization: `Bearer ${key}` } };
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit, ...(fetch !== undefined && { fetch }) });
  await client.connect(transport);
  return client;
}

interface Called {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
}

/** Calls a tool; `text` is the first part of its content. */
export async function callTool(client: Client, name: string, given: Record<string, unknown> = {}): Promise<Called> {
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: given });
  const [first] = content as readonly { readonly text: string }[];
  return { text: first?.text ?? "", structured: (structuredContent ?? {}) as Called["structured"], isError: isError === true };
}
