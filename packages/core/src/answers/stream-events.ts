import { SmartyError } from "@smartypants/sdk";
import { type Actor, inConversation } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { HIDDEN, readAnswer, readCitation } from "./read-answer.ts";
import { renderWords } from "./render-words.ts";
import { mayReadWords } from "./run-access.ts";

/** One event as its reader may see it. `done` carries the whole answer. */
export interface ReadableEvent {
  readonly sequence: number;
  readonly type: "phase" | "citation" | "delta" | "done" | "error";
  readonly data: unknown;
}

const PAGE = 200;
/** Also looked for without a notice, for runs that another process makes. */
const LOOK_AGAIN_MS = 1_000;

type Needs = Pick<Ports, "database" | "bus">;

/** Events of an own run after `after`, to its end; ends early when the signal aborts. Throws `not_found` for another's. */
export async function* streamEvents(
  ports: Needs,
  actor: Actor,
  runId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ReadableEvent> {
  const { answers } = ports.database.forActor(actor);
  const run = await answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "There is no such answer.");
  const notices = listen(ports, runId, signal);
  try {
    yield* follow(ports, inConversation(actor, run.conversationId), runId, after, signal, notices);
  } finally {
    notices.close();
  }
}

async function* follow(
  ports: Needs,
  actor: Actor,
  runId: string,
  after: number,
  signal: AbortSignal,
  notices: Notices,
): AsyncGenerator<ReadableEvent> {
  const { answers } = ports.database.forActor(actor);
  let last = after;
  while (!signal.aborted) {
    const seen = notices.count();
    const events = await answers.events(runId, last, PAGE);
    for (const event of events) {
      last = event.sequence;
      yield { sequence: event.sequence, type: event.type, data: await readable(ports, actor, runId, event) };
      if (event.type === "done") return;
    }
    if (events.length > 0) continue;
    const run = await answers.run(runId);
    // Ended without a last event: its process died.
    if (run === null || run.state !== "running") return yield* ending(ports, actor, runId, last);
    await notices.next(seen);
  }
}

async function* ending(ports: Needs, actor: Actor, runId: string, last: number): AsyncGenerator<ReadableEvent> {
  const { answers } = ports.database.forActor(actor);
  // Whoever has seen the end already is told nothing again.
  const [previous] = last > 0 ? await answers.events(runId, last - 1, 1) : [];
  if (previous?.type === "done") return;
  const rest = await answers.events(runId, last, PAGE);
  for (const event of rest) yield { sequence: event.sequence, type: event.type, data: await readable(ports, actor, runId, event) };
  if (rest.at(-1)?.type === "done") return;
  const run = await answers.run(runId);
  if (run !== null) yield { sequence: (rest.at(-1)?.sequence ?? last) + 1, type: "done", data: await readAnswer(ports, actor, run) };
}

type Stored = Awaited<ReturnType<ReturnType<Ports["database"]["forActor"]>["answers"]["events"]>>[number];

async function readable(ports: Needs, actor: Actor, runId: string, event: Stored): Promise<unknown> {
  const { content, answers } = ports.database.forActor(actor);
  if (event.type === "citation") return (await readCitation(content, event.data)) ?? { marker: event.data.marker, hidden: true };
  if (event.type === "delta") return readDelta(ports, actor, runId, event.data);
  if (event.type !== "done") return event.data;
  const run = await answers.run(runId);
  return run === null ? event.data : readAnswer(ports, actor, run);
}

async function readDelta(
  ports: Needs,
  actor: Actor,
  runId: string,
  data: Extract<Stored, { readonly type: "delta" }>["data"],
): Promise<unknown> {
  if (data.type === "text") return { text: data.text };
  if (data.type !== "written") return quoteOf(ports, actor, runId, data.marker);
  const run = await ports.database.forActor(actor).answers.run(runId);
  // A model's words, while their reader may open everything that it was shown.
  const mayRead = run !== null && (await mayReadWords(ports.database, actor, run, "events"));
  return mayRead ? { text: renderWords(data.spans).text } : { text: "", hidden: true };
}

/** While a run is being made its citations are only in its events. */
async function quoteOf(ports: Needs, actor: Actor, runId: string, marker: number): Promise<{ text: string; marker: number }> {
  const { content, answers } = ports.database.forActor(actor);
  const events = await answers.events(runId, 0, PAGE);
  for (const event of events) {
    if (event.type !== "citation" || event.data.marker !== marker) continue;
    const citation = await readCitation(content, event.data);
    if (citation !== null) return { text: `${citation.quote} [${marker}]`, marker };
  }
  return { text: HIDDEN, marker };
}

interface Notices {
  /** How many there were. */
  count(): number;
  /** Resolves when there was one after `seen`, or after a while. */
  next(seen: number): Promise<void>;
  close(): void;
}

function listen({ bus }: Needs, runId: string, signal: AbortSignal): Notices {
  let count = 0;
  let wake: (() => void) | undefined;
  const notify = (): void => {
    count += 1;
    wake?.();
  };
  const unsubscribe = bus.subscribe("run-event", (event) => {
    if (event.runId === runId) notify();
  });
  signal.addEventListener("abort", notify);
  return {
    count: () => count,
    next: (seen) =>
      new Promise((resolve) => {
        if (count > seen || signal.aborted) return resolve();
        const timer = setTimeout(() => wake?.(), LOOK_AGAIN_MS);
        wake = () => {
          clearTimeout(timer);
          wake = undefined;
          resolve();
        };
      }),
    close: () => {
      unsubscribe();
      signal.removeEventListener("abort", notify);
      wake?.();
    },
  };
}
