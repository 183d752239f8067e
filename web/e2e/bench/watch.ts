import type { Page } from "playwright-core";

/** By the processor time of the page's main thread, so that other programs on the machine do not count; in milliseconds. */
export interface Watched {
  readonly totalMs: number;
  readonly longestTaskMs: number;
  /** Tasks of more than 50 ms. */
  readonly longTasks: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = ["__metadata", "devtools.timeline", "disabled-by-default-devtools.timeline"];
const MS = 1000;

/** Watches the main thread while `work` runs; `work` must not open another page. */
export async function watch<Value>(page: Page, work: () => Promise<Value>): Promise<Watched & { readonly value: Value }> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page has no browser of its own");
  await browser.startTracing(page, { categories: CATEGORIES });
  let value: Value;
  let trace: Buffer;
  try {
    value = await work();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { readonly traceEvents: readonly TraceEvent[] };
  const tasks = busiest(traceEvents).map(({ tdur = 0 }) => tdur / MS);
  return {
    value,
    totalMs: tasks.reduce((sum, task) => sum + task, 0),
    longestTaskMs: Math.max(0, ...tasks),
    longTasks: tasks.filter((task) => task > 50).length,
  };
}

/** The tasks of the renderer that worked most: the others are of pages that only wait to be used. */
function busiest(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const threads = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const tasks = threads.map(({ pid, tid }) => events.filter((each) => each.name === "RunTask" && each.pid === pid && each.tid === tid));
  const sum = (list: readonly TraceEvent[]): number => list.reduce((total, { tdur = 0 }) => total + tdur, 0);
  return tasks.toSorted((one, other) => sum(other) - sum(one)).at(0) ?? [];
}
