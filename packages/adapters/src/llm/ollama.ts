import { type LlmMessage, SmartyError } from "@smartypants/sdk";
import type { Exchange } from "./exchange.ts";
import { readLines } from "./read-lines.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { Piece, Question } from "./piece.ts";

interface Line {
  readonly message?: {
    readonly content?: unknown;
    readonly tool_calls?: readonly { readonly id?: string; readonly function?: { readonly name?: string; readonly arguments?: unknown } }[];
  };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
  readonly error?: unknown;
}

/** Ollama's own API: only there can the context be set. Thoughts (`thinking`) are left behind. */
export async function* speakOllama(exchange: Exchange, question: Question): AsyncGenerator<Piece> {
  const answer = await exchange.fetch(`${exchange.endpoint.baseUrl}/api/chat`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/x-ndjson" },
    body: JSON.stringify(toRequest(exchange, question)),
  });
  for await (const json of readLines(answer.body)) {
    const line = JSON.parse(json) as Line | null;
    if (line?.error !== undefined) throw Object.assign(new Error("Ollama reports an error"), { error: line.error });
    if (typeof line?.message?.content === "string" && line.message.content !== "") yield { type: "text", text: line.message.content };
    for (const { id, function: called } of line?.message?.tool_calls ?? []) {
      if (called?.name === undefined) continue;
      const text = typeof called.arguments === "string" ? called.arguments : JSON.stringify(called.arguments ?? {});
      yield { type: "tool-call", call: { id: id ?? crypto.randomUUID(), name: called.name, arguments: text } };
    }
    if (line?.done !== true) continue;
    if (line.done_reason === "load" || line.done_reason === "unload")
      throw new SmartyError("unavailable", "Ollama loaded the model without answering. Try again.");
    yield { type: "usage", inputTokens: line.prompt_eval_count, outputTokens: line.eval_count };
    yield { type: "finish", reason: line.done_reason === "length" ? "length" : "stop" };
  }
}

function toRequest({ endpoint }: Exchange, { messages, options, contextTokens }: Question): Record<string, unknown> {
  const { tools = [], temperature, maxOutputTokens } = options;
  const { think, keepAlive } = endpoint.options;
  return {
    model: endpoint.model,
    messages: toMessages(messages),
    stream: true,
    // Without these, what does not fit is dropped silently, the instructions first.
    truncate: false,
    shift: false,
    options: { num_ctx: contextTokens, num_predict: maxOutputTokens, ...(temperature !== undefined && { temperature }) },
    ...(think !== undefined && { think: think === "true" || (think === "false" ? false : think) }),
    ...(keepAlive !== undefined && { keep_alive: keepAlive }),
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: "function", function: tool })) }),
  };
}

/** Results name the function, which only the call knows. */
function toMessages(messages: readonly LlmMessage[]): readonly unknown[] {
  const names = new Map<string, string>();
  return messages.map((message) => {
    const { role, content } = message;
    if (role === "tool") return { role, content, tool_name: names.get(message.toolCallId), tool_call_id: message.toolCallId };
    if (role !== "assistant" || message.toolCalls === undefined) return { role, content };
    const calls = message.toolCalls.map(({ id, name, arguments: text }) => {
      names.set(id, name);
      return { id, function: { name, arguments: parseArguments(text) } };
    });
    return { role, content, tool_calls: calls };
  });
}
