import { type Extracted, type PreprocessInput, SmartyError } from "@smartypants/sdk";
import { createReaderPool, type PoolSettings, type ReaderPool } from "./reader-pool.ts";
import type { ReaderProcess } from "./reader-process.ts";

/** What waits for a reader. */
export interface Job {
  readonly preprocessorId: string;
  readonly input: PreprocessInput;
  readonly resolve: (extracted: Extracted) => void;
  readonly reject: (error: unknown) => void;
}

export interface LaneSettings extends PoolSettings {
  /** Processes of the quick lane. */
  readonly concurrency: number;
  /** From then on a document is slow. */
  readonly slowAfterMs: number;
}

export interface ReaderLanes {
  /** Rejects with `aborted` when its signal fires. */
  add(job: Job): void;
  /** Ends all processes and rejects what waits; resolves when the last one is gone. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly job: Job;
  readonly since: number;
  readonly leave: () => void;
}

interface Running {
  readonly job: Job;
  readonly reader: ReaderProcess;
  lane: "quick" | "slow" | "alone";
  /** It has had its time in the quick lane. */
  isSlow: boolean;
  /** It has had that many times over. */
  isVerySlow: boolean;
  /** It was ended to make way, and begins anew. */
  isSetAside: boolean;
}

interface State {
  readonly settings: LaneSettings;
  readonly pool: ReaderPool;
  readonly quick: Set<Waiting>;
  readonly slow: Set<Waiting>;
  readonly alone: Set<Waiting>;
  readonly running: Set<Running>;
  quiet: NodeJS.Timeout | undefined;
  isStopped: boolean;
}

/** The first document of a process waits until its modules are loaded. */
const LOADING_MS = 500;
/** From then on the oldest one's turn comes, however small others are. */
const OLD_AFTER_MS = 5_000;
/** Preprocessors of formats whose bytes are their text. */
const UNPACKED: ReadonlySet<string> = new Set(["html", "eml", "mbox", "notebook"]);
const PACKED_AT_LEAST = 100_000;
const UNFOLDS_TIMES = 8;
/** What takes so many times what a slow one takes makes way for anything. */
const VERY_SLOW = 10;
const MUCH_SMALLER = 4;
/** Before what needs all memory takes it: more documents may be about to come. */
const QUIET_MS = 1_000;
/** Then it no longer makes way for others. */
const ALONE_AFTER_MS = 30_000;

/**
 * Three lanes, which together never hold more memory than one document may:
 * - quick: one process takes what waits, first what is likely to take least.
 * - slow: what is not read after a second goes on beside the quick lane, with half of the memory and where nobody else wants the processor. While
 *   another one is there, it is ended, waits, and begins anew.
 * - alone: what needed more than half begins anew with all of it, when nothing else is to be read or when it has waited for long.
 */
export function createReaderLanes(settings: LaneSettings): ReaderLanes {
  const state: State = {
    settings,
    pool: createReaderPool(settings),
    quick: new Set(),
    slow: new Set(),
    alone: new Set(),
    running: new Set(),
    quiet: undefined,
    isStopped: false,
  };
  return {
    add: (job) => {
      wait(state.quick, job);
      pump(state);
    },
    stop: async () => {
      state.isStopped = true;
      clearTimeout(state.quiet);
      for (const lane of [state.quick, state.slow, state.alone]) for (const { leave } of lane) leave();
      await state.pool.stop();
    },
  };
}

export function wasStopped(): SmartyError {
  return new SmartyError("aborted", "Reading this file was stopped. Start it again if you need it.");
}

function wait(lane: Set<Waiting>, job: Job): void {
  const leave = (): void => {
    lane.delete(waiting);
    job.reject(wasStopped());
  };
  const waiting: Waiting = { job, since: performance.now(), leave };
  job.input.signal.addEventListener("abort", leave, { once: true });
  lane.add(waiting);
}

/** From then on its signal ends the process that reads it. */
function take(lane: Set<Waiting>, waiting: Waiting): Job {
  lane.delete(waiting);
  waiting.job.input.signal.removeEventListener("abort", waiting.leave);
  return waiting.job;
}

/** Begins whatever may begin now. */
function pump(state: State): void {
  const { quick, slow, alone } = state;
  clearTimeout(state.quiet);
  if (state.isStopped || inLane(state, "alone").length > 0) return;
  const [first] = alone;
  const isOverdue = first !== undefined && performance.now() - first.since > ALONE_AFTER_MS;
  for (const each of inLane(state, "quick")) if (each.isSlow) makeWay(state, each);
  if (!isOverdue || inLane(state, "slow").length > 0) startQuick(state);
  const [late] = slow;
  if (late !== undefined && !isOverdue && inLane(state, "slow").length === 0) start(state, "slow", take(slow, late));
  if (isOverdue && state.running.size === 0) return startAlone(state);
  const isQuiet = quick.size === 0 && slow.size === 0 && inLane(state, "quick").length === 0;
  if (isQuiet && (alone.size > 0 || state.running.size > 0)) state.quiet = setTimeout(() => whenQuiet(state), QUIET_MS);
}

function startQuick(state: State): void {
  const { quick, settings } = state;
  while (quick.size > 0 && inLane(state, "quick").length < settings.concurrency) start(state, "quick", take(quick, choose(quick)));
}

/** Nobody waits: whoever is still read may have all memory. */
function whenQuiet(state: State): void {
  state.pool.endIdle();
  if (state.running.size === 0) startAlone(state);
  else shareMemory(state, 0);
}

function startAlone(state: State): void {
  const [waiting] = state.alone;
  if (waiting === undefined) return;
  state.pool.endIdle();
  start(state, "alone", take(state.alone, waiting));
}

/** The one that is likely to take least, unless the oldest has waited for long. */
function choose(lane: Set<Waiting>): Waiting {
  return [...lane].reduce((first, each) => {
    const isOld = performance.now() - first.since > OLD_AFTER_MS;
    return !isOld && effortOf(each.job) < effortOf(first.job) ? each : first;
  });
}

/** Bytes as they are read: what is packed unfolds, and what reads it has more to load. */
function effortOf({ preprocessorId, input }: Job): number {
  const { length } = input.bytes;
  return UNPACKED.has(preprocessorId) ? length : PACKED_AT_LEAST + length * UNFOLDS_TIMES;
}

function makeWay(state: State, run: Running): void {
  // Where nobody waits it stays what it is, and its process reads the next one too.
  if (state.quick.size === 0) return;
  if (inLane(state, "slow").length === 0 && state.slow.size === 0) {
    run.lane = "slow";
    run.reader.yieldProcessor();
  } else if (!run.isSetAside && isInTheWay(state, run)) {
    run.isSetAside = true;
    void run.reader.end("aborted");
  }
}

/** Whether others gain more by its end than it loses: small ones do. Where all are alike, each is read to its end. */
function isInTheWay({ quick }: State, { job, isVerySlow }: Running): boolean {
  return [...quick].some((each) => isVerySlow || effortOf(each.job) * MUCH_SMALLER < effortOf(job));
}

function start(state: State, lane: Running["lane"], job: Job): void {
  // Before the new process is there, so that the others are within their part by then.
  const maxMegabytes = shareMemory(state, 1);
  const reader = state.pool.take(maxMegabytes);
  const run: Running = { lane, job, reader, isSlow: false, isVerySlow: false, isSetAside: false };
  state.running.add(run);
  void read(state, run);
}

/** Divides the memory among those that read, those that are about to, and one that waits for work beside them. Returns a part. */
function shareMemory({ settings, running, pool }: State, more: number): number {
  const readers = running.size + more;
  const idle = more === 0 && pool.idleCount() > 0 ? 1 : 0;
  const part = settings.maxMemoryMegabytes / Math.max(1, readers + idle);
  for (const { reader } of running) reader.limitMemory(part);
  return part;
}

async function read(state: State, run: Running): Promise<void> {
  const { job, reader } = run;
  if (run.lane !== "quick") reader.yieldProcessor();
  const slowAfterMs = state.settings.slowAfterMs + (reader.documentsRead() === 0 ? LOADING_MS : 0);
  const clocks = [1, VERY_SLOW].map((times) =>
    reader.watchTime(slowAfterMs * times, () => {
      run.isSlow = true;
      run.isVerySlow = times > 1;
      pump(state);
    }),
  );
  try {
    job.resolve(await reader.read(job.preprocessorId, job.input));
  } catch (error) {
    const again = laneAfter(state, run);
    if (again === undefined) job.reject(error);
    else wait(again, job);
  } finally {
    for (const clock of clocks) clock.stop();
    state.running.delete(run);
    state.pool.giveBack(reader, run.lane === "quick");
    shareMemory(state, 0);
    pump(state);
  }
}

/** Where it begins anew; undefined when its end was its own. */
function laneAfter({ settings, slow, alone, isStopped }: State, { job, reader, isSetAside }: Running): Set<Waiting> | undefined {
  if (isStopped || job.input.signal.aborted) return undefined;
  if ((reader.outgrewMegabytes() ?? settings.maxMemoryMegabytes) < settings.maxMemoryMegabytes) return alone;
  return isSetAside ? slow : undefined;
}

function inLane({ running }: State, lane: Running["lane"]): readonly Running[] {
  return [...running].filter((each) => each.lane === lane);
}
