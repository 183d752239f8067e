import { Writable } from "node:stream";

/** What a reader's process may hold, told to its watchdog. */
export interface MemoryLimit {
  set(megabytes: number): void;
  /** The one that has been in force: a new one that is larger has not arrived yet. */
  limitMegabytes(): number;
}

/** Until then the watchdog may still go by the smaller one. */
const ARRIVES_MS = 500;

export function createMemoryLimit(channel: unknown, firstMegabytes: number): MemoryLimit {
  let current = firstMegabytes;
  let before = firstMegabytes;
  let changedAt = Number.NEGATIVE_INFINITY;
  const pipe = channel instanceof Writable ? channel : undefined;
  // The process may end at any moment; its exit says why.
  pipe?.on("error", () => undefined);
  // Only work keeps a process, and ours, alive.
  if (pipe !== undefined && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  return {
    set: (megabytes) => {
      if (megabytes === current) return;
      before = current;
      current = megabytes;
      changedAt = performance.now();
      if (pipe?.writable === true) pipe.write(`${Math.floor(megabytes)}\n`);
    },
    limitMegabytes: () => (performance.now() - changedAt < ARRIVES_MS ? Math.min(before, current) : current),
  };
}
