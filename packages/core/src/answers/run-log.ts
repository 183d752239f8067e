import { SmartyError } from "@smartypants/sdk";
import type { RunEvent, RunEventBody } from "../ports/database/answers.ts";
import type { Ports } from "../ports/ports.ts";

/** How long a run stays its owner's without a sign of life. With the time until somebody looks, the run of a dead process ends within 15 seconds. */
export const ANSWER_LEASE_MS = 10_000;
/** Also how long a stop that another process was asked for may take to be heard. */
const BEAT_MS = 1_500;

/** The event log of a run while it is made. */
export interface RunLog {
  /** Aborts when somebody asked to stop, or the run is no longer ours. */
  readonly signal: AbortSignal;
  append(...events: readonly RunEventBody[]): Promise<void>;
  /** Gives events the next sequence numbers, for a transaction of the caller's. */
  number(events: readonly RunEventBody[]): readonly RunEvent[];
  close(): void;
}

/** `after`: the sequence of the last event that the run has already. */
export function createRunLog(
  { database, clock, bus }: Pick<Ports, "database" | "clock" | "bus">,
  runId: string,
  owner: string,
  after = 0,
): RunLog {
  const controller = new AbortController();
  let sequence = after;
  const number = (events: readonly RunEventBody[]): readonly RunEvent[] => events.map((event) => ({ ...event, sequence: ++sequence }));
  const stop = (): void => controller.abort(new SmartyError("aborted", "The answer was stopped."));
  const beat = async (): Promise<void> => {
    const life = await database.answers.heartbeat(runId, owner, clock.now() + ANSWER_LEASE_MS);
    if (life === null || life.cancel) stop();
  };
  // A missed beat is not a fault: the lease outlasts six.
  const timer = setInterval(() => void beat().catch(() => {}), BEAT_MS);
  const unsubscribe = bus.subscribe("run-cancel", (event) => {
    if (event.runId === runId) stop();
  });
  return {
    signal: controller.signal,
    number,
    append: async (...bodies) => {
      controller.signal.throwIfAborted();
      if (bodies.length === 0) return;
      const events = number(bodies);
      const isOurs = await database.transaction((tx) => tx.answers.appendEvents(runId, owner, events, clock.now()));
      if (!isOurs) stop();
      controller.signal.throwIfAborted();
      bus.publish("run-event", { runId, sequence });
    },
    close: () => {
      clearInterval(timer);
      unsubscribe();
    },
  };
}
