import type { SyncOp } from "@smartypants/sdk";
import { splitKey } from "./change-key.ts";
import type { Channel } from "./channels.ts";
import type { ChannelState, PassState } from "./checkpoint.ts";
import { deleteFiles, type Draft, emitConversations, threadDraft } from "./conversations.ts";
import { LISTING_ROWS, PAGE_ROWS, readWindow } from "./history.ts";
import { RESTRICTED_EVERY_MS, RESTRICTED_ROWS } from "./limits.ts";
import { messageDocumentId } from "./links.ts";
import { isContent, isReply, isThread } from "./message.ts";
import { startOfWindow } from "./plan-pass.ts";
import { createRunCollector, type RunCollector, slices, type Span } from "./runs.ts";
import type { RawMessage } from "./slack-types.ts";
import { checkpointOp, type Run } from "./sync-run.ts";
import { compareTs, isSameDay, microsOf, msOf, packTs, type Ts, unpackTs } from "./timestamps.ts";

/** What a reading of a channel carries from page to page. */
interface Reading {
  readonly channel: Channel;
  readonly pass: PassState;
  readonly collector: RunCollector;
  /** Remembered documents that were not met yet. */
  readonly left: Set<Ts>;
  readonly window: Set<Ts>;
  readonly windowStart: Ts;
  isLimited: boolean;
  rows: number;
}

/** So many documents are remembered of all channels, in half a megabyte; what is older is left to the nightly listing. */
const MAX_REMEMBERED = 60_000;
const MIN_REMEMBERED = 200;
const FIVE_MINUTES_MICROS = 300_000_000;

/**
 * Reads what the pass asks for, page by page, each followed by a checkpoint that leads to the next. The state of the channel moves on only
 * when the whole window was read. Throws `Refusal` when Slack does not let the app read the channel.
 */
export async function* syncChannel(run: Run, channel: Channel, state: ChannelState, pass: PassState): AsyncGenerator<SyncOp, void> {
  const reading = await openReading(run, channel, state, pass);
  const limit = pass.kind === "poll" || state.lastFull === 0 ? PAGE_ROWS : LISTING_ROWS;
  const window = { ...pass, oldest: pass.oldest, cursor: pass.cursor };
  for await (const page of readWindow(run, channel.id, window, limit)) {
    reading.isLimited ||= page.isLimited;
    reading.rows += page.rows.length;
    const { includeBots } = run.session.context.settings;
    const unthreaded = page.rows.filter((row) => !isThread(row) && !isReply(row) && isContent(row, includeBots));
    const closed = reading.collector.add(page.rows, unthreaded);
    yield* emit(run, reading, [...threadsOf(run, reading, page.rows), ...toDrafts(closed)]);
    if (page.cursor === undefined) continue;
    run.states.set(channel.id, { ...state, window: packTs(reading.window), pass: passOf(reading, page.cursor) });
    yield progressOp(run, reading);
    yield checkpointOp(run);
  }
  const rest = reading.collector.rest();
  yield* emit(run, reading, toDrafts(rest));
  yield* deleteLeft(run, reading, state);
  run.states.set(channel.id, finishedState(run, reading, state, rest));
}

async function openReading(run: Run, channel: Channel, state: ChannelState, pass: PassState): Promise<Reading> {
  return {
    channel,
    pass,
    collector: createRunCollector({ lowest: pass.lowest, highest: pass.highest, rows: await reread(run, channel, pass.open) }),
    left: new Set(unpackTs(pass.left)),
    window: new Set(unpackTs(state.window)),
    windowStart: startOfWindow(run),
    isLimited: pass.isLimited,
    rows: pass.rows,
  };
}

/** The runs that an interrupted reading had not finished. */
async function reread(run: Run, channel: Channel, spans: readonly Span[]): Promise<readonly RawMessage[]> {
  const rows: RawMessage[] = [];
  const { includeBots } = run.session.context.settings;
  for (const [oldest, latest] of spans) {
    const window = { oldest, latest, isOldestIncluded: true, isLatestIncluded: true };
    for await (const page of readWindow(run, channel.id, window, LISTING_ROWS))
      rows.push(...page.rows.filter((row) => !isThread(row) && !isReply(row) && isContent(row, includeBots)));
  }
  return rows;
}

function threadsOf(run: Run, { pass }: Reading, rows: readonly RawMessage[]): readonly Draft[] {
  const threads = rows.filter(isThread).map((row) => threadDraft(run, row));
  if (pass.kind !== "poll") return threads;
  // A reply that is shown in the channel tells of a thread that may be older than what is read.
  const listed = new Set(threads.map((draft) => draft.ts));
  const told = new Set(rows.filter(isReply).map((row) => row.thread_ts ?? row.ts));
  return [...threads, ...[...told].filter((ts) => !listed.has(ts)).map((ts): Draft => ({ ts, rows: [], isOnlyTold: true }))];
}

function toDrafts(runs: readonly (readonly RawMessage[])[]): readonly Draft[] {
  return runs.flatMap(slices).flatMap((rows) => (rows[0] === undefined ? [] : [{ ts: rows[0].ts, rows }]));
}

async function* emit(run: Run, reading: Reading, drafts: readonly Draft[]): AsyncGenerator<SyncOp, void> {
  const { pass, windowStart, channel } = reading;
  yield* emitConversations(run, channel, drafts, {
    isDeep: (parent) => pass.deep === "all" || (pass.deep === "window" && compareTs(parent.latest_reply ?? parent.ts, windowStart) >= 0),
    onShown: (ts) => {
      reading.left.delete(ts);
      if (compareTs(ts, windowStart) >= 0) reading.window.add(ts);
    },
  });
}

/** What was remembered and is not there any more. */
async function* deleteLeft(run: Run, reading: Reading, state: ChannelState): AsyncGenerator<SyncOp, void> {
  const { left, channel, collector } = reading;
  const isHiding = isHorizon(run, { ...reading, kind: reading.pass.kind }, state);
  const gone = [...left].filter((ts) => !isHiding || (collector.lowest !== undefined && compareTs(ts, collector.lowest) >= 0));
  if (gone.length === 0) return;
  const known = await run.session.context.known(gone.map((ts) => messageDocumentId(channel.id, ts)));
  for (const ts of gone) {
    const id = messageDocumentId(channel.id, ts);
    reading.window.delete(ts);
    yield { op: "delete", id, reason: "deleted" };
    yield* deleteFiles(run, channel, splitKey(known.get(id)?.changeKey).files);
  }
}

interface Listed {
  readonly isLimited: boolean;
  readonly collector: RunCollector;
  readonly kind: PassState["kind"];
}

const HORIZON_MS = 90 * 86_400_000;
const DAY_MS = 86_400_000;

/** Whether older messages may be hidden rather than gone: Slack says so, or all that is older than its free plan shows is missing at once. */
export function isHorizon({ startedAt, session }: Run, { isLimited, collector, kind }: Listed, { first }: ChannelState): boolean {
  if (session.context.settings.removeBeyondHistory) return false;
  if (isLimited) return true;
  if (kind !== "full" || first === undefined) return false;
  const wasOld = msOf(first) < startedAt - HORIZON_MS;
  const lowest = collector.lowest === undefined ? startedAt : msOf(collector.lowest);
  return wasOld && lowest > startedAt - HORIZON_MS - DAY_MS;
}

function passOf(reading: Reading, cursor: string): PassState {
  const { pass, collector, left, isLimited, rows } = reading;
  return {
    ...pass,
    cursor,
    ...(collector.lowest !== undefined && { lowest: collector.lowest }),
    ...(collector.highest !== undefined && { highest: collector.highest }),
    open: collector.open().map(([first, last]): [Ts, Ts] => [first, last]),
    left: packTs(left),
    isLimited,
    rows,
  };
}

function finishedState(run: Run, reading: Reading, state: ChannelState, rest: readonly (readonly RawMessage[])[]): ChannelState {
  const { pass, collector, channel, windowStart } = reading;
  const newest = later(state.newest, collector.highest);
  const isHiding = isHorizon(run, { ...reading, kind: pass.kind }, state);
  if (isHiding) run.incomplete.add(`${run.session.workspace.id}/${channel.id}`);
  const first = pass.kind === "full" && !isHiding ? collector.lowest : (state.first ?? collector.lowest);
  const tail = newest === undefined ? undefined : (tailOf(rest, newest) ?? (collector.highest === undefined ? state.tail : undefined));
  const window = [...reading.window].filter((ts) => compareTs(ts, windowStart) >= 0).toSorted(compareTs);
  return {
    ...(newest !== undefined && { newest }),
    ...(tail !== undefined && { tail }),
    ...(first !== undefined && { first }),
    window: packTs(window.slice(-Math.max(MIN_REMEMBERED, Math.floor(MAX_REMEMBERED / Math.max(1, run.states.size))))),
    lastSlim: pass.kind === "poll" ? state.lastSlim : pass.startedAt,
    lastFull: pass.kind === "full" ? pass.startedAt : state.lastFull,
    isPrivate: channel.isPrivate,
    isArchived: channel.isArchived,
  };
}

/** Where the last run begins that a new message could still join. */
function tailOf(rest: readonly (readonly RawMessage[])[], newest: Ts): Ts | undefined {
  const last = rest.at(-1);
  const end = last?.at(-1)?.ts;
  if (last === undefined || end === undefined) return undefined;
  const isOpen = microsOf(newest) - microsOf(end) <= FIVE_MINUTES_MICROS && isSameDay(end, newest);
  return isOpen ? slices(last).at(-1)?.[0]?.ts : undefined;
}

function later(one: Ts | undefined, other: Ts | undefined): Ts | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return compareTs(one, other) > 0 ? one : other;
}

function progressOp(run: Run, reading: Reading): SyncOp {
  const note = reading.channel.kind === "channel" ? `#${reading.channel.name}` : "direct messages";
  if (run.pace.mode === "normal") return { op: "progress", done: run.shown, note };
  const restricted = `${note}; Slack restricts this app to 15 messages a minute`;
  return { op: "progress", done: run.shown, note: restricted, etaSeconds: etaSeconds(run, reading) };
}

/** As if the rest of the channel's time were as busy as what was read of it. */
function etaSeconds({ startedAt }: Run, { collector, channel, rows, pass }: Reading): number {
  const lowest = collector.lowest === undefined ? startedAt : msOf(collector.lowest);
  const begin = Math.max(channel.createdAt, pass.oldest === undefined ? 0 : msOf(pass.oldest));
  const covered = Math.max(1, msOf(pass.latest) - lowest);
  const rowsLeft = rows * (Math.max(0, lowest - begin) / covered);
  return Math.ceil(((rowsLeft / RESTRICTED_ROWS) * RESTRICTED_EVERY_MS) / 1000);
}
