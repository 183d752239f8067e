import type { NewLogEntry } from "@smartypants/core";

/** Lines that wait to be stored; bounded, so that a log that grows faster than it can be stored takes no memory. */
export interface LogQueue {
  /** Never waits and never fails. With no room the oldest line goes, and is counted. */
  put(entry: NewLogEntry): void;
  /** The oldest lines, at most so many. The first carries how many were lost before it. */
  take(limit: number): readonly NewLogEntry[];
  /** Puts back what could not be stored, before all others. */
  giveBack(entries: readonly NewLogEntry[]): void;
  readonly size: number;
}

/** About 5 MB at most. */
const ROOM = 5_000;

export function createLogQueue(room = ROOM): LogQueue {
  let waiting: NewLogEntry[] = [];
  let lost = 0;
  const drop = (count: number): void => {
    for (const gone of waiting.splice(0, count)) lost += 1 + gone.lost;
  };
  return {
    put: (entry) => {
      waiting.push(entry);
      // Many at a time: taking them from the front of a list one by one would copy it each time.
      if (waiting.length > room + room / 10) drop(waiting.length - room);
    },
    take: (limit) => {
      if (waiting.length > room) drop(waiting.length - room);
      const taken = waiting.slice(0, limit);
      waiting = waiting.slice(limit);
      const [first, ...rest] = taken;
      if (first === undefined) return [];
      const before = lost;
      lost = 0;
      return [{ ...first, lost: first.lost + before }, ...rest];
    },
    giveBack: (entries) => {
      waiting = [...entries, ...waiting];
      if (waiting.length > room) drop(waiting.length - room);
    },
    get size() {
      return waiting.length;
    },
  };
}
