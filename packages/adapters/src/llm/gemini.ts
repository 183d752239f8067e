import type { Content, GenerateContentParameters, GenerateContentResponse, GoogleGenAI, Part } from "@google/genai/web";
import type { LlmMessage, LlmToolCall } from "@smartypants/sdk";
import type { Exchange } from "./exchange.ts";
import { NEVER_SENT } from "./never-sent.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { EndReason, Piece, Question, Speak } from "./piece.ts";

/** Others say that the answer was kept back: for safety, a quotation, a forbidden word. */
const REASONS: Readonly<Record<string, EndReason>> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  MALFORMED_FUNCTION_CALL: "stop",
  UNEXPECTED_TOOL_CALL: "stop",
  OTHER: "stop",
  FINISH_REASON_UNSPECIFIED: "stop",
};
/** What Google's documentation lets a conversation send in place of a signature that it does not have. */
const NO_SIGNATURE = "skip_thought_signature_validator";
const MAX_SIGNATURES = 500;

/**
 * The Gemini API. Its newer models sign their calls and want to see the signature again with the result, which a conversation here has no place for: the
 * latest ones are kept for as long as the model is open.
 */
export function createGeminiSpeaker(): Speak {
  const signatures = new Map<string, string>();
  return async function* speakGemini(exchange, question) {
    const client = await openClient(exchange);
    const stream = await client.models.generateContentStream(toRequest(exchange, question, signatures));
    for await (const chunk of stream) yield* toPieces(chunk, signatures);
  };
}

function* toPieces(chunk: GenerateContentResponse, signatures: Map<string, string>): Generator<Piece> {
  const { usageMetadata: usage, promptFeedback } = chunk;
  const [candidate] = chunk.candidates ?? [];
  if (usage !== undefined) {
    const written = usage.candidatesTokenCount;
    yield {
      type: "usage",
      inputTokens: usage.promptTokenCount,
      outputTokens: written === undefined ? undefined : written + (usage.thoughtsTokenCount ?? 0),
    };
  }
  for (const part of candidate?.content?.parts ?? []) {
    if (part.thought === true) continue;
    if (part.text !== undefined && part.text !== "") yield { type: "text", text: part.text };
    if (part.functionCall?.name !== undefined) yield { type: "tool-call", call: toCall(part, signatures) };
  }
  if (promptFeedback?.blockReason !== undefined) yield { type: "finish", reason: "filtered" };
  if (candidate?.finishReason !== undefined) yield { type: "finish", reason: REASONS[candidate.finishReason] ?? "filtered" };
}

function toCall({ functionCall, thoughtSignature }: Part, signatures: Map<string, string>): LlmToolCall {
  const id = functionCall?.id ?? crypto.randomUUID();
  if (thoughtSignature !== undefined) signatures.set(id, thoughtSignature);
  for (const old of signatures.keys()) {
    if (signatures.size <= MAX_SIGNATURES) break;
    signatures.delete(old);
  }
  return { id, name: functionCall?.name ?? "", arguments: JSON.stringify(functionCall?.args ?? {}) };
}

/** The library's build without Google Cloud: a third of the memory, and it reads nothing from the environment. */
async function openClient({ endpoint, fetch }: Exchange): Promise<GoogleGenAI> {
  const { GoogleGenAI } = await import("@google/genai/web");
  const version = /\/(v\d+\w*)$/.exec(endpoint.baseUrl)?.[1];
  return new GoogleGenAI({
    apiKey: NEVER_SENT,
    vertexai: false,
    apiVersion: version ?? endpoint.options["apiVersion"] ?? "v1beta",
    httpOptions: { baseUrl: version === undefined ? endpoint.baseUrl : endpoint.baseUrl.slice(0, -version.length - 1), fetch },
  });
}

function toRequest(
  exchange: Exchange,
  { messages, options, quirks }: Question,
  signatures: ReadonlyMap<string, string>,
): GenerateContentParameters {
  const { model, options: switches } = exchange.endpoint;
  const { tools = [], temperature, maxOutputTokens } = options;
  const system = messages.flatMap(({ role, content }) => (role === "system" && content.trim() !== "" ? [content] : [])).join("\n\n");
  const thinkingBudget = Number(switches["thinkingBudget"] ?? Number.NaN);
  const declarations = tools.map(({ name, description, parameters }) => ({ name, description, parametersJsonSchema: parameters }));
  return {
    model,
    contents: toContents(messages, (id) => signatures.get(id) ?? (/^gemini-[3-9]/.test(model) ? NO_SIGNATURE : undefined)),
    config: {
      abortSignal: exchange.signal,
      maxOutputTokens,
      // Both would send requests of the library's own accord.
      automaticFunctionCalling: { disable: true },
      automaticContinuation: false,
      ...(system !== "" && { systemInstruction: system }),
      ...(temperature !== undefined && !quirks.has("no-temperature") && { temperature }),
      ...(Number.isInteger(thinkingBudget) && { thinkingConfig: { thinkingBudget } }),
      ...(declarations.length > 0 && { tools: [{ functionDeclarations: declarations }] }),
    },
  };
}

/** Two speakers who take turns; results name the function, which only the call knows. */
function toContents(messages: readonly LlmMessage[], signatureOf: (callId: string) => string | undefined): Content[] {
  const names = new Map<string, string>();
  const contents: { role: "user" | "model"; parts: Part[] }[] = [];
  for (const message of messages) {
    if (message.role === "assistant") for (const { id, name } of message.toolCalls ?? []) names.set(id, name);
    const parts = toParts(message, names, signatureOf);
    const role = message.role === "assistant" ? "model" : "user";
    const last = contents.at(-1);
    if (parts.length === 0) continue;
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  return contents;
}

function toParts(message: LlmMessage, names: ReadonlyMap<string, string>, signatureOf: (callId: string) => string | undefined): Part[] {
  if (message.role === "system") return [];
  if (message.role === "tool") {
    const { toolCallId: id, content } = message;
    return [{ functionResponse: { id, name: names.get(id) ?? "unknown", response: { output: content } } }];
  }
  const parts: Part[] = message.content.trim() === "" ? [] : [{ text: message.content }];
  if (message.role === "assistant")
    for (const { id, name, arguments: text } of message.toolCalls ?? []) {
      const thoughtSignature = signatureOf(id);
      parts.push({ functionCall: { id, name, args: parseArguments(text) }, ...(thoughtSignature !== undefined && { thoughtSignature }) });
    }
  return parts;
}
