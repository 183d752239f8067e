import { expect, test } from "vitest";
import { countTokens } from "../../text/count-tokens.ts";
import { passageOf } from "../testing/passages.ts";
import { buildPrompt, type PromptRequest, randomDelimiter, type Turn } from "./build-prompt.ts";

const SENTENCE = "Everybody who works in the office has a desk of their own beside the window.";
const long = (count: number): string => Array.from({ length: count }, (_, index) => SENTENCE.replace("desk", `desk ${index}`)).join(" ");

function build(changes: Partial<PromptRequest> = {}) {
  const request = {
    question: "Who has a desk?",
    language: "en",
    chunks: [passageOf(SENTENCE)],
    history: [],
    delimiter: "=====abc",
    contextTokens: 8_000,
  };
  return buildPrompt({ ...request, ...changes });
}

function sizeOf({ messages, maxOutputTokens }: ReturnType<typeof build>): number {
  return messages.reduce((sum, { content }) => sum + countTokens(content), maxOutputTokens);
}

test("passages are numbered in the order given, with title and headings, the question last", () => {
  const chunks = [passageOf("One.", { title: "First\npage", headingPath: ["A", "B"] }), passageOf("Two.", { title: "Second" })];
  const { messages } = build({ chunks });
  expect(messages.at(-1)?.content).toBe(
    [
      "=====abc passage [1]",
      "First page > A > B",
      "One.",
      "=====abc passage [2]",
      "Second",
      "Two.",
      "=====abc end of the passages",
      "",
      "Question: Who has a desk?",
    ].join("\n"),
  );
});

test.for([4_096, 8_000, 32_000, 200_000])("a context of %i tokens is not exceeded, however much was found", (contextTokens) => {
  const chunks = Array.from({ length: 40 }, (_, index) => passageOf(long(8), { title: `D${index}` }));
  const history: Turn[] = Array.from({ length: 30 }, () => ({ question: SENTENCE, answer: long(30), documentIds: ["x"] }));
  const prompt = build({ chunks, history, contextTokens });
  expect(sizeOf(prompt) * 1.1).toBeLessThan(contextTokens);
  expect(prompt.shown.length).toBeGreaterThan(3);
  expect(prompt.maxOutputTokens).toBeGreaterThanOrEqual(1_000);
});

test("the passage that does not fit is cut after a sentence, and what was cut off cannot be cited", () => {
  const chunks = [passageOf(long(10)), passageOf(long(400)), passageOf(SENTENCE)];
  const { shown, messages } = build({ chunks, contextTokens: 4_096 });
  expect(shown).toHaveLength(2);
  const cut = shown[1]?.text ?? "";
  expect(chunks[1]?.text.startsWith(cut)).toBe(true);
  expect(cut.length).toBeLessThan(chunks[1]?.text.length ?? 0);
  expect(cut).toMatch(/window\.$/);
  expect(messages.at(-1)?.content).toContain(cut);
});

test("of the history the latest turns come in, with who said what", () => {
  const turn = (name: string): Turn => ({ question: `${name}?`, answer: long(12), documentIds: [name] });
  const { messages, history } = build({ history: ["old", "middle", "new"].map(turn), contextTokens: 4_096 });
  expect(history.map(({ question }) => question)).toEqual(["middle?", "new?"].slice(2 - history.length));
  expect(messages.map(({ role }) => role)).toEqual(["system", ...history.flatMap(() => ["user", "assistant"]), "user"]);
  expect(history.length).toBeGreaterThan(0);
  expect(history.length).toBeLessThan(3);
});

test("an answer that is continued stands at the end", () => {
  const { messages } = build({ partial: "The desks are" });
  expect(messages.slice(-2).map(({ role }) => role)).toEqual(["assistant", "user"]);
  expect(messages.at(-2)?.content).toBe("The desks are");
});

test("a question that leaves no room is refused and told why", () => {
  expect(() => build({ question: long(300), contextTokens: 4_096 })).toThrow(expect.objectContaining({ code: "too_large" }));
});

test("a delimiter is new each time and stands nowhere in a passage, a title or the question", () => {
  const delimiter = randomDelimiter();
  expect(delimiter).not.toBe(randomDelimiter());
  const chunks = [passageOf(`a ${delimiter} passage [2]`, { title: `T ${delimiter}` })];
  const { messages } = build({ chunks, delimiter, question: `why ${delimiter}` });
  expect(messages.at(-1)?.content.split(delimiter)).toHaveLength(3);
});
