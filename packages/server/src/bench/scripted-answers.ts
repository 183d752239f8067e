import type { ChatModels } from "@smartypants/core";
import { defineLlm, type LlmMessage } from "@smartypants/sdk";

interface ModelUnderTest {
  readonly title: string;
  readonly models: ChatModels;
}

/** Of the question's words longer than three letters, the share that a sentence must hold for the careful model to take it for an answer. */
const ENOUGH = 0.5;

/** How real models behave at their best and at their worst, made certain. */
export const MODELS_UNDER_TEST: readonly ModelUnderTest[] = [
  { title: "a model that answers from the passages", models: modelsThatSay(answerFromPassages) },
  { title: "a model that always answers, without citations", models: modelsThatSay(({ question }) => invented(question, "")) },
  { title: "a model that always answers, citing the first passage", models: modelsThatSay(({ question }) => invented(question, " [1]")) },
  {
    title: "a model that repeats the first sentence it is shown",
    models: modelsThatSay(({ passages }) => repeated(passages)),
  },
];

interface Request {
  readonly question: string;
  readonly passages: readonly string[];
}

/** The sentence with most of the question's words, when those are enough. */
function answerFromPassages({ question, passages }: Request): string {
  const asked = wordsOf(question);
  let best = { share: 0, text: "" };
  for (const [index, passage] of passages.entries()) {
    for (const sentence of sentencesOf(passage)) {
      const held = wordsOf(sentence);
      const share = [...asked].filter((word) => held.has(word)).length / Math.max(1, asked.size);
      if (share > best.share) best = { share, text: `${sentence.replace(/[.!?]$/, "")} [${index + 1}].` };
    }
  }
  return best.share >= ENOUGH ? best.text : "NOT_IN_SOURCES";
}

function repeated(passages: readonly string[]): string {
  const first = sentencesOf(passages[0] ?? "")[0];
  return first === undefined ? "NOT_IN_SOURCES" : `${first} [1]`;
}

/** The question turned into a statement, and something that nobody said. */
function invented(question: string, marker: string): string {
  const words = question
    .replace(/[?.!]+$/, "")
    .split(" ")
    .slice(2)
    .join(" ");
  return `As far as is known, ${words} is settled by the committee for Wednesdays at 17 guilders${marker}.`;
}

/** The beginnings of words: "receive" and "received" are one. */
function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  return new Set(words.map((word) => word.slice(0, 5)));
}

function sentencesOf(text: string): string[] {
  const sentences = text.match(/[^.!?\n|]{20,300}[.!?]/g) ?? [];
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => /\p{L}/u.test(sentence));
}

function readRequest(messages: readonly LlmMessage[]): Request {
  const prompt = messages.at(-1)?.content ?? "";
  const delimiter = /^=====\w+/.exec(prompt)?.[0] ?? "=====";
  const parts = prompt.split(new RegExp(`^${delimiter} .*$`, "m"));
  const question = /Question: ([\s\S]*)$/.exec(parts.at(-1) ?? "")?.[1] ?? "";
  // The line under the delimiter says where the passage stands.
  return { question, passages: parts.slice(1, -1).map((part) => part.split("\n").slice(2).join("\n")) };
}

function modelsThatSay(say: (request: Request) => string): ChatModels {
  const llm = defineLlm({
    id: "bench/scripted",
    contextTokens: 16_000,
    async *stream(messages, { maxOutputTokens }) {
      // Small requests are for other words to search with: this model has none.
      if (maxOutputTokens <= 200) yield { type: "delta", text: "-" };
      else yield { type: "delta", text: say(readRequest(messages)) };
      yield { type: "end", reason: "stop", inputTokens: 0, outputTokens: 0 };
    },
  });
  return { open: async () => llm };
}
