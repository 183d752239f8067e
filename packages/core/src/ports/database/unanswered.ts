/** How a question went without an answer. */
export type UnansweredKind = "nothing_found" | "refused" | "disliked";

/** What an administrator has made of it. */
export type UnansweredState = "open" | "answered" | "ignored";

/** One person's question that went without an answer, as keyed hashes: it says neither who asked nor what. */
export interface QuestionSignal {
  readonly id: string;
  readonly questionKey: string;
  /** Of the question as it was worded. */
  readonly wordingKey: string;
  /** Of the person together with the question: the same person has another one in each question. */
  readonly personKey: string;
  readonly kind: UnansweredKind;
  /** The answer that it goes with; null for a search, of which nothing else is kept. */
  readonly runId: string | null;
  /** Days since 1970 in UTC; nothing more exact is kept. */
  readonly day: number;
}

/** How many people there are behind a question, in all and by wording. */
export interface QuestionCount {
  readonly people: number;
  readonly wordings: ReadonlyMap<string, number>;
}

/** What may be shown of a question that enough people have asked. */
export interface QuestionWords {
  /** What all its wordings have in common, in the order of the alphabet. */
  readonly words: readonly string[];
  /** Absent: the wording that is kept stays. */
  readonly wording?: { readonly key: string; readonly text: string };
}

/** A question with enough people behind it. */
export interface AskedQuestion extends QuestionCount {
  readonly questionKey: string;
  /** Most frequent first. */
  readonly kinds: readonly UnansweredKind[];
  readonly lastDay: number;
  /** People by day. Somebody who asks on two days is counted on both. */
  readonly days: ReadonlyMap<number, number>;
  readonly words: readonly string[];
  readonly wording: { readonly key: string; readonly text: string } | null;
}

export interface QuestionMark {
  readonly state: UnansweredState;
  /** Null: nobody has looked at it. */
  readonly markedAt: number | null;
  /** People who have asked after the day of the mark. */
  readonly peopleSince: number;
}

/** A question that its asker has sent to the administrators on purpose, in their own words. */
export interface SharedQuestion {
  readonly questionKey: string;
  readonly personKey: string;
  readonly question: string;
  readonly reason: string | null;
  readonly comment: string | null;
  readonly sharedAt: number;
}

export interface UnansweredRepository {
  /** Searches are kept once a person, question and day; answers once a run and kind. */
  add(signal: QuestionSignal): Promise<void>;
  /** Takes back what a run was counted as. */
  forget(runId: string, kind: UnansweredKind): Promise<void>;
  /** Of the signals from `sinceDay` on. */
  count(questionKey: string, sinceDay: number): Promise<QuestionCount>;
  /** Keeps what may be shown of a question. */
  keepWords(questionKey: string, words: QuestionWords): Promise<void>;
  /** Questions with at least `people` behind them since `sinceDay`, those with most first. */
  asked(filter: { readonly people: number; readonly sinceDay: number; readonly limit: number }): Promise<readonly AskedQuestion[]>;
  /** Newest first. Never one of a temporary conversation. */
  shared(limit: number): Promise<readonly SharedQuestion[]>;
  /** Of these questions, those that somebody has marked. */
  marks(questionKeys: readonly string[]): Promise<ReadonlyMap<string, QuestionMark>>;
  mark(questionKey: string, state: UnansweredState, at: number): Promise<void>;
  /** Erases signals from before `beforeDay` (not those of shared questions), and the words of questions with fewer than `people` behind them. Returns how many rows. */
  sweep(filter: { readonly people: number; readonly beforeDay: number }): Promise<number>;
}
