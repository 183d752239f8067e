import type { Channel } from "./channels.ts";
import type { ChannelState, PassState } from "./checkpoint.ts";
import type { Run } from "./sync-run.ts";
import { compareTs, dayStart, packTs, tsOfMs, unpackTs } from "./timestamps.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A little less than an hour and a day, so that a schedule of the same length is not missed by seconds. */
const SLIM_EVERY_MS = 55 * 60_000;
const FULL_EVERY_MS = 23 * HOUR_MS;
/** When one channel is due, those that are nearly due go along: only together they are a listing of everything. */
const FULL_WITH_OTHERS_MS = 12 * HOUR_MS;

/**
 * The end of a window lies a little ahead, for clocks that differ. No message can be missed by that: a channel is known up to the newest
 * message that was seen, never up to the end of a window.
 */
export const CLOCK_AHEAD_MS = 60_000;

export const EMPTY_CHANNEL: ChannelState = { window: "", lastSlim: 0, lastFull: 0, isPrivate: true, isArchived: false };

/** Whether the listing of everything is due. */
export function isNightDue(run: Run): boolean {
  return [...run.states.values()].some((state) => state.lastFull > 0 && run.startedAt - state.lastFull >= FULL_EVERY_MS);
}

/**
 * What is read of a channel now: an interrupted reading goes on; else everything once a night, the last days once an hour, and otherwise
 * what is new. Null for an archived channel that was read to its end.
 */
export function planPass(run: Run, channel: Channel, state: ChannelState, isNight: boolean): PassState | null {
  if (state.pass !== undefined) return state.pass;
  const kind = kindOf(run, state, isNight);
  if (channel.isArchived && state.isArchived && kind !== "full") return null;
  const latest = tsOfMs(run.startedAt + CLOCK_AHEAD_MS);
  const since = state.tail ?? state.newest;
  const windowStart = startOfWindow(run);
  const oldest = kind === "full" ? undefined : kind === "poll" || since === undefined ? since : earlier(since, windowStart);
  const isOldestIncluded = kind === "slim" || state.tail !== undefined;
  const left = unpackTs(state.window).filter(
    (ts) => compareTs(ts, latest) < 0 && (oldest === undefined || compareTs(ts, oldest) > (isOldestIncluded ? -1 : 0)),
  );
  return {
    kind,
    ...(kind === "full" && { deep: state.lastFull === 0 ? "all" : "window" }),
    startedAt: run.startedAt,
    ...(oldest !== undefined && { oldest }),
    isOldestIncluded,
    latest,
    open: [],
    left: packTs(left),
    isLimited: false,
    rows: 0,
  };
}

/** Remembered documents are this young, and hourly readings go back this far: to a midnight, which no run of messages crosses. */
export function startOfWindow({ startedAt, session }: Run): string {
  return dayStart(startedAt - session.context.settings.windowDays * DAY_MS);
}

function kindOf({ startedAt }: Run, { lastFull, lastSlim }: ChannelState, isNight: boolean): PassState["kind"] {
  const age = startedAt - lastFull;
  if (lastFull === 0 || age >= FULL_EVERY_MS || (isNight && age >= FULL_WITH_OTHERS_MS)) return "full";
  return startedAt - lastSlim >= SLIM_EVERY_MS ? "slim" : "poll";
}

function earlier(one: string, other: string): string {
  return compareTs(one, other) < 0 ? one : other;
}
