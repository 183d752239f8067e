import { setFlagsFromString } from "node:v8";

/** By then everything is loaded, also on a slow machine. */
const LOADING_MS = 15_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * V8 collects garbage early, in all threads, for the next seconds. Modules leave much garbage when they are loaded, which a heap would keep
 * for good: without this an idle server with 100,000 passages holds 40 MB more.
 */
export function saveMemoryWhileLoading(): void {
  setFlagsFromString("--memory-saver-mode");
  clearTimeout(timer);
  timer = setTimeout(workAtFullSpeed, LOADING_MS);
  timer.unref();
}

/** Work makes garbage all the time: to collect it early would cost a third of the reading of documents and a fifth of a search. */
export function workAtFullSpeed(): void {
  clearTimeout(timer);
  setFlagsFromString("--no-memory-saver-mode");
}
