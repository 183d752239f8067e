/** How long an exchange, or its next step, may still take. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** A step begins: the time runs from here. Without effect where it runs for the whole. */
  begin(): void;
  /** A step has ended, and the next one is the caller's. */
  end(): void;
  /** Nothing runs out any more. */
  stop(): void;
}

/** A body that nobody reads any further is let go after that: its connection would stay open for ever. */
const UNREAD_MS = 600_000;

/** Runs from the beginning. */
export function createDeadline(timeoutMs: number, isStepwise: boolean): Deadline {
  if (!isStepwise) return { signal: AbortSignal.timeout(timeoutMs), begin: () => {}, end: () => {}, stop: () => {} };
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new DOMException("the time is up", "TimeoutError")), ms).unref();
  };
  run(timeoutMs);
  return {
    signal: controller.signal,
    begin: () => run(timeoutMs),
    end: () => run(UNREAD_MS),
    stop: () => clearTimeout(timer),
  };
}
