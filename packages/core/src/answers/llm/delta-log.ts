import type { AnswerSpan, CitationRow, RunEventBody } from "../../ports/database/answers.ts";
import type { Clock } from "../../ports/system.ts";
import type { CitedPart } from "../cite/cited-answer.ts";
import type { RunLog } from "../run-log.ts";

export interface DeltaLog {
  /** Written down soon; never waits. */
  add(part: CitedPart): void;
  /** Resolves when everything is written down. Throws what writing threw. */
  flush(): Promise<void>;
  close(): void;
}

/** Gathers the parts of an answer into few rows: a model writes a hundred pieces a second, and readers need ten. */
export function createDeltaLog(log: Pick<RunLog, "append">, clock: Clock): DeltaLog {
  const waiting = createWaitingParts();
  const budget = createRowBudget(clock);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    const bodies = waiting.take(budget.room());
    budget.spend(bodies.length);
    writing = writing.then(() => log.append(...bodies));
    return writing;
  };
  const schedule = (): void => {
    if (timer !== undefined || waiting.isEmpty()) return;
    timer = setTimeout(() => {
      timer = undefined;
      // A write that fails is told by `flush`.
      write().then(schedule, () => {});
    }, budget.waitMs());
  };
  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    add: (part) => {
      waiting.add(part);
      schedule();
    },
    flush: async () => {
      close();
      while (!waiting.isEmpty()) {
        const waitMs = budget.waitMs();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        await write();
      }
      await writing;
    },
    close,
  };
}

function createWaitingParts() {
  let spans: AnswerSpan[] = [];
  let citations: CitationRow[] = [];
  return {
    isEmpty: (): boolean => spans.length === 0 && citations.length === 0,
    add: (part: CitedPart): void => {
      spans.push(...part.spans);
      citations.push(...part.citations);
    },
    /** At most `most` rows. Words that mention a citation come after it, or not yet. */
    take: (most: number): RunEventBody[] => {
      const bodies: RunEventBody[] = citations.slice(0, most - 1).map((data) => ({ type: "citation", data }));
      citations = citations.slice(bodies.length);
      if (citations.length > 0 || spans.length === 0) return bodies;
      bodies.push({ type: "delta", data: { type: "written", spans } });
      spans = [];
      return bodies;
    },
  };
}

/** Rows of a run in any one second. */
const ROWS = 10;
const WINDOW_MS = 1_000;
const BETWEEN_MS = 120;
/** A citation and the words that mention it. */
const LEAST = 2;

function createRowBudget(clock: Clock) {
  let written: number[] = [];
  const room = (): number => {
    const now = clock.now();
    // A clock that was set back must not hold an answer up.
    written = written.filter((at) => at > now - WINDOW_MS && at <= now);
    return ROWS - written.length;
  };
  return {
    room,
    spend: (rows: number): void => {
      const now = clock.now();
      for (let row = 0; row < rows; row++) written.push(now);
    },
    /** How long until there is room. */
    waitMs: (): number => {
      const lacking = LEAST - room();
      const now = clock.now();
      const gap = (written.at(-1) ?? Number.NEGATIVE_INFINITY) + BETWEEN_MS - now;
      const full = lacking <= 0 ? 0 : (written[lacking - 1] ?? now) + WINDOW_MS - now;
      return Math.max(0, gap, full);
    },
  };
}
