import { expect, test } from "vitest";
import { SmartyError } from "../errors.ts";
import type { Llm, LlmEvent, LlmMessage, LlmOptions } from "../llm.ts";
import { LLM_UPSTREAM_RULES, type LlmUpstream, type UpstreamAnswer, type UpstreamRequest } from "./describe-llm-upstream.ts";

const ERRORS = {
  auth: "auth",
  "rate-limit": "rate_limited",
  context: "too_large",
  "no-model": "invalid",
  fault: "unavailable",
} as const;

interface World {
  readonly llm: Llm;
  readonly upstream: LlmUpstream;
}

/** A provider and a model in one, without a network between them: the model that keeps every promise. */
function soundWorld(): World {
  const requests: UpstreamRequest[] = [];
  let answer: UpstreamAnswer = {};
  async function* stream(messages: readonly LlmMessage[], options: LlmOptions): AsyncGenerator<LlmEvent> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    requests.push({ ...readRequest(messages, options), closed: promise });
    try {
      yield* say(answer, options.signal);
      resolve(false);
    } finally {
      resolve(true);
    }
  }
  const upstream = { canFilter: true, answerWith: (next: UpstreamAnswer) => (answer = next), requests: () => requests };
  return { llm: { id: "test/parrot", contextTokens: 4096, stream }, upstream };
}

function readRequest(messages: readonly LlmMessage[], options: LlmOptions): Omit<UpstreamRequest, "closed"> {
  return {
    system: messages.flatMap(({ role, content }) => (role === "system" ? [content] : [])).join("\n"),
    turns: messages.filter(({ role }) => role !== "system").map((message) => `${message.content} ${JSON.stringify(message)}`),
    toolNames: options.tools?.map((tool) => tool.name) ?? [],
    temperature: options.temperature,
    maxOutputTokens: options.maxOutputTokens,
  };
}

async function* say(answer: UpstreamAnswer, signal: AbortSignal): AsyncGenerator<LlmEvent> {
  if (answer.delayMs !== undefined) await stopped(signal);
  if (answer.problem !== undefined)
    throw new SmartyError(ERRORS[answer.problem], "Something is wrong; do something about it.", retryOf(answer));
  for (const text of answer.pieces ?? []) yield { type: "delta", text };
  if (answer.oddity === "silence" && !(await wasStoppedSoon(signal))) throw broken();
  if (signal.aborted) throw new SmartyError("aborted", "The answer was stopped.");
  if (answer.oddity !== undefined && answer.oddity !== "noise") throw broken();
  for (const call of answer.toolCalls ?? []) yield { type: "tool-call", call };
  const reason = answer.toolCalls === undefined ? (answer.reason ?? "stop") : "tool-calls";
  yield { type: "end", reason, ...(answer.usage ?? { inputTokens: 11, outputTokens: 9 }) };
}

function retryOf({ retryAfter }: UpstreamAnswer): { readonly retryAfterMs?: number } {
  if (retryAfter === undefined) return {};
  return { retryAfterMs: retryAfter.length < 3 ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now() };
}

function broken(): SmartyError {
  return new SmartyError("unavailable", "The provider broke off. Try again a little later.");
}

async function stopped(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(new SmartyError("aborted", "The answer was stopped.")));
  return promise;
}

async function wasStoppedSoon(signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  signal.addEventListener("abort", () => resolve(true));
  setTimeout(() => resolve(false), 50);
  return promise;
}

test.for(LLM_UPSTREAM_RULES)("a sound model passes: $title", async ({ check }) => {
  const { llm, upstream } = soundWorld();
  await check(llm, upstream);
  expect(upstream.requests().length).toBeGreaterThan(0);
});

type Spoil = (events: AsyncIterable<LlmEvent>, stream: () => AsyncIterable<LlmEvent>) => AsyncIterable<LlmEvent>;

/** The sound one with its events changed. */
function mapped(change: (event: LlmEvent) => readonly LlmEvent[]): Spoil {
  return async function* (events) {
    for await (const event of events) yield* change(event);
  };
}

function failingWith(change: (error: SmartyError) => unknown): Spoil {
  return async function* (events) {
    try {
      yield* events;
    } catch (error) {
      throw change(error as SmartyError);
    }
  };
}

const deaf: Spoil = async function* (_events, stream) {
  yield* stream();
};

test.for<[string, Spoil, string]>([
  ["counts of its own", mapped((event) => [event.type === "end" ? { ...event, inputTokens: 1 } : event]), "the text, the counts"],
  ["text that is lost", mapped((event) => (event.type === "delta" && event.text.startsWith("At") ? [] : [event])), "the text, the counts"],
  ["a call told twice", mapped((event) => (event.type === "tool-call" ? [event, event] : [event])), "tool calls come whole"],
  [
    "half a call",
    mapped((event) => [event.type === "tool-call" ? { ...event, call: { ...event.call, arguments: "{" } } : event]),
    "tool calls come whole",
  ],
  ["no count", mapped((event) => [event.type === "end" ? { ...event, outputTokens: 0 } : event]), "tokens are counted"],
  ["another reason", mapped((event) => [event.type === "end" ? { ...event, reason: "stop" } : event]), "keeps back"],
  ["a wait that is forgotten", failingWith((error) => new SmartyError(error.code, error.message)), "too many requests"],
  ["a vendor's error", failingWith(() => new Error("401")), "a refused key"],
  ["an error of one word", failingWith((error) => new SmartyError(error.code, "Overloaded")), "own fault"],
  [
    "the end of a broken answer taken for its end",
    async function* (events) {
      try {
        yield* events;
      } catch {
        yield { type: "end", reason: "stop", inputTokens: 1, outputTokens: 1 };
      }
    },
    "lost in the middle",
  ],
  [
    "a second attempt of its own",
    async function* (events, stream) {
      try {
        yield* events;
      } catch {
        yield* stream();
      }
    },
    "own fault",
  ],
  ["a stop that is not passed on", deaf, "a stop closes"],
])("the kit finds %s", async ([, spoil, title]) => {
  const rule = LLM_UPSTREAM_RULES.find((candidate) => candidate.title.includes(title));
  if (rule === undefined) throw new Error(`no rule is called "${title}"`);
  const { llm, upstream } = soundWorld();
  const spoilt: Llm = {
    ...llm,
    stream: (messages, options) =>
      spoil(llm.stream(messages, options), () => llm.stream(messages, { ...options, signal: new AbortController().signal })),
  };
  await expect((async () => rule.check(spoilt, upstream))()).rejects.toThrow(/expected|longer|JSON/);
});
