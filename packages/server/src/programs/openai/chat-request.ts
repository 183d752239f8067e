import { z } from "@hono/zod-openapi";
import type { EarlierMessage } from "../ask.ts";
import { Filters } from "../../http/schemas.ts";
import { type OpenAiCode, refusal } from "./openai-error.ts";

const Part = z.looseObject({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() });

const Message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: z.union([z.string(), z.array(Part).max(200)]).nullish(),
});

const MOST_MESSAGES = 500;
/** As `/api/v1/answers`. */
const LONGEST_QUESTION = 4000;

/** What a chat completion may say. Whatever is not named here changes nothing about an answer from sources, and is ignored. */
export const ChatRequest = z.looseObject({
  model: z.string().min(1).max(200),
  messages: z.array(Message).min(1).max(MOST_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  smartypants: z.strictObject({ filters: Filters.optional() }).optional(),
});

export type ChatRequest = z.infer<typeof ChatRequest>;

interface ChatQuestion {
  readonly question: string;
  /** Oldest first. */
  readonly history: readonly EarlierMessage[];
}

/** The last message is the question; what people and models said before is its context. Throws for what would make it another question. */
export function readChat(request: ChatRequest): ChatQuestion {
  refuseChanges(request);
  const said = request.messages.flatMap((message, at): (EarlierMessage & { at: number })[] => {
    const { role } = message;
    if (role === "system" || role === "developer") return [];
    if (role === "tool" || role === "function") throw noTools(`messages[${at}].role`);
    return [{ role, content: textOf(message, at), at }];
  });
  const last = said.at(-1);
  if (last?.role !== "user") {
    throw refusal("invalid_value", "messages", "The last message must be of the role user: it is the question.");
  }
  const question = last.content.trim();
  const param = `messages[${last.at}].content`;
  if (question === "") throw refusal("invalid_value", param, "The question is empty.");
  if (question.length > LONGEST_QUESTION) {
    throw refusal(
      "context_length_exceeded",
      param,
      `A question has at most ${LONGEST_QUESTION} characters; this one has ${question.length}.`,
    );
  }
  return { question, history: said.slice(0, -1).flatMap(({ role, content }) => (content.trim() === "" ? [] : [{ role, content }])) };
}

function textOf(message: ChatRequest["messages"][number], at: number): string {
  if (isGiven(message["tool_calls"]) || isGiven(message["function_call"])) throw noTools(`messages[${at}].tool_calls`);
  const { content } = message;
  if (typeof content === "string") return content;
  const texts = (content ?? []).map((part, index) => {
    const text = part.type === "text" ? part.text : part.type === "refusal" ? part.refusal : undefined;
    if (text !== undefined) return text;
    const param = `messages[${at}].content[${index}]`;
    throw refusal("unsupported_value", param, `Messages are read as text only; a part of the type "${part.type.slice(0, 50)}" is not.`);
  });
  return texts.join("\n");
}

function noTools(param: string): Error {
  return refusal("unsupported_value", param, "Answers come from the sources; tools and their results are not supported.");
}

/** Null, false and nothing in a list or an object ask for nothing. */
function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeof value === "object" ? Object.keys(value).length > 0 : true;
}

type Check = readonly [param: string, changes: (value: unknown) => boolean, code: OpenAiCode, message: string];

const NO_TOOLS = "Answers come from the sources; tools are not supported. Leave this out.";
const ONLY_TEXT = "Answers are text with citations; no other form can be asked for.";

/** What would make another answer of it than an answer from the sources: refused rather than passed over. */
const CHECKS: readonly Check[] = [
  ["tools", isGiven, "unsupported_parameter", NO_TOOLS],
  ["functions", isGiven, "unsupported_parameter", NO_TOOLS],
  ["tool_choice", (value) => isGiven(value) && value !== "none" && value !== "auto", "unsupported_parameter", NO_TOOLS],
  ["function_call", (value) => isGiven(value) && value !== "none" && value !== "auto", "unsupported_parameter", NO_TOOLS],
  ["response_format", (value) => isGiven(value) && (value as { type?: unknown }).type !== "text", "unsupported_value", ONLY_TEXT],
  [
    "modalities",
    (value) => isGiven(value) && !(Array.isArray(value) && value.every((each) => each === "text")),
    "unsupported_value",
    ONLY_TEXT,
  ],
  ["audio", isGiven, "unsupported_parameter", ONLY_TEXT],
  ["n", (value) => isGiven(value) && value !== 1, "unsupported_value", "There is one answer to a question: n must be 1."],
  ["logprobs", isGiven, "unsupported_parameter", "Probabilities of tokens are not given."],
  ["top_logprobs", (value) => isGiven(value) && value !== 0, "unsupported_parameter", "Probabilities of tokens are not given."],
  ["logit_bias", isGiven, "unsupported_parameter", "Words of an answer from sources cannot be made more or less likely."],
  [
    "stop",
    (value) => isGiven(value) && value !== "",
    "unsupported_parameter",
    "An answer cannot be ended by a stop sequence. Leave this out.",
  ],
  ["prediction", isGiven, "unsupported_parameter", "Predicted output is not supported."],
  ["web_search_options", isGiven, "unsupported_parameter", "Answers come from the sources of this server, not from the web."],
];

function refuseChanges(request: ChatRequest): void {
  for (const [param, changes, code, message] of CHECKS) if (changes(request[param])) throw refusal(code, param, message);
}
