import { setPriority } from "node:os";
import { readProcessorMs } from "./process-figures.ts";

/** Of Unix's 40 steps, where the server has 0: it gets what others leave, and a tenth of what they want too. */
const NICE = 10;
/** A busy machine gives less; then a document has longer, up to so many times its limit. */
const MAX_STRETCH = 10;
/** What has had this part of its time was not kept from it. */
const FAIR_SHARE = 0.75;
/** What has had less than this part does not want any: it waits for something that never comes. */
const STUCK_SHARE = 0.02;

/** Most documents are read before anybody has to ask the system. */
const FIRST_LOOK_MS = 1_000;

/** From now on the process runs where nobody else wants to. */
export function lowerPriority(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    setPriority(processId, NICE);
  } catch {
    // It has just ended, or the system does not allow it: then it is as important as others.
  }
}

/**
 * Calls `onEnd` when the process has had its time: by the clock, unless the system says (Linux) that it has waited for a processor for much of
 * it. A document must not fail because others are read at the same time.
 */
export function limitTime(processId: number | undefined, timeoutMs: number, onEnd: () => void): { stop(): void } {
  const startedAt = performance.now();
  const firstMs = Math.min(FIRST_LOOK_MS, timeoutMs / 2);
  let before: Promise<number | undefined> | undefined;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const [first, now] = [await before, await readProcessorMs(processId)];
    if (isOver) return;
    const passedMs = performance.now() - startedAt;
    const usedMs = first === undefined || now === undefined ? passedMs : firstMs + now - first;
    const isStarved = usedMs < timeoutMs * FAIR_SHARE && usedMs > passedMs * STUCK_SHARE && passedMs < timeoutMs * MAX_STRETCH;
    if (isStarved) timer = setTimeout(() => void look(), timeoutMs - usedMs);
    else onEnd();
  };
  timer = setTimeout(() => {
    before = readProcessorMs(processId);
    timer = setTimeout(() => void look(), timeoutMs - firstMs);
  }, firstMs);
  return {
    stop: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
