import { isApiError } from "../../app/api.ts";
import { readEvents, type ServerEvent } from "./read-events.ts";

interface Options {
  /** Opens the events after a sequence. */
  readonly open: (after: number, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ServerEvent) => void;
  /** Whether there is a connection, for the reader to know why nothing comes. */
  readonly onConnection: (isConnected: boolean) => void;
  /** Waits before the next try; passed in by tests. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Follows a run to its `done` event over as many connections as it takes: each goes on behind the last event that came. Resolves at the end or when
 * the signal aborts; throws only what another try would meet again, such as a run that is not there.
 */
export async function followRun({ open, signal, onEvent, onConnection, wait = sleep }: Options): Promise<void> {
  let last = 0;
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const told = (event: ServerEvent): boolean => {
      waitMs = FIRST_WAIT_MS;
      last = tell(event, last, onEvent);
      return event.type === "done";
    };
    try {
      const body = await open(last, signal);
      onConnection(true);
      if (await readToEnd(body, told)) return;
    } catch (error) {
      if (signal.aborted) return;
      if (isApiError(error) && error.status >= 400 && error.status < 500 && error.status !== 429) throw error;
    }
    onConnection(false);
    await wait(waitMs, signal);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** Whether the end came before the connection broke. */
async function readToEnd(body: ReadableStream<Uint8Array>, told: (event: ServerEvent) => boolean): Promise<boolean> {
  for await (const event of readEvents(body)) if (told(event)) return true;
  return false;
}

/** Passes an event on unless it was told already, as after a break; answers with the sequence reached. */
function tell(event: ServerEvent, last: number, onEvent: Options["onEvent"]): number {
  const sequence = event.id === "" ? last + 1 : Number(event.id);
  if (sequence > last) onEvent(event);
  return event.id === "" ? last : Math.max(last, sequence);
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
