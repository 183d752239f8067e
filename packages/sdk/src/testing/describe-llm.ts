import { beforeAll, describe, expect, test } from "vitest";
import { isSmartyError } from "../errors.ts";
import type { Llm, LlmEvent, LlmMessage } from "../llm.ts";
import { LLM_UPSTREAM_RULES, type LlmUpstream } from "./describe-llm-upstream.ts";
import { within } from "./within.ts";

export interface LlmSuiteOptions {
  /** Something that the model answers with at least two deltas. */
  readonly prompt?: string;
  /** A stand-in for the provider that `make` connects the model to. With it the model is also tested against everything that providers do. */
  readonly upstream?: LlmUpstream;
}

const ANSWER_LIMIT_MS = 25_000;
const STOP_LIMIT_MS = 2000;

/** The rules that every language model must pass, as a vitest suite. `make` is called once. */
export function describeLlm(name: string, make: () => Llm | Promise<Llm>, options: LlmSuiteOptions = {}): void {
  const messages: readonly LlmMessage[] = [
    { role: "system", content: "You answer in two short sentences." },
    { role: "user", content: options.prompt ?? "When does the office close on Fridays?" },
  ];
  describe(`${name} is a language model`, () => {
    let made: Llm | undefined;
    beforeAll(async () => {
      made = await make();
    });
    test.for(LLM_RULES)("$title", async ({ check }) => {
      expect.hasAssertions();
      options.upstream?.answerWith({ pieces: ["At six ", "o'clock."], delayMs: 5 });
      if (made !== undefined) await check(made, messages);
    });
    const { upstream } = options;
    if (upstream === undefined) return;
    test.for(LLM_UPSTREAM_RULES)("$title", async ({ check }) => {
      expect.hasAssertions();
      if (made !== undefined) await check(made, upstream);
    });
  });
}

export interface LlmRule {
  readonly title: string;
  readonly check: (llm: Llm, messages: readonly LlmMessage[]) => void | Promise<void>;
}

export const LLM_RULES: readonly LlmRule[] = [
  {
    title: "names its model and its limits",
    check(llm) {
      expect(llm.id).toMatch(/^[^/\s]+\/\S+$/);
      expect(llm.contextTokens).toBeGreaterThan(0);
    },
  },
  {
    title: "an answer is a stream of deltas and then exactly one end",
    async check(llm, messages) {
      expectAnswer(await within(ANSWER_LIMIT_MS, "the answer", drain(ask(llm, messages))));
    },
  },
  {
    title: "two answers at the same time do not mix",
    async check(llm, messages) {
      const both = Promise.all([drain(ask(llm, messages)), drain(ask(llm, messages))]);
      for (const events of await within(ANSWER_LIMIT_MS, "the answers", both)) expectAnswer(events);
    },
  },
  {
    title: "a stop during the answer ends it promptly",
    async check(llm, messages) {
      const controller = new AbortController();
      const iterator = ask(llm, messages, controller.signal)[Symbol.asyncIterator]();
      const first = await within(ANSWER_LIMIT_MS, "the first delta", iterator.next());
      expect(first.value).toMatchObject({ type: "delta" });
      controller.abort();
      expect(await within(STOP_LIMIT_MS, "stopping", outcomeOf(iterator, controller.signal))).toBe("stopped");
    },
  },
  {
    title: "a stop beforehand asks nothing",
    async check(llm, messages) {
      const signal = AbortSignal.abort();
      const iterator = ask(llm, messages, signal)[Symbol.asyncIterator]();
      expect(await within(STOP_LIMIT_MS, "stopping", outcomeOf(iterator, signal))).toBe("stopped");
    },
  },
  {
    title: "leaving the loop early is enough to end the answer",
    async check(llm, messages) {
      expect(await within(ANSWER_LIMIT_MS, "leaving", firstOf(ask(llm, messages)))).toMatchObject({ type: "delta" });
    },
  },
  {
    title: "a question without words is refused as invalid",
    async check(llm) {
      for (const asked of [[], [{ role: "user", content: " \n" }]] satisfies LlmMessage[][])
        await expect(within(STOP_LIMIT_MS, "refusing", drain(ask(llm, asked)))).rejects.toMatchObject({
          isSmartyError: true,
          code: "invalid",
        });
    },
  },
];

function ask(llm: Llm, messages: readonly LlmMessage[], signal = new AbortController().signal): AsyncIterable<LlmEvent> {
  return llm.stream(messages, { maxOutputTokens: 200, signal });
}

function expectAnswer(events: readonly LlmEvent[]): void {
  const deltas = events.filter((event) => event.type === "delta");
  const ends = events.filter((event) => event.type === "end");
  expect(deltas.length, "deltas").toBeGreaterThan(0);
  for (const delta of deltas) expect(delta.text, "text of a delta").not.toBe("");
  const answer = deltas.map((delta) => delta.text).join("");
  expect(answer.trim(), "the answer").not.toBe("");
  expect(answer.isWellFormed(), "no character is cut in two").toBe(true);
  expect(ends.length, "ends").toBe(1);
  expect(events.at(-1)).toBe(ends[0]);
  for (const tokens of [ends[0]?.inputTokens, ends[0]?.outputTokens])
    expect(Number.isInteger(tokens) && Number(tokens) >= 0, `${tokens} is a number of tokens`).toBe(true);
}

/** `stopped` when it ended quietly, with `aborted`, or with the signal's own reason. */
async function outcomeOf(iterator: AsyncIterator<LlmEvent>, signal: AbortSignal): Promise<string> {
  try {
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next())
      if (step.value.type === "end") return "answered to the end";
    return "stopped";
  } catch (error) {
    // What a stop may throw is what this rule is about.
    if (error === signal.reason || (isSmartyError(error) && error.code === "aborted")) return "stopped";
    return `failed: ${String(error)}`;
  }
}

async function firstOf(stream: AsyncIterable<LlmEvent>): Promise<LlmEvent | undefined> {
  for await (const event of stream) return event;
  return undefined;
}

async function drain(stream: AsyncIterable<LlmEvent>): Promise<readonly LlmEvent[]> {
  const events: LlmEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
