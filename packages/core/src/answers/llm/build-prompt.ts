import { type LlmMessage, SmartyError } from "@smartypants/sdk";
import type { Permitted } from "../../access/permitted.ts";
import type { Chunk } from "../../ports/database/actor-scope.ts";
import { countTokens } from "../../text/count-tokens.ts";
import { splitSentences } from "../../text/split-sentences.ts";
import { answerInstructions, CONTINUE_REQUEST, PLAIN_VOICE, type Voice } from "./prompt-templates.ts";

/** An earlier question with its answer as the asker may read it now. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
  /** Documents behind the answer. */
  readonly documentIds: readonly string[];
}

export interface PromptRequest {
  readonly question: string;
  /** ISO 639-1 of the question, or `und`. */
  readonly language: string;
  /** Best first. */
  readonly chunks: readonly Permitted<Chunk>[];
  /** Latest last. */
  readonly history: readonly Turn[];
  /** Made for this run by chance. */
  readonly delimiter: string;
  /** Of the model, prompt and answer together. */
  readonly contextTokens: number;
  /** Absent: the product's own. */
  readonly voice?: Voice | undefined;
  /** The answer to go on with. */
  readonly partial?: string | undefined;
}

export interface Prompt {
  readonly messages: readonly LlmMessage[];
  /** The passages in the order of their numbers, as far as they are in the prompt. */
  readonly shown: readonly Permitted<Chunk>[];
  readonly history: readonly Turn[];
  readonly maxOutputTokens: number;
}

/** Models count otherwise than we do. */
const MARGIN = 1.25;
const MAX_ANSWER_TOKENS = 1_500;
const MIN_ANSWER_TOKENS = 200;
const ANSWER_SHARE = 0.25;
/** What roles and separators cost in a message. */
const MESSAGE_TOKENS = 12;
const HISTORY_SHARE = 0.25;
const MAX_PASSAGE_TOKENS = 6_000;
/** Less of a passage says nothing. */
const MIN_CUT_TOKENS = 40;

/** The whole of what a model is asked. Only passages that the actor's scope has confirmed come in; the text of each stands between lines no document can write. */
export function buildPrompt(request: PromptRequest): Prompt {
  const { contextTokens, question, language, delimiter, partial, voice = PLAIN_VOICE } = request;
  const maxOutputTokens = Math.floor(Math.min(MAX_ANSWER_TOKENS, Math.max(MIN_ANSWER_TOKENS, contextTokens * ANSWER_SHARE)));
  const instructions = answerInstructions(delimiter, language, voice);
  const fixed = [instructions, question, ...(partial === undefined ? [] : [partial, CONTINUE_REQUEST])];
  const left = (contextTokens - maxOutputTokens) / MARGIN - fixed.reduce((sum, text) => sum + sizeOf(text), 0);
  const history = fitHistory(request.history, left * HISTORY_SHARE);
  const used = history.reduce((sum, turn) => sum + sizeOf(turn.question) + sizeOf(turn.answer), 0);
  const { shown, parts } = fitPassages(request, Math.min(MAX_PASSAGE_TOKENS, left - used));
  if (shown.length === 0 && request.chunks.length > 0) {
    throw new SmartyError(
      "too_large",
      `The question leaves no room for passages in the model's ${contextTokens} tokens. Shorten it, or choose a larger model.`,
    );
  }
  const messages: LlmMessage[] = [
    { role: "system", content: instructions },
    ...history.flatMap((turn): LlmMessage[] => [
      { role: "user", content: turn.question },
      { role: "assistant", content: turn.answer },
    ]),
    {
      role: "user",
      content: [...parts, `${delimiter} end of the passages`, "", `Question: ${question.replaceAll(delimiter, "")}`].join("\n"),
    },
  ];
  if (partial !== undefined) messages.push({ role: "assistant", content: partial }, { role: "user", content: CONTINUE_REQUEST });
  return { messages, shown, history, maxOutputTokens };
}

function sizeOf(text: string): number {
  return countTokens(text) + MESSAGE_TOKENS;
}

/** The latest turns that fit. */
function fitHistory(history: readonly Turn[], budget: number): readonly Turn[] {
  let left = budget;
  const fitting: Turn[] = [];
  for (const turn of history.toReversed()) {
    left -= sizeOf(turn.question) + sizeOf(turn.answer);
    if (left < 0) break;
    fitting.unshift(turn);
  }
  return fitting;
}

/** Whole passages, best first, and of the one that no longer fits the sentences that do. */
function fitPassages({ chunks, delimiter }: PromptRequest, budget: number): { shown: Permitted<Chunk>[]; parts: string[] } {
  const shown: Permitted<Chunk>[] = [];
  const parts: string[] = [];
  let left = budget;
  for (const chunk of chunks) {
    const number = shown.length + 1;
    const around = framed(chunk, number, delimiter, "");
    const fitting = fitText(chunk, left - sizeOf(around));
    if (fitting === null) break;
    shown.push(fitting);
    const part = framed(fitting, number, delimiter, fitting.text);
    parts.push(part);
    left -= sizeOf(part);
    if (fitting.text.length < chunk.text.length) break;
  }
  return { shown, parts };
}

function fitText(chunk: Permitted<Chunk>, budget: number): Permitted<Chunk> | null {
  if (countTokens(chunk.text) <= budget) return chunk;
  if (budget < MIN_CUT_TOKENS) return null;
  let end = 0;
  for (const sentence of splitSentences(chunk.text, { everyLine: chunk.passage.kind !== "prose" })) {
    if (countTokens(chunk.text, 0, sentence.end) > budget) break;
    end = sentence.end;
  }
  return end === 0 ? null : { ...chunk, text: chunk.text.slice(0, end) };
}

function framed({ passage }: Chunk, number: number, delimiter: string, text: string): string {
  const place = [passage.document.title, ...passage.headingPath].map(oneLine).filter((each) => each !== "");
  const header = passage.header === null ? [] : [passage.header];
  const content = [place.join(" > "), ...header, text].join("\n").replaceAll(delimiter, "");
  return `${delimiter} passage [${number}]\n${content}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

const DELIMITER_BYTES = 9;

/** Nobody who writes documents can know it: 72 random bits. */
export function randomDelimiter(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(DELIMITER_BYTES));
  return `=====${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
