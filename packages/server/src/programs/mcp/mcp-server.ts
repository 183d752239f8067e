import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { Scope } from "@smartypants/core";
import { isSmartyError } from "@smartypants/sdk";
import type { Env } from "../../http/env.ts";
import { readVersion } from "../../version.ts";
import { hasScope } from "../require-key.ts";
import { askTool } from "./ask-tool.ts";
import { fetchTool } from "./fetch-tool.ts";
import { listSourcesTool } from "./list-sources-tool.ts";
import { searchTool } from "./search-tool.ts";
import type { Caller, Tool, ToolAnswer } from "./tool.ts";

const INSTRUCTIONS =
  "Searches and reads the documents of an organisation, as far as the person behind the API key may read them. " +
  "`search` finds documents, `fetch` reads one, `ask` answers a question with citations.";

const VERSION = readVersion();

/** A server for one request of one caller: it shows the tools that the key may use, and no others. */
export function createMcpServer(variables: Env["Variables"], signal: AbortSignal): McpServer {
  const { ports, actor, requestId } = variables;
  const server = new McpServer({ name: "smartypants", title: "SmartyPants", version: VERSION }, { instructions: INSTRUCTIONS });
  const offer = <Input>(scope: Scope, tool: Tool<Input>): void => {
    if (!hasScope(actor, scope)) return;
    const { name, title, description, input, output } = tool;
    const annotations = { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
    server.registerTool(name, { title, description, inputSchema: input, outputSchema: output, annotations }, async (given, extra) => {
      const caller: Caller = { ports, actor, signal: AbortSignal.any([signal, extra.signal]) };
      return answerOf(tool.run(caller, given), variables, requestId);
    });
  };
  offer("search", searchTool);
  offer("documents", fetchTool);
  offer("ask", askTool);
  offer("search", listSourcesTool);
  return server;
}

/** What goes wrong is told in words that a model can act on; anything that is no error of ours only by its number. */
async function answerOf(answer: Promise<ToolAnswer>, { ports }: Env["Variables"], requestId: string): Promise<CallToolResult> {
  try {
    const { structured, text = JSON.stringify(structured) } = await answer;
    return { content: [{ type: "text", text }], structuredContent: { ...structured } };
  } catch (error) {
    const isOurs = isSmartyError(error) && error.code !== "internal";
    if (!isOurs) ports.logger.error({ err: error, requestId }, "a tool failed");
    const text = isOurs ? error.message : `An unexpected error. Look for request ${requestId} in the server's log.`;
    return { content: [{ type: "text", text }], isError: true };
  }
}
