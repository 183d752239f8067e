import { type Actor, requireRole } from "../access/actor.ts";
import type { AskedQuestion, QuestionMark, SharedQuestion, UnansweredKind, UnansweredState } from "../ports/database/unanswered.ts";
import type { Ports } from "../ports/ports.ts";
import { DAY_MS, firstDay, LEAST_OF_A_WORDING, LEAST_PEOPLE } from "./count-question.ts";

export interface Unanswered {
  readonly id: string;
  /** A wording that several people have used, or one that was sent on purpose; null where each has worded it in their own way. */
  readonly wording: string | null;
  /** What all wordings have in common. Empty where only shared ones are shown. */
  readonly words: readonly string[];
  /** Who has asked it; of a question that fewer than the least have asked, who has sent it. */
  readonly people: number;
  readonly kinds: readonly UnansweredKind[];
  /** The day, at its beginning in UTC. */
  readonly lastAskedAt: number;
  /** People who asked in each of the last six times five days, oldest first. Null where fewer than the least have asked. */
  readonly trend: readonly number[] | null;
  readonly state: UnansweredState;
  readonly markedAt: number | null;
  readonly shared: readonly {
    readonly question: string;
    readonly reason: string | null;
    readonly comment: string | null;
    readonly sharedAt: number;
  }[];
}

/** Neither list is longer than an administrator would read. */
const MOST = 500;
const BARS = 6;
const DAYS_A_BAR = 5;

/** Questions that enough people asked in vain, and those that were sent on purpose; those of most people first. */
export async function listUnanswered(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  wanted?: UnansweredState,
): Promise<readonly Unanswered[]> {
  requireRole(actor, "admin");
  const now = clock.now();
  const { unanswered } = database;
  const asked = await unanswered.asked({ people: LEAST_PEOPLE, sinceDay: firstDay(now), limit: MOST });
  const shared = Map.groupBy(await unanswered.shared(MOST), (each) => each.questionKey);
  const keys = [...new Set([...asked.map((each) => each.questionKey), ...shared.keys()])];
  const marks = await unanswered.marks(keys);
  const byKey = new Map(asked.map((each) => [each.questionKey, each]));
  return keys
    .map((key) => toUnanswered(key, byKey.get(key) ?? null, shared.get(key) ?? [], marks.get(key) ?? null, now))
    .filter((each) => wanted === undefined || each.state === wanted)
    .toSorted((one, other) => other.people - one.people || other.lastAskedAt - one.lastAskedAt);
}

function toUnanswered(
  id: string,
  asked: AskedQuestion | null,
  shared: readonly SharedQuestion[],
  mark: QuestionMark | null,
  now: number,
): Unanswered {
  const sent = shared.map(({ question, reason, comment, sharedAt }) => ({ question, reason, comment, sharedAt }));
  const lastSharedAt = Math.max(0, ...shared.map((each) => Math.floor(each.sharedAt / DAY_MS) * DAY_MS));
  const about = { id, ...stateOf(mark), shared: sent };
  const wording = shared[0]?.question ?? null;
  if (asked === null) {
    // How many others have asked stays untold, and how it went for them.
    const people = new Set(shared.map((each) => each.personKey)).size;
    return { ...about, wording, words: [], people, kinds: ["disliked"], lastAskedAt: lastSharedAt, trend: null };
  }
  return {
    ...about,
    wording: commonWording(asked) ?? wording,
    words: asked.words,
    people: asked.people,
    kinds: asked.kinds,
    lastAskedAt: asked.lastDay * DAY_MS,
    trend: trendOf(asked.days, Math.floor(now / DAY_MS)),
  };
}

/** Looked at again when it is read: some may have deleted their conversation since. */
function commonWording({ wording, wordings }: AskedQuestion): string | null {
  return wording !== null && (wordings.get(wording.key) ?? 0) >= LEAST_OF_A_WORDING ? wording.text : null;
}

/** What was answered or ignored is open again once enough people have asked it since. */
function stateOf(mark: QuestionMark | null): Pick<Unanswered, "state" | "markedAt"> {
  if (mark === null) return { state: "open", markedAt: null };
  return { state: mark.peopleSince >= LEAST_PEOPLE ? "open" : mark.state, markedAt: mark.markedAt };
}

function trendOf(days: ReadonlyMap<number, number>, today: number): readonly number[] {
  const bars = Array.from({ length: BARS }, () => 0);
  for (const [day, people] of days) {
    const bar = BARS - 1 - Math.floor((today - day) / DAYS_A_BAR);
    if (bar >= 0 && bar < BARS) bars[bar] = (bars[bar] ?? 0) + people;
  }
  return bars;
}
