import { concurrencyOf } from "./limits.ts";
import { endlessError, nextCursor } from "./slack-api.ts";
import { refusalError } from "./slack-errors.ts";
import type { RawMessage } from "./slack-types.ts";
import type { Run } from "./sync-run.ts";
import { compareTs, isTs, type Ts } from "./timestamps.ts";

/** Slack does not let the app read this one channel or thread. Anything that concerns the whole source is a SmartyError. */
export class Refusal extends Error {
  readonly word: string;
  readonly needed: string | undefined;
  constructor(word: string, needed?: string) {
    super(word);
    this.name = "Refusal";
    this.word = word;
    this.needed = needed;
  }
}

/** What Slack recommends, for readings that are followed by other calls; of plain listings as much as it allows. */
export const PAGE_ROWS = 200;
export const LISTING_ROWS = 999;

export interface Window {
  readonly oldest?: Ts | undefined;
  readonly isOldestIncluded: boolean;
  readonly latest: Ts;
  readonly isLatestIncluded?: boolean;
  readonly cursor?: string | undefined;
}

export interface HistoryPage {
  readonly rows: readonly RawMessage[];
  /** Where the reading goes on; undefined after the last page. */
  readonly cursor: string | undefined;
  /** Whether Slack hides what is older. */
  readonly isLimited: boolean;
}

interface HistoryBody {
  readonly messages?: readonly RawMessage[];
  readonly has_more?: boolean;
  readonly is_limited?: boolean;
}

const MAX_REPEATS = 3;

/** Pages that come again come soon; all that was ever read would fill the memory. */
const REMEMBERED_ROWS = 20_000;

function createRowFilter(): (rows: readonly RawMessage[]) => readonly RawMessage[] {
  const seen = new Set<Ts>();
  return (rows) => {
    const fresh = rows.filter((row) => isTs(row.ts) && !seen.has(row.ts));
    for (const { ts } of fresh) seen.add(ts);
    for (const ts of seen) {
      if (seen.size <= REMEMBERED_ROWS) break;
      seen.delete(ts);
    }
    return fresh;
  };
}

/** The top-level messages of a window, page by page, in whatever order Slack gives them. Each message comes once. Throws `Refusal`. */
export async function* readWindow(run: Run, channelId: string, window: Window, limit: number): AsyncGenerator<HistoryPage, void> {
  const onlyNew = createRowFilter();
  let cursor = window.cursor;
  let below: Ts | undefined;
  let repeats = 0;
  do {
    const body = await readPage(run, channelId, { ...window, cursor, latest: below ?? window.latest }, limit);
    // A cursor that has got too old: the window is fixed, so it can be read from its beginning again.
    if (body === "stale") {
      cursor = undefined;
      continue;
    }
    const rows = onlyNew(body.messages ?? []);
    const next = nextCursor(body as { ok: true });
    below = next === undefined && body.has_more === true ? lowestOf(body.messages ?? []) : undefined;
    repeats = rows.length === 0 && next !== undefined && next === cursor ? repeats + 1 : 0;
    if (repeats >= MAX_REPEATS) throw endlessError();
    cursor = next;
    yield { rows, cursor, isLimited: body.is_limited === true };
  } while (cursor !== undefined || below !== undefined);
}

async function readPage(run: Run, channelId: string, window: Window, limit: number): Promise<HistoryBody | "stale"> {
  const { oldest, isOldestIncluded, latest, isLatestIncluded = false, cursor } = window;
  const asked = run.pace.next(limit);
  const args = {
    channel: channelId,
    latest,
    ...(oldest !== undefined && { oldest }),
    inclusive: isOldestIncluded || isLatestIncluded,
    limit: asked.limit,
    cursor,
  };
  const answer = await run.session.api.call<HistoryBody>("conversations.history", args, { mode: asked.mode, onSlow: run.pace.onSlow });
  if (!answer.ok && answer.error === "invalid_cursor" && cursor !== undefined) return "stale";
  if (!answer.ok) throw refusalOf("conversations.history", answer);
  run.pace.onPage(asked.limit, answer.messages?.length ?? 0, answer.has_more === true);
  return answer;
}

function lowestOf(rows: readonly RawMessage[]): Ts | undefined {
  return rows.map((row) => row.ts).toSorted(compareTs)[0];
}

/** A whole thread: its first message and all replies; null when Slack no longer has it. Throws `Refusal`. */
export async function readThread(run: Run, channelId: string, ts: Ts): Promise<readonly RawMessage[] | null> {
  const rows = new Map<Ts, RawMessage>();
  let cursor: string | undefined;
  let repeats = 0;
  do {
    const { limit, mode } = run.pace.next(PAGE_ROWS);
    const args = { channel: channelId, ts, limit, cursor };
    const answer = await run.session.api.call<HistoryBody>("conversations.replies", args, { mode, onSlow: run.pace.onSlow });
    if (!answer.ok && (answer.error === "thread_not_found" || answer.error === "message_not_found")) return null;
    if (!answer.ok) throw refusalOf("conversations.replies", answer);
    const before = rows.size;
    // The first message comes again on every page.
    for (const row of answer.messages ?? []) if (isTs(row.ts)) rows.set(row.ts, row);
    const next = nextCursor(answer);
    repeats = rows.size === before && next !== undefined && next === cursor ? repeats + 1 : 0;
    if (repeats >= MAX_REPEATS) throw endlessError();
    cursor = next;
  } while (cursor !== undefined);
  return rows.size === 0 ? null : [...rows.values()].toSorted((one, other) => compareTs(one.ts, other.ts));
}

const OF_ONE_CHANNEL = new Set([
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "missing_scope",
  "method_not_supported_for_channel_type",
  "access_denied",
  "no_permission",
  "is_inactive",
]);

function refusalOf(method: string, answer: { readonly error?: string; readonly needed?: string }): Error {
  const { error = "unknown error", needed } = answer;
  return OF_ONE_CHANNEL.has(error) ? new Refusal(error, needed) : refusalError(method, answer);
}

/** Does `work` for each item, so many at a time, and gives the results in the order of the items. */
export async function inParallel<Item, Result>(
  run: Run,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as Item);
  };
  const { mode } = run.pace;
  await Promise.all(Array.from({ length: Math.min(concurrencyOf(mode, run.session.context.settings), items.length) }, worker));
  return results;
}
