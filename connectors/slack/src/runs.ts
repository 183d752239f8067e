import type { RawMessage } from "./slack-types.ts";
import { compareTs, isSameDay, microsOf, type Ts } from "./timestamps.ts";

/** Messages farther apart are about different things, as far as a clock can tell. */
const GAP_MICROS = 5 * 60 * 1_000_000;
/** A longer run is cut, counted from its beginning. */
export const MAX_RUN = 50;

/** First and last message of something. */
export type Span = readonly [Ts, Ts];

function belongTogether(one: Ts, other: Ts): boolean {
  return Math.abs(microsOf(one) - microsOf(other)) <= GAP_MICROS && isSameDay(one, other);
}

/** Un-threaded messages as the runs they make: a pure function of the messages, in whatever order and pages they came. */
export function toRuns(rows: readonly RawMessage[]): readonly (readonly RawMessage[])[] {
  const sorted = rows.toSorted((one, other) => compareTs(one.ts, other.ts));
  const runs: RawMessage[][] = [];
  for (const row of sorted) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && belongTogether(last.ts, row.ts)) runs.at(-1)?.push(row);
    else runs.push([row]);
  }
  return runs;
}

/** The documents that a whole run becomes. */
export function slices(run: readonly RawMessage[]): readonly (readonly RawMessage[])[] {
  const parts: (readonly RawMessage[])[] = [];
  for (let at = 0; at < run.length; at += MAX_RUN) parts.push(run.slice(at, at + MAX_RUN));
  return parts;
}

export interface RunCollector {
  /** Takes the messages of a page, and gives the runs that no further page can change. */
  add(page: readonly RawMessage[], unthreaded: readonly RawMessage[]): readonly (readonly RawMessage[])[];
  /** All that is left, once everything was read. */
  rest(): readonly (readonly RawMessage[])[];
  /** What was read: with it and `open` an interrupted reading goes on. */
  readonly lowest: Ts | undefined;
  readonly highest: Ts | undefined;
  open(): readonly Span[];
}

/**
 * Gathers pages into runs. Pages may come from either end: a run is held back while what was not read yet could touch it.
 */
export function createRunCollector(
  start: { readonly lowest?: Ts | undefined; readonly highest?: Ts | undefined; readonly rows?: readonly RawMessage[] } = {},
): RunCollector {
  let { lowest, highest } = start;
  let held: readonly RawMessage[] = start.rows ?? [];
  const isOpen = (run: readonly RawMessage[]): boolean => {
    const [first, last] = [run[0]?.ts, run.at(-1)?.ts];
    if (first === undefined || last === undefined || lowest === undefined || highest === undefined) return false;
    return belongTogether(first, lowest) || belongTogether(last, highest);
  };
  return {
    add(page, unthreaded) {
      for (const { ts } of page) {
        if (lowest === undefined || compareTs(ts, lowest) < 0) lowest = ts;
        if (highest === undefined || compareTs(ts, highest) > 0) highest = ts;
      }
      const runs = toRuns([...held, ...unthreaded]);
      const closed = runs.filter((run) => !isOpen(run));
      held = runs.filter(isOpen).flat();
      return closed;
    },
    rest() {
      const runs = toRuns(held);
      held = [];
      return runs;
    },
    get lowest() {
      return lowest;
    },
    get highest() {
      return highest;
    },
    open: () => toRuns(held).flatMap((run): Span[] => (run[0] === undefined ? [] : [[run[0].ts, run.at(-1)?.ts ?? run[0].ts]])),
  };
}
