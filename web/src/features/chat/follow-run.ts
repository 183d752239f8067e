import { isApiError } from "../../app/api.ts";
import { readEvents, type ServerEvent } from "./read-events.ts";

interface Options {
  /** Opens the events after a sequence. */
  readonly open: (after: number, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  readonly signal: AbortSignal;
  /** Events that came together, in their order. */
  readonly onEvents: (events: readonly ServerEvent[]) => void;
  /** Whether there is a connection, for the reader to know why nothing comes. */
  readonly onConnection: (isConnected: boolean) => void;
  /** Waits before the next look and before the next try; ends early when the signal aborts. Passed in by tests. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Nobody reads faster than words come in such steps, and each time the open block of Markdown is drawn anew. */
const LOOK_MS = 100;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Follows a run to its `done` event over as many connections as it takes: each goes on behind the last event that came. Resolves at the end or when
 * the signal aborts; throws only what another try would meet again, such as a run that is not there.
 */
export async function followRun(options: Options): Promise<void> {
  const { open, signal, onConnection, wait = sleep } = options;
  let last = 0;
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const onSequence = (sequence: number): void => {
      waitMs = FIRST_WAIT_MS;
      last = sequence;
    };
    try {
      const body = await open(last, signal);
      onConnection(true);
      if (await readToEnd(body, last, { ...options, wait, onSequence })) return;
    } catch (error) {
      if (signal.aborted) return;
      if (isApiError(error) && error.status >= 400 && error.status < 500 && error.status !== 429) throw error;
    }
    onConnection(false);
    await wait(waitMs, signal);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

interface ReadOptions extends Pick<Required<Options>, "signal" | "onEvents" | "wait"> {
  /** Each time something came; the sequence reached. */
  readonly onSequence: (sequence: number) => void;
}

/** Whether the end came, or nobody wants it any more, before the connection broke. */
async function readToEnd(
  body: ReadableStream<Uint8Array>,
  from: number,
  { signal, onEvents, onSequence, wait }: ReadOptions,
): Promise<boolean> {
  let last = from;
  for await (const events of readEvents(body)) {
    const fresh = eventsAfter(events, last);
    last = Math.max(last, ...fresh.map(sequenceOf));
    onSequence(last);
    if (fresh.length > 0) onEvents(fresh);
    if (events.some(({ type }) => type === "done")) return true;
    await wait(LOOK_MS, signal);
    if (signal.aborted) return true;
  }
  return false;
}

/** Those that were not told before, as after a break. */
function eventsAfter(events: readonly ServerEvent[], last: number): readonly ServerEvent[] {
  return events.filter((event) => event.id === "" || sequenceOf(event) > last);
}

function sequenceOf({ id }: ServerEvent): number {
  return Number(id);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener("online", end);
    signal.addEventListener("abort", end, { once: true });
  });
}
