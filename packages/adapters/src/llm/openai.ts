import type { LlmMessage, LlmToolCall } from "@smartypants/sdk";
import type OpenAI from "openai";
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from "openai/resources";
import type { Exchange } from "./exchange.ts";
import { NEVER_SENT } from "./never-sent.ts";
import type { EndReason, Piece, Question } from "./piece.ts";

/** An API version of Azure that is generally available. */
const AZURE_VERSION = "2024-10-21";
const REASONS: Readonly<Record<string, EndReason>> = {
  stop: "stop",
  length: "length",
  content_filter: "filtered",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
};

/** Chat completions, the dialect of OpenAI, of Azure and of most model servers. */
export async function* speakOpenAi(exchange: Exchange, question: Question): AsyncGenerator<Piece> {
  const client = await openClient(exchange);
  const stream = await client.chat.completions.create(toRequest(exchange, question), { signal: exchange.signal });
  const calls = createCallCollector();
  let finish: Piece | undefined;
  for await (const chunk of stream as AsyncIterable<Partial<ChatCompletionChunk> | null>) {
    yield* toPieces(chunk, calls);
    const reason = chunk?.choices?.[0]?.finish_reason;
    if (typeof reason === "string") finish = { type: "finish", reason: REASONS[reason] ?? "stop" };
    if (finish !== undefined) yield finish;
  }
  for (const call of calls.all()) yield { type: "tool-call", call };
  // Servers that give no reason mark the end all the same.
  if (finish === undefined && /\[DONE\]\s*$/.test(exchange.tail)) yield { type: "finish", reason: "stop" };
}

/** Everything the library would otherwise look for in the environment is set here. */
async function openClient({ endpoint, fetch }: Exchange): Promise<OpenAI> {
  const { OpenAI, AzureOpenAI } = await import("openai");
  const { baseUrl, options, provider, model } = endpoint;
  const common = {
    apiKey: NEVER_SENT,
    organization: null,
    project: null,
    webhookSecret: null,
    fetch,
    maxRetries: 0,
    timeout: 3_600_000,
    logLevel: "off",
  } as const;
  // Azure's newer address needs no version and speaks like OpenAI's own.
  if (provider !== "azure-openai" || baseUrl.endsWith("/v1")) return new OpenAI({ ...common, adminAPIKey: null, baseURL: baseUrl });
  const base = baseUrl.replace(/\/openai(?:\/deployments\/[^/]+)?$/, "");
  return new AzureOpenAI({
    ...common,
    baseURL: `${base}/openai`,
    deployment: options["deployment"] ?? model,
    apiVersion: options["apiVersion"] ?? AZURE_VERSION,
  });
}

function toRequest({ endpoint }: Exchange, { messages, options, quirks }: Question): ChatCompletionCreateParamsStreaming {
  const { tools = [], temperature, maxOutputTokens } = options;
  // OpenAI's newer models refuse the old name, other servers often do not know the new one.
  const isNewName = (endpoint.provider === "openai-compatible") === quirks.has("other-token-limit");
  const effort = endpoint.options["reasoningEffort"];
  return {
    model: endpoint.model,
    messages: messages.map(toMessage),
    stream: true,
    ...(!quirks.has("no-usage-option") && { stream_options: { include_usage: true } }),
    ...(isNewName ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens }),
    ...(temperature !== undefined && !quirks.has("no-temperature") && { temperature }),
    ...(effort !== undefined && { reasoning_effort: effort as "low" }),
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: "function", function: { ...tool } })) }),
  };
}

function toMessage(message: LlmMessage): ChatCompletionMessageParam {
  const { role, content } = message;
  if (role === "tool") return { role, content, tool_call_id: message.toolCallId };
  if (role !== "assistant" || message.toolCalls === undefined || message.toolCalls.length === 0) return { role, content };
  return {
    role,
    content: content === "" ? null : content,
    tool_calls: message.toolCalls.map(({ id, name, arguments: text }) => ({ id, type: "function", function: { name, arguments: text } })),
  };
}

type Delta = ChatCompletionChunk["choices"][number]["delta"];

/** Servers leave out what the library's types promise, so nothing is taken for granted. Thoughts (`reasoning_content`, `reasoning`) are left behind. */
function* toPieces(chunk: Partial<ChatCompletionChunk> | null, calls: CallCollector): Generator<Piece> {
  const usage = chunk?.usage;
  if (usage !== null && usage !== undefined)
    yield { type: "usage", inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };
  const delta: Partial<Delta> | null | undefined = chunk?.choices?.[0]?.delta;
  if (delta === null || delta === undefined) return;
  const text = textOf(delta.content) + textOf(delta.refusal);
  if (text !== "") yield { type: "text", text };
  for (const part of delta.tool_calls ?? []) calls.add(part);
}

/** Some servers send a list of parts, thoughts among them. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { type?: unknown; text?: unknown }) => (part.type === "text" ? textOf(part.text) : "")).join("");
}

type CallPart = NonNullable<Delta["tool_calls"]>[number];

interface CallCollector {
  add(part: CallPart): void;
  all(): readonly LlmToolCall[];
}

/** Calls come in pieces that share an index; some servers give every call the same index, and only a new id tells them apart. */
function createCallCollector(): CallCollector {
  const calls: { index: number; id: string; name: string; arguments: string }[] = [];
  return {
    add: ({ index, id = "", function: { name = "", arguments: text = "" } = {} }) => {
      const open = calls.findLast((call) => call.index === index);
      if (open === undefined || (id !== "" && open.id !== "" && open.id !== id)) {
        calls.push({ index, id, name, arguments: text });
        return;
      }
      open.id ||= id;
      open.name ||= name;
      open.arguments += text;
    },
    all: () =>
      calls
        .filter((call) => call.name !== "")
        .map(({ id, name, arguments: text }) => ({ id: id || crypto.randomUUID(), name, arguments: text || "{}" })),
  };
}
