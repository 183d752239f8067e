import { removeConversation } from "../conversations/remove-conversation.ts";
import type { Ports } from "../ports/ports.ts";
import { cutoffs } from "./cutoffs.ts";
import { readRetention } from "./policy.ts";
import { NOTHING, type RetentionCounts } from "./retention-counts.ts";

export const RETENTION_TASK = "retention";

/** The latest sweep: what it has erased so far. */
export interface RetentionRun {
  readonly startedAt: number;
  /** Null: it is under way, or was interrupted and goes on with the next one. */
  readonly finishedAt: number | null;
  readonly counts: RetentionCounts;
}

type Needs = Pick<Ports, "database" | "clock" | "ids" | "bus">;

const SETTING = "retention.run";
/** Rows of one statement: it holds the writer for some milliseconds, and whoever waits goes in between. */
const ROWS_AT_ONCE = 200;
/** Each is a transaction of its own. */
const CONVERSATIONS_AT_ONCE = 20;
const CALLS_AT_ONCE = 500;

/**
 * Erases what is older than the administrator wants, oldest first, in small pieces. It may be interrupted anywhere: what is gone is gone and counted, and
 * the next sweep takes the rest.
 */
export async function sweepRetention(ports: Needs, signal: AbortSignal): Promise<RetentionCounts> {
  const { database, clock, ids } = ports;
  const { conversations, calls, kinds } = cutoffs(await readRetention(ports), clock.now());
  const note = createNotes(ports, await lastRetentionRun(ports));
  await note("conversations", 0);
  if (conversations !== null) {
    await repeat(signal, CONVERSATIONS_AT_ONCE, async () => {
      const old = await database.retention.conversations(conversations, CONVERSATIONS_AT_ONCE);
      for (const id of old) await removeConversation(ports, id);
      await note("conversations", old.length);
      return old.length;
    });
  }
  for (const { kind, before } of kinds) {
    await repeat(signal, ROWS_AT_ONCE, async () => {
      const gone = await database.retention.erase(kind, before, ROWS_AT_ONCE);
      await note(kind, gone);
      return gone;
    });
  }
  // A batch ends with its day, so only an empty one says that nothing is left.
  if (calls !== null) {
    await repeat(signal, 1, async () => {
      const gone = await database.retention.rollUpCalls(calls, CALLS_AT_ONCE, () => ids.next());
      await note("calls", gone);
      return gone;
    });
  }
  return note.end();
}

export async function lastRetentionRun({ database }: Pick<Ports, "database">): Promise<RetentionRun | null> {
  return ((await database.settings.get(SETTING)) as RetentionRun | undefined) ?? null;
}

/** Does a batch after another until one is not full. */
async function repeat(signal: AbortSignal, full: number, batch: () => Promise<number>): Promise<void> {
  for (let done = full; done >= full;) {
    signal.throwIfAborted();
    done = await batch();
  }
}

/** A sweep that was interrupted is gone on with, and its counts are. */
function createNotes({ database, clock }: Needs, last: RetentionRun | null) {
  const begun = last?.finishedAt === null ? last : { startedAt: clock.now(), counts: NOTHING };
  const { startedAt } = begun;
  const counts = { ...NOTHING, ...begun.counts };
  const save = async (finishedAt: number | null): Promise<void> =>
    database.settings.set(SETTING, { startedAt, finishedAt, counts } satisfies RetentionRun, null, clock.now());
  const note = async (kind: keyof RetentionCounts, gone: number): Promise<void> => {
    counts[kind] += gone;
    if (gone > 0 || kind === "conversations") await save(null);
  };
  const end = async (): Promise<RetentionCounts> => {
    await save(clock.now());
    return counts;
  };
  return Object.assign(note, { end });
}
