import type Anthropic from "@anthropic-ai/sdk";
import type {
  ContentBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  RawMessageStreamEvent,
  Tool,
  ToolResultBlockParam,
} from "@anthropic-ai/sdk/resources";
import type { Stream } from "@anthropic-ai/sdk/streaming";
import type { LlmMessage } from "@smartypants/sdk";
import type { Exchange } from "./exchange.ts";
import { NEVER_SENT } from "./never-sent.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { EndReason, Piece, Question } from "./piece.ts";

const REASONS: Readonly<Record<string, EndReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool-calls",
  refusal: "filtered",
};

/** The Messages API. */
export async function* speakAnthropic(exchange: Exchange, question: Question): AsyncGenerator<Piece> {
  const client = await openClient(exchange);
  // Not `messages.create`, which writes to the console about models that are to be retired.
  const stream = await client.post<Stream<RawMessageStreamEvent>>("/v1/messages", {
    body: toRequest(exchange, question),
    signal: exchange.signal,
    stream: true,
  });
  /** Of the block that is open, when it is a call. */
  let call: { id: string; name: string; arguments: string } | undefined;
  for await (const event of stream) {
    if (event.type === "message_start") yield { type: "usage", inputTokens: inputOf(event.message.usage) };
    if (event.type === "content_block_start" && event.content_block.type === "tool_use")
      call = { id: event.content_block.id, name: event.content_block.name, arguments: "" };
    if (event.type === "content_block_delta") {
      const { delta } = event;
      if (delta.type === "text_delta") yield { type: "text", text: delta.text };
      if (delta.type === "input_json_delta" && call !== undefined) call.arguments += delta.partial_json;
    }
    if (event.type === "content_block_stop" && call !== undefined) {
      yield { type: "tool-call", call: { ...call, arguments: call.arguments || "{}" } };
      call = undefined;
    }
    if (event.type === "message_delta") {
      yield { type: "usage", outputTokens: event.usage?.output_tokens };
      yield { type: "finish", reason: REASONS[event.delta.stop_reason ?? ""] ?? "stop" };
    }
  }
}

type StartUsage = Partial<Record<"input_tokens" | "cache_creation_input_tokens" | "cache_read_input_tokens", number | null>>;

function inputOf(usage: StartUsage | undefined): number | undefined {
  if (typeof usage?.input_tokens !== "number") return undefined;
  return usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0);
}

/** Everything the library would otherwise look for in the environment is set here. */
async function openClient({ endpoint, fetch }: Exchange): Promise<Anthropic> {
  const { Anthropic } = await import("@anthropic-ai/sdk");
  return new Anthropic({
    apiKey: NEVER_SENT,
    webhookKey: null,
    baseURL: endpoint.baseUrl.replace(/\/v1$/, ""),
    fetch,
    maxRetries: 0,
    timeout: 3_600_000,
    logLevel: "off",
    openTelemetry: false,
  });
}

function toRequest({ endpoint }: Exchange, { messages, options, quirks }: Question): MessageCreateParamsStreaming {
  const { tools = [], temperature, maxOutputTokens } = options;
  const system = messages.flatMap(({ role, content }) => (role === "system" && content.trim() !== "" ? [content] : [])).join("\n\n");
  return {
    model: endpoint.model,
    max_tokens: maxOutputTokens,
    stream: true,
    messages: toTurns(messages),
    ...(system !== "" && { system }),
    ...(temperature !== undefined && !quirks.has("no-temperature") && { temperature }),
    ...(tools.length > 0 && { tools: tools.map(toTool) }),
  };
}

function toTool({ name, description, parameters }: NonNullable<Question["options"]["tools"]>[number]): Tool {
  return { name, description, input_schema: { ...parameters, type: "object" } };
}

/** The API knows two speakers who take turns; results of tools are said by the user, and nothing may be empty. */
function toTurns(messages: readonly LlmMessage[]): MessageParam[] {
  const turns: { role: "user" | "assistant"; content: ContentBlockParam[] }[] = [];
  for (const message of messages) {
    const content = toBlocks(message);
    const role = message.role === "assistant" ? "assistant" : "user";
    const last = turns.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  }
  return turns;
}

function toBlocks(message: LlmMessage): ContentBlockParam[] {
  if (message.role === "system") return [];
  if (message.role === "tool")
    return [{ type: "tool_result", tool_use_id: message.toolCallId, content: message.content } satisfies ToolResultBlockParam];
  const blocks: ContentBlockParam[] = message.content.trim() === "" ? [] : [{ type: "text", text: message.content }];
  if (message.role === "assistant")
    for (const { id, name, arguments: text } of message.toolCalls ?? [])
      blocks.push({ type: "tool_use", id, name, input: parseArguments(text) });
  return blocks;
}
