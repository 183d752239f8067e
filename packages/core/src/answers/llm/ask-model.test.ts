import { defineLlm, type Llm, type LlmEvent } from "@smartypants/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askBriefly, eventsOf } from "./ask-model.ts";

const end: LlmEvent = { type: "end", reason: "stop", inputTokens: 1, outputTokens: 1 };

function saying(...texts: readonly string[]): Llm {
  return defineLlm({
    id: "test/says",
    contextTokens: 1_000,
    async *stream() {
      for (const text of texts) yield { type: "delta", text };
      yield end;
    },
  });
}

/** Neither answers nor listens to the signal. */
const deaf = defineLlm({
  id: "test/deaf",
  contextTokens: 1_000,
  stream: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
});

const failing = defineLlm({
  id: "test/failing",
  contextTokens: 1_000,
  // oxlint-disable-next-line require-yield -- it fails before its first event
  async *stream() {
    throw new Error("away");
  },
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const brief = (llm: Llm, signal = new AbortController().signal) => askBriefly(llm, "do", "this", { signal, limitMs: 5_000, maxLength: 40 });

test("a model that does not listen to the signal is left at once", async () => {
  const controller = new AbortController();
  const reading = eventsOf(deaf, [], { maxOutputTokens: 1, signal: controller.signal }).next();
  controller.abort(new Error("stopped"));
  await expect(reading).rejects.toThrow("stopped");
});

test("a brief answer is one line; none, one too long and a failure are null", async () => {
  expect(await brief(saying("one\n", " two "))).toBe("one two");
  expect(await brief(saying("  "))).toBeNull();
  expect(await brief(saying("x".repeat(41)))).toBeNull();
  expect(await brief(failing)).toBeNull();
});

test("it takes no longer than its limit, and whoever stops the run stops it", async () => {
  const slow = brief(deaf);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await slow).toBeNull();
  const controller = new AbortController();
  const stopped = brief(deaf, controller.signal);
  controller.abort(new Error("stopped"));
  await expect(stopped).rejects.toThrow("stopped");
});
