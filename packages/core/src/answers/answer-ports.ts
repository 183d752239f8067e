import type { AnswerSetup } from "../assistants/answer-setup.ts";
import type { AnswerSpan, CitationRow, Run, RunReading, RunUsage, RunWriter } from "../ports/database/answers.ts";
import type { AnsweringModel } from "../ports/models.ts";
import type { Ports } from "../ports/ports.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import type { Turn } from "./llm/build-prompt.ts";

export type AnswerPorts = Pick<
  Ports,
  "database" | "lexical" | "semantic" | "clock" | "ids" | "logger" | "bus" | "models" | "caches" | "vault"
>;

/** Which model answers, once it has begun: another than was asked for when that one could not. */
export interface Answering {
  readonly onModel: (model: AnsweringModel) => void;
  /** Null before. */
  model(): AnsweringModel | null;
}

export function createAnswering(): Answering {
  let present: AnsweringModel | null = null;
  return { onModel: (model) => void (present = model), model: () => present };
}

/** A run as whoever makes it needs it. */
export interface RunInMaking {
  readonly runId: string;
  /** Of the lease. */
  readonly owner: string;
  readonly question: string;
  /** With its assistant's scope. */
  readonly filters: SearchFilters;
  readonly setup: AnswerSetup;
  readonly writer: RunWriter | null;
  readonly answering: Answering;
  /** Asked for once more: nothing that was kept will do. */
  readonly isAnew: boolean;
  /** The message above the question; null without a conversation, and at its beginning. */
  readonly parentId: string | null;
  /** What was said before where no conversation is stored; absent: what stands above `parentId`. */
  readonly history?: readonly Turn[];
  /** The answer to go on with. */
  readonly continued: { readonly text: string; readonly documentIds: readonly string[] } | null;
}

/** What comes of a run. */
export interface Draft {
  readonly mode: Run["mode"];
  readonly spans: readonly AnswerSpan[];
  readonly citations: readonly CitationRow[];
  readonly nearest: readonly string[];
  readonly removedCitations: number;
  readonly usage: RunUsage | null;
  /** What was read into the question. */
  readonly reading: RunReading | null;
  readonly answeredBy: AnsweringModel | null;
}
