import type { Source, SyncRun } from "@smartypants/client";
import type { StatusKind } from "../../ui/status.tsx";

/** Keys of `sources.state`. */
export type StateWord =
  | "syncing"
  | "queued"
  | "waiting"
  | "paused"
  | "reconnect"
  | "deleting"
  | "failed"
  | "partial"
  | "upToDate"
  | "never"
  | "stopped";

export interface ShownState {
  readonly kind: StatusKind;
  readonly word: StateWord;
  /** What happened, in the server's words; null when the word says it all. */
  readonly detail: string | null;
}

export function openRun({ lastRun }: Source): SyncRun | null {
  return lastRun !== null && (lastRun.state === "queued" || lastRun.state === "running") ? lastRun : null;
}

export function isUnderWay(source: Source): boolean {
  return openRun(source) !== null || source.state === "deleting" || source.counts.queued > 0;
}

export const UPLOAD = "upload";

/** One shape and one word for a source; what stops it comes before what is merely so. */
export function shownState(source: Source): ShownState {
  const { state, stateReason, counts, lastRun } = source;
  if (state === "deleting") return { kind: "running", word: "deleting", detail: null };
  if (state === "paused") return { kind: "paused", word: "paused", detail: stateReason };
  if (state === "reconnect") return { kind: "failed", word: "reconnect", detail: stateReason };
  const run = openRun(source);
  if (run?.state === "running") return { kind: "running", word: "syncing", detail: null };
  // A run that was put back to the queue says what it waits for.
  if (run !== null) return { kind: "waiting", word: run.error === undefined ? "queued" : "waiting", detail: run.error?.message ?? null };
  if (source.connector === UPLOAD) return counts.failed > 0 ? plain("partial", "partial") : plain("ok", "upToDate");
  if (lastRun === null) return plain("waiting", "never");
  if (lastRun.state === "failed") return { kind: "failed", word: "failed", detail: lastRun.error?.message ?? null };
  if (lastRun.state === "cancelled") return { kind: "waiting", word: "stopped", detail: lastRun.error?.message ?? null };
  return counts.failed > 0 ? plain("partial", "partial") : plain("ok", "upToDate");
}

function plain(kind: StatusKind, word: StateWord): ShownState {
  return { kind, word, detail: null };
}

/** Items of the ledger: the sum that is shown beside its parts. */
export function countItems({ counts }: Pick<Source, "counts">): number {
  return counts.indexed + counts.skipped + counts.failed + counts.ignored + counts.queued;
}

export interface Pace {
  /** Items a second. */
  readonly rate: number;
  /** Seconds; null when the source does not say how much there is. */
  readonly left: number | null;
}

/** How fast a run goes; null before there is anything to judge by. */
export function paceOf(run: SyncRun, now: number): Pace | null {
  const seconds = run.startedAt === null ? 0 : (now - Date.parse(run.startedAt)) / 1000;
  if (seconds < 1 || run.counts.seen === 0) return null;
  const rate = run.counts.seen / seconds;
  const { total, etaSeconds } = run.progress ?? {};
  if (etaSeconds !== undefined) return { rate, left: etaSeconds };
  return { rate, left: total === undefined ? null : Math.max(0, total - run.counts.seen) / rate };
}
