import { isSmartyError, type Llm, type LlmEvent, type LlmMessage, type LlmOptions, SmartyError } from "@smartypants/sdk";
import type { ChatModelRequest, ChatModels } from "../ports/models.ts";
import type { Ports } from "../ports/ports.ts";
import { checkBudgets } from "./budgets.ts";
import { type CallMeter, type CallMeters, countPrompt, createCallMeters } from "./call-meter.ts";
import { type CircuitBreakers, createCircuitBreakers } from "./circuit-breakers.ts";
import { maskMessages } from "./masking/mask-messages.ts";
import { createLlmOpener, type LlmOpener } from "./open-llm.ts";
import { type Model, modelNotFound, readRegistry } from "./registry.ts";

export type ChatModelPorts = Pick<Ports, "database" | "vault" | "clock" | "ids" | "logger" | "llms">;

/** Resolves after `ms`, or rejects with `aborted`. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

interface Desk {
  readonly ports: ChatModelPorts;
  readonly wait: Wait;
  readonly breakers: CircuitBreakers;
  readonly meters: CallMeters;
  readonly openLlm: LlmOpener;
}

const MOST_RETRIES = 2;
/** Who asks waits for an answer: past that another model, or the error, serves them better. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 500;

/** The registry at work. One for a process: it knows which models fail, and what is under way. */
export function createChatModels(ports: ChatModelPorts, wait: Wait = pause): ChatModels {
  const desk: Desk = {
    ports,
    wait,
    breakers: createCircuitBreakers(ports.clock),
    meters: createCallMeters(ports),
    openLlm: createLlmOpener(ports),
  };
  return {
    open: async (request) => {
      const models = await candidatesFor(desk, request);
      const [first] = models;
      if (first === undefined) return null;
      const llm = await openFirst(desk, models);
      return {
        id: llm.id,
        contextTokens: llm.contextTokens,
        stream: (messages, options) => streamFrom(desk, request, models, { messages, options }),
      };
    },
  };
}

/** The model that was asked for, then those that stand in for it. `test` means exactly one, even a disabled one. */
async function candidatesFor({ ports }: Desk, { modelId, purpose }: ChatModelRequest): Promise<readonly Model[]> {
  const all = await readRegistry(ports.database, ports.llms);
  const chat = all.filter((model) => model.kind === "chat" && (model.enabled || purpose === "test"));
  const chosen = chat.find((model) => (modelId === undefined ? model.isDefault : model.id === modelId));
  if (chosen === undefined && modelId !== undefined) throw modelNotFound();
  if (chosen === undefined) return [];
  if (purpose === "test") return [chosen];
  const others = chat.filter((model) => model !== chosen && model.fallbackOrder !== null);
  return [chosen, ...others.toSorted((one, other) => (one.fallbackOrder ?? 0) - (other.fallbackOrder ?? 0))];
}

async function openFirst({ openLlm }: Desk, models: readonly Model[]): Promise<Llm> {
  let refusal: unknown;
  for (const model of models) {
    try {
      return await openLlm(model);
    } catch (error) {
      if (!mayStandIn(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

interface Question {
  readonly messages: readonly LlmMessage[];
  readonly options: LlmOptions;
}

async function* streamFrom(desk: Desk, request: ChatModelRequest, models: readonly Model[], question: Question): AsyncGenerator<LlmEvent> {
  await checkBudgets(desk.ports, request, desk.meters.underWay);
  const inputTokens = countPrompt(question.messages, question.options);
  let refusal: unknown;
  for (const model of models) {
    const meter = desk.meters.start(request, model, inputTokens);
    try {
      if (refusal !== undefined) await checkRoom(desk, model, inputTokens + question.options.maxOutputTokens);
      yield* metered(askModel(desk, request, model, { ...question, meter }), meter);
      return;
    } catch (error) {
      if (meter.hasBegun || !mayStandIn(error)) throw error;
      refusal ??= error;
      // Who tests is told.
      if (request.purpose !== "test")
        desk.ports.logger.warn({ modelId: model.id, code: codeOf(error) }, "a language model could not answer");
    }
  }
  throw refusal;
}

/** The prompt was made for the first model: one with less room would only refuse it, or worse, cut it. */
async function checkRoom({ openLlm }: Desk, model: Model, tokens: number): Promise<void> {
  if ((await openLlm(model)).contextTokens >= tokens) return;
  throw new SmartyError("unavailable", `The question with its passages is too long for ${model.name}.`);
}

/** Ends the meter whatever happens; a reader that stops reading has aborted the call. */
async function* metered(events: AsyncIterable<LlmEvent>, meter: CallMeter): AsyncGenerator<LlmEvent> {
  let outcome: "done" | "aborted" | "failed" = "aborted";
  try {
    for await (const event of events) yield event;
    outcome = "done";
  } catch (error) {
    outcome = codeOf(error) === "aborted" ? "aborted" : "failed";
    throw error;
  } finally {
    await meter.end(outcome);
  }
}

async function* askModel(
  desk: Desk,
  request: ChatModelRequest,
  model: Model,
  { meter, ...question }: Question & { readonly meter: CallMeter },
): AsyncGenerator<LlmEvent> {
  const isTest = request.purpose === "test";
  const masked = model.maskPersonalData ? maskMessages(question.messages) : null;
  const sent = { ...question, messages: masked?.messages ?? question.messages, meter };
  let failure: unknown;
  for (let attempt = 0; ; attempt++) {
    if (!isTest) admit(desk, model, failure);
    try {
      const events = attemptOnce(desk, model, sent);
      for await (const event of masked?.unmask(events) ?? events) {
        announce(request, model, meter, masked?.count ?? 0);
        meter.see(event);
        yield event;
      }
      return;
    } catch (error) {
      if (meter.hasBegun) throw error;
      // Nothing came back but an error: providers charge nothing for that. An abort may have come after the work had begun.
      if (codeOf(error) !== "aborted") meter.refused();
      const waitMs = isTest || attempt >= MOST_RETRIES ? null : waitBefore(error, attempt);
      if (waitMs === null) throw error;
      failure = error;
      await desk.wait(waitMs, question.options.signal);
    }
  }
}

/** Before the first piece. */
function announce({ onModel }: ChatModelRequest, { id, name, provider, model }: Model, { hasBegun }: CallMeter, masked: number): void {
  if (!hasBegun) onModel?.({ id, name, label: `${provider}/${model}`, masked });
}

/** What has opened the circuit says more than that it is open. */
function admit({ breakers }: Desk, { id }: Model, failure: unknown): void {
  try {
    breakers.admit(id);
  } catch (error) {
    throw failure ?? error;
  }
}

type Attempt = Question & { readonly meter: CallMeter };

/** Tells the model's circuit breaker how it went. */
async function* attemptOnce({ breakers, openLlm }: Desk, model: Model, { messages, options, meter }: Attempt): AsyncGenerator<LlmEvent> {
  let report = (): void => breakers.released(model.id);
  try {
    const llm = await openLlm(model);
    meter.sent();
    const maxOutputTokens = Math.min(options.maxOutputTokens, model.maxOutputTokens ?? Number.POSITIVE_INFINITY);
    for await (const event of llm.stream(messages, { ...options, maxOutputTokens })) {
      report = () => breakers.succeeded(model.id);
      yield event;
    }
  } catch (error) {
    report = () => (mayStandIn(error) ? breakers.failed(model.id) : breakers.released(model.id));
    throw error;
  } finally {
    report();
  }
}

/** Null: asking again would not help, or not in time. */
function waitBefore(error: unknown, attempt: number): number | null {
  if (!isSmartyError(error) || !["rate_limited", "unavailable", "network"].includes(error.code)) return null;
  const waitMs = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** attempt;
  return waitMs <= LONGEST_WAIT_MS ? waitMs : null;
}

/** Whether another model may do better: the question itself was right. */
function mayStandIn(error: unknown): boolean {
  return ["unavailable", "network", "rate_limited", "auth"].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return isSmartyError(error) ? error.code : "internal";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new SmartyError("aborted", "The answer was stopped."));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
