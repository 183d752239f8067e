import { expect } from "vitest";
import { type ErrorCode, isSmartyError } from "../errors.ts";
import type { Llm, LlmEvent, LlmMessage, LlmOptions, LlmToolCall } from "../llm.ts";
import { within } from "./within.ts";

/** What a stand-in for a provider says to the next requests, whatever the provider's own dialect. */
export interface UpstreamAnswer {
  /** Pieces of the text, each sent by itself. */
  readonly pieces?: readonly string[];
  /** Thoughts, sent before the text in the provider's way of saying that they are none of it. */
  readonly reasoning?: string;
  readonly toolCalls?: readonly LlmToolCall[];
  /** Null: the provider does not count. */
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | null;
  readonly reason?: "stop" | "length" | "filtered";
  /** Instead of an answer. */
  readonly problem?: "auth" | "rate-limit" | "context" | "no-model" | "fault";
  /** In a `Retry-After` header beside the problem. */
  readonly retryAfter?: string;
  /** Instead of the end, after the text. Noise comes before the text and must not matter. */
  readonly oddity?: "broken-line" | "disconnect" | "early-end" | "silence" | "noise" | "fault-in-stream";
  /** Before the head, and before every piece. */
  readonly delayMs?: number;
}

export interface UpstreamRequest {
  readonly system: string;
  /** Everything else that was said, in order. */
  readonly turns: readonly string[];
  readonly toolNames: readonly string[];
  readonly temperature: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** Resolves when the connection is gone; true when that was before the answer's end. */
  readonly closed: Promise<boolean>;
}

/** A stand-in for a provider, to which the model under test is connected. */
export interface LlmUpstream {
  /** False: the provider has no way to say that it keeps an answer back. */
  readonly canFilter: boolean;
  /** For every request from now on. */
  answerWith(answer: UpstreamAnswer): void;
  /** All so far that asked for an answer. */
  requests(): readonly UpstreamRequest[];
}

export interface LlmUpstreamRule {
  readonly title: string;
  readonly check: (llm: Llm, upstream: LlmUpstream) => Promise<void>;
}

const LIMIT_MS = 25_000;
const STOP_LIMIT_MS = 2000;
const QUESTION: readonly LlmMessage[] = [
  { role: "system", content: "Answer in one sentence." },
  { role: "user", content: "When does the office close?" },
];
const PIECES = ["At six ", "o'clock, ", "in Zürich 🙂."];
const USAGE = { inputTokens: 21, outputTokens: 9 };
const CALLS: readonly LlmToolCall[] = [
  { id: "call_1", name: "search", arguments: '{"query":"office hours"}' },
  { id: "call_2", name: "read_page", arguments: '{"page":3}' },
];
const TOOLS = CALLS.map(({ name }) => ({ name, description: `The tool ${name}.`, parameters: { type: "object", properties: {} } }));

/** Rules about what a model makes of its provider's answers, good and bad. The model's own time limits should be short. */
export const LLM_UPSTREAM_RULES: readonly LlmUpstreamRule[] = [
  {
    title: "the text, the counts and the reason are the provider's",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: PIECES, usage: USAGE, reason: "length" });
      const events = await answer(llm);
      expect(textOf(events)).toBe(PIECES.join(""));
      expect(events.at(-1)).toEqual({ type: "end", reason: "length", ...USAGE });
    },
  },
  {
    title: "instructions, conversation and limits reach the provider",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: PIECES });
      const messages: readonly LlmMessage[] = [
        ...QUESTION,
        { role: "assistant", content: "I look.", toolCalls: CALLS.slice(0, 1) },
        { role: "tool", toolCallId: "call_1", content: "Closing time: 18:00" },
        { role: "user", content: "And on Fridays?" },
      ];
      await answer(llm, { maxOutputTokens: 77, temperature: 0.25, tools: TOOLS }, messages);
      const request = upstream.requests().at(-1);
      expect(request).toMatchObject({ system: "Answer in one sentence.", maxOutputTokens: 77, temperature: 0.25 });
      expect(request?.toolNames).toEqual(["search", "read_page"]);
      const said = request?.turns.join("\n") ?? "";
      const order = ["When does the office close?", "I look.", "search", "Closing time: 18:00", "And on Fridays?"].map((part) =>
        said.indexOf(part),
      );
      expect(order, said).toEqual(order.toSorted((one, other) => one - other));
      expect(order).not.toContain(-1);
    },
  },
  {
    title: "tool calls come whole, in order, once, and are the reason for the end",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: ["I look."], toolCalls: CALLS, usage: USAGE });
      const events = await answer(llm, { tools: TOOLS });
      const calls = events.flatMap((event) => (event.type === "tool-call" ? [event.call] : []));
      expect(calls.map(({ name, arguments: text }) => [name, JSON.parse(text)])).toEqual([
        ["search", { query: "office hours" }],
        ["read_page", { page: 3 }],
      ]);
      expect(new Set(calls.map((call) => call.id)).size, "different ids").toBe(2);
      expect(events.at(-1)).toMatchObject({ type: "end", reason: "tool-calls" });
    },
  },
  {
    title: "thoughts are not part of the answer",
    async check(llm, upstream) {
      upstream.answerWith({ reasoning: "The user wants the SECRET closing time.", pieces: PIECES });
      const events = await answer(llm);
      expect(textOf(events)).toBe(PIECES.join(""));
      expect(JSON.stringify(events)).not.toContain("SECRET");
    },
  },
  {
    title: "an answer that the provider keeps back is called filtered",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: ["I "], reason: "filtered" });
      expect((await answer(llm)).at(-1)).toMatchObject({ type: "end", reason: upstream.canFilter ? "filtered" : "stop" });
    },
  },
  {
    title: "tokens are counted where the provider does not count",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: PIECES, usage: null });
      const end = (await answer(llm)).at(-1);
      for (const count of end?.type === "end" ? [end.inputTokens, end.outputTokens] : [0]) {
        expect(count).toBeGreaterThan(3);
        expect(count).toBeLessThan(60);
      }
    },
  },
  {
    title: "what the provider sends besides an answer does not disturb it",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: PIECES, oddity: "noise" });
      expect(textOf(await answer(llm))).toBe(PIECES.join(""));
    },
  },
  failing("a refused key is told as auth", { problem: "auth" }, "auth"),
  failing("a question that is too long is told as too_large", { problem: "context" }, "too_large"),
  failing("an unknown model is told as invalid", { problem: "no-model" }, "invalid"),
  failing("a provider's own fault is told as unavailable", { problem: "fault" }, "unavailable"),
  failing("a broken line is told as unavailable", { pieces: PIECES, oddity: "broken-line" }, "unavailable"),
  failing("a connection lost in the middle is told as unavailable", { pieces: PIECES, oddity: "disconnect" }, "unavailable"),
  failing("an answer that ends without an end is told as unavailable", { pieces: PIECES, oddity: "early-end" }, "unavailable"),
  failing("a fault in the middle is told as unavailable", { pieces: PIECES, oddity: "fault-in-stream" }, "unavailable"),
  failing("silence in the middle is told as unavailable", { pieces: PIECES, oddity: "silence" }, "unavailable"),
  {
    title: "too many requests are told with the wait that the provider asks for, in seconds or as a date",
    async check(llm, upstream) {
      upstream.answerWith({ problem: "rate-limit", retryAfter: "7" });
      expect(await failure(llm)).toMatchObject({ code: "rate_limited", retryAfterMs: 7000 });
      upstream.answerWith({ problem: "rate-limit", retryAfter: new Date(Date.now() + 90_000).toUTCString() });
      const error = (await failure(llm)) as { readonly retryAfterMs?: number };
      expect(error.retryAfterMs).toBeGreaterThan(60_000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(90_000);
    },
  },
  {
    title: "a stop closes the connection to the provider",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: PIECES, oddity: "silence" });
      const controller = new AbortController();
      const iterator = ask(llm, { signal: controller.signal })[Symbol.asyncIterator]();
      await within(LIMIT_MS, "the first delta", iterator.next());
      controller.abort();
      expect(await within(STOP_LIMIT_MS, "stopping", codeOf(drain(iterator)))).toBe("aborted");
      expect(await within(STOP_LIMIT_MS, "closing", closedEarly(upstream))).toBe(true);
    },
  },
  {
    title: "a stop before the head of the answer closes the connection to the provider",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: PIECES, delayMs: 60_000 });
      const before = upstream.requests().length;
      const controller = new AbortController();
      const step = ask(llm, { signal: controller.signal })[Symbol.asyncIterator]().next();
      const outcome = codeOf(step);
      await within(LIMIT_MS, "the request", arrival(upstream, before));
      controller.abort();
      expect(await within(STOP_LIMIT_MS, "stopping", outcome)).toBe("aborted");
      expect(await within(STOP_LIMIT_MS, "closing", closedEarly(upstream))).toBe(true);
    },
  },
  {
    title: "leaving the answer early closes the connection to the provider",
    async check(llm, upstream) {
      upstream.answerWith({ pieces: PIECES, oddity: "silence" });
      for await (const event of ask(llm)) {
        expect(event.type).toBe("delta");
        break;
      }
      expect(await within(STOP_LIMIT_MS, "closing", closedEarly(upstream))).toBe(true);
    },
  },
];

function failing(title: string, answered: UpstreamAnswer, code: ErrorCode): LlmUpstreamRule {
  return {
    title: `${title}, once, in a sentence`,
    check: async (llm, upstream) => {
      const before = upstream.requests().length;
      upstream.answerWith(answered);
      expectSentence(await failure(llm), code);
      expect(upstream.requests().length - before, "requests: trying again is the caller's").toBe(1);
    },
  };
}

function expectSentence(error: unknown, code: ErrorCode): void {
  expect(error).toMatchObject({ isSmartyError: true, code });
  expect((error as Error).message).toMatch(/^[A-Z].{20,}[.\w]$/s);
}

function ask(llm: Llm, options: Partial<LlmOptions> = {}, messages = QUESTION): AsyncIterable<LlmEvent> {
  return llm.stream(messages, { maxOutputTokens: 200, signal: new AbortController().signal, ...options });
}

async function answer(llm: Llm, options: Partial<LlmOptions> = {}, messages = QUESTION): Promise<readonly LlmEvent[]> {
  return within(LIMIT_MS, "the answer", drain(ask(llm, options, messages)[Symbol.asyncIterator]()));
}

/** What a question fails with; an answer to the end fails the rule. */
async function failure(llm: Llm): Promise<unknown> {
  return answer(llm).then(
    (events) => expect.fail(`expected an error instead of ${JSON.stringify(events)}`),
    (error: unknown) => error,
  );
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "an answer",
    (error: unknown) => (isSmartyError(error) ? error.code : String(error)),
  );
}

async function drain(iterator: AsyncIterator<LlmEvent>): Promise<readonly LlmEvent[]> {
  const events: LlmEvent[] = [];
  for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) events.push(step.value);
  return events;
}

function textOf(events: readonly LlmEvent[]): string {
  return events.map((event) => (event.type === "delta" ? event.text : "")).join("");
}

async function arrival(upstream: LlmUpstream, before: number): Promise<void> {
  while (upstream.requests().length <= before) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function closedEarly(upstream: LlmUpstream): Promise<boolean | undefined> {
  return upstream.requests().at(-1)?.closed;
}
