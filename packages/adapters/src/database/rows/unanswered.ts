import type { Generated } from "kysely";

export interface QuestionSignalRow {
  id: string;
  questionKey: string;
  wordingKey: string;
  personKey: string;
  kind: string;
  runId: string | null;
  day: number;
}

/** A row stands only for what has been marked, or has words that may be shown. */
export interface UnansweredQuestionRow {
  questionKey: string;
  /** JSON; null: nothing may be shown. */
  words: string | null;
  wordingKey: string | null;
  wording: string | null;
  state: Generated<string>;
  markedAt: number | null;
}
