import { type Connector, type ConnectorContext, type InventoryOp, isSmartyError, SmartyError, type SurveyOp } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Hash } from "../ports/system.ts";
import { openProbe, type Probe, type ProbeInput, type ProbePorts } from "./probe-source.ts";
import { checkSourceInput, connectorNamed } from "./source-input.ts";
import { type Budget, createSurveyMemory, rememberAnswers, type SurveyMemory } from "./survey-memory.ts";
import { createTally, type SurveyResult, type Tally } from "./survey-result.ts";

export interface SurveyInput extends ProbeInput {
  /** Whether somebody wants to know how many items there are. */
  readonly isCounted: boolean;
  /** Asks the source anew for what an earlier survey of the same form has been told. */
  readonly isFresh: boolean;
}

export interface Survey {
  readonly id: string;
  readonly state: "running" | "done" | "stopped" | "failed";
  /** Why it ended before everything was seen: then there is more than the result says. */
  readonly bound: "time" | "calls" | "items" | null;
  /** Of a failure, for the operator. */
  readonly message: string | null;
  /** Also while it runs, and of whatever was seen until it ended. */
  readonly result: SurveyResult;
  /** As for `openProbe`. */
  readonly renewedHandle: string | null;
}

/**
 * What settings would bring, before they are saved. Surveys are of the person who started them, live in memory, and end by themselves: after half a minute,
 * a number of requests or a number of items, whichever comes first.
 */
export interface SurveyDesk {
  /** Begins one and stops those of the same form. Throws `invalid` for settings that do not fit, `unsupported` for a connector that cannot tell. */
  start(actor: Actor, input: SurveyInput): Promise<Survey>;
  /** Throws `not_found` for another's, and for one that is forgotten. */
  read(actor: Actor, id: string): Survey;
  stop(actor: Actor, id: string): void;
}

export interface SurveyLimits {
  readonly timeoutMs: number;
  /** Requests that go out for one survey, at the pace of the connector's own limits: of Slack's channels that is fifty a minute. */
  readonly calls: number;
  readonly items: number;
}

const LIMITS: SurveyLimits = { timeoutMs: 30_000, calls: 300, items: 200_000 };
/** Of a survey that nobody asks for any more, and of what a source has answered. */
const KEPT_MS = 600_000;
const MOST_SURVEYS = 50;
const MOST_MEMORIES = 6;
/** Of one person, at the same time: a wizard and a settings page. */
const MOST_RUNNING = 2;

interface Held {
  readonly id: string;
  readonly userId: string;
  readonly form: string;
  readonly tally: Tally;
  readonly controller: AbortController;
  readonly startedAt: number;
  readonly renewedHandle: Probe["renewedHandle"];
  state: Survey["state"];
  bound: Survey["bound"];
  message: string | null;
}

/** What a connector can tell before anything is stored: which of it patterns choose, how much it is, or nothing. */
export function surveyKind({ survey, inventory }: Pick<Connector, "survey" | "inventory">): "preview" | "count" | "none" {
  if (survey !== undefined) return "preview";
  return inventory === undefined ? "none" : "count";
}

export function createSurveyDesk(ports: ProbePorts & { readonly hash: Hash }, limits: SurveyLimits = LIMITS): SurveyDesk {
  const surveys = new Map<string, Held>();
  const memories = new Map<string, SurveyMemory>();
  const forget = (): void => {
    const oldest = ports.clock.now() - KEPT_MS;
    for (const [id, { startedAt }] of surveys) if (startedAt <= oldest) surveys.delete(id);
    for (const [form, { now }] of memories) if (now <= oldest) memories.delete(form);
  };
  const own = (actor: Actor, id: string): Held => {
    forget();
    const held = surveys.get(id);
    if (held === undefined || held.userId !== actor.userId)
      throw new SmartyError("not_found", "There is no such preview any more. Start it again.");
    return held;
  };
  return {
    start: async (actor, input) => {
      requireSurvey(connectorNamed(ports, input.connector), input);
      const settings = checkSourceInput(ports, { ...input, access: { mode: "everyone" } });
      const controller = new AbortController();
      const probe = await openProbe(ports, actor, { ...input, settings }, controller.signal);
      const form = formOf(ports, actor, input);
      forget();
      makeRoom(surveys, actor, form);
      const held: Held = {
        id: ports.ids.next(),
        userId: actor.userId,
        form,
        tally: createTally(),
        controller,
        startedAt: ports.clock.now(),
        renewedHandle: () => probe.renewedHandle(),
        state: "running",
        bound: null,
        message: null,
      };
      surveys.set(held.id, held);
      const memory = memoryOf(memories, form, ports.clock.now(), input.isFresh);
      void run(ports, { held, probe, memory, limits, isCounted: input.isCounted });
      return toSurvey(held);
    },
    read: (actor, id) => toSurvey(own(actor, id)),
    stop: (actor, id) => stop(own(actor, id)),
  };
}

function requireSurvey(connector: Connector, { isCounted }: Pick<SurveyInput, "isCounted">): void {
  const kind = surveyKind(connector);
  if (kind === "preview" || (kind === "count" && isCounted)) return;
  throw new SmartyError("unsupported", `${connector.title} cannot tell beforehand what it would bring. Its first sync shows it.`);
}

/** By the same person, for the same source, with the same credential: what was answered to one is good for the other. */
function formOf({ hash }: { readonly hash: Hash }, { userId }: Actor, input: SurveyInput): string {
  const { connector, credential = null, credentialHandle = null, sourceId = null } = input;
  return hash(JSON.stringify([userId, connector, credential, credentialHandle, sourceId]));
}

function makeRoom(surveys: Map<string, Held>, { userId }: Actor, form: string): void {
  for (const held of surveys.values()) if (held.form === form) stop(held);
  const running = [...surveys.values()].filter((held) => held.userId === userId && held.state === "running");
  for (const held of running.slice(0, Math.max(0, running.length - MOST_RUNNING + 1))) stop(held);
  for (const held of surveys.values()) {
    if (surveys.size < MOST_SURVEYS) break;
    stop(held);
    surveys.delete(held.id);
  }
}

function memoryOf(memories: Map<string, SurveyMemory>, form: string, now: number, isFresh: boolean): SurveyMemory {
  const known = isFresh ? undefined : memories.get(form);
  const memory = known ?? createSurveyMemory(now);
  // The one that was used last comes last.
  memories.delete(form);
  memories.set(form, memory);
  for (const oldest of memories.keys()) if (memories.size > MOST_MEMORIES) memories.delete(oldest);
  return memory;
}

function stop(held: Held): void {
  if (held.state === "running") held.state = "stopped";
  held.controller.abort();
}

interface Running {
  readonly held: Held;
  readonly probe: Probe;
  readonly memory: SurveyMemory;
  readonly limits: SurveyLimits;
  readonly isCounted: boolean;
}

/** Never rejects: what goes wrong is the survey's state. */
async function run({ logger }: Pick<ProbePorts, "logger">, { held, probe, memory, limits, isCounted }: Running): Promise<void> {
  const reach = (bound: NonNullable<Survey["bound"]>): void => {
    if (held.state !== "running") return;
    held.bound = bound;
    held.state = "done";
    held.controller.abort();
  };
  const budget: Budget = { calls: limits.calls, onSpent: () => reach("calls") };
  const timer = AbortSignal.timeout(limits.timeoutMs);
  timer.addEventListener("abort", () => reach("time"), { once: true });
  const { connector, context } = probe;
  const told: ConnectorContext = { ...context, http: rememberAnswers(context.http, memory, budget), now: async () => memory.now };
  try {
    for await (const op of opsOf(connector, told, isCounted)) {
      if (held.state !== "running") break;
      held.tally.add(op);
      if (held.tally.seen() >= limits.items) reach("items");
    }
    if (held.state === "running") held.state = "done";
  } catch (error) {
    // What ended it on purpose may come out of the connector as any error.
    if (held.state !== "running") return;
    held.state = "failed";
    held.message = isSmartyError(error) ? error.message : "The preview itself failed. The server's log has the details.";
    if (!isSmartyError(error)) logger.error({ err: error, connector: connector.id }, "a connector's survey failed");
  }
}

function opsOf(connector: Connector, context: ConnectorContext, isCounted: boolean): AsyncIterable<SurveyOp | InventoryOp> {
  return connector.survey?.(context, { isCounted }) ?? connector.inventory?.(context, null) ?? nothing();
}

async function* nothing(): AsyncGenerator<SurveyOp, void> {}

function toSurvey({ id, state, bound, message, tally, renewedHandle }: Held): Survey {
  return { id, state, bound, message, result: tally.result(), renewedHandle: renewedHandle() };
}
