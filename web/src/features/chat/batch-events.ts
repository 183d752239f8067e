import type { ServerEvent } from "./read-events.ts";

interface Heard {
  readonly event: ServerEvent;
  /** When it came, in milliseconds. */
  readonly at: number;
}

interface Batch {
  /** `isUrgent`: with all that waits, at once. */
  add(event: ServerEvent, isUrgent: boolean): void;
  /** What waits is dropped. */
  stop(): void;
}

/** Nobody reads faster than words come in such steps, and each time the open block of Markdown is drawn anew. */
const EVERY_MS = 100;

/** Passes events on in batches: the first at once, then at most one batch each `EVERY_MS`, in order and without loss. */
export function createBatch(tell: (events: readonly Heard[]) => void, now: () => number = Date.now): Batch {
  let waiting: Heard[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    const events = waiting;
    waiting = [];
    timer = undefined;
    if (events.length === 0) return;
    timer = setTimeout(flush, EVERY_MS);
    tell(events);
  };
  return {
    add: (event, isUrgent) => {
      waiting.push({ event, at: now() });
      if (timer !== undefined && !isUrgent) return;
      clearTimeout(timer);
      flush();
    },
    stop: () => {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
