import type { AnswerSpan, CitationRow, Run, RunUsage, RunWriter } from "../ports/database/answers.ts";
import type { Ports } from "../ports/ports.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import type { Turn } from "./llm/build-prompt.ts";

export type AnswerPorts = Pick<Ports, "database" | "lexical" | "semantic" | "clock" | "ids" | "logger" | "bus" | "models">;

/** A run as whoever makes it needs it. */
export interface RunInMaking {
  readonly runId: string;
  /** Of the lease. */
  readonly owner: string;
  readonly question: string;
  readonly filters: SearchFilters;
  readonly writer: RunWriter | null;
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
}
