/** Questions whose right answers are known. */
export interface TestSet {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Asked by this assistant unless a run says otherwise. */
  readonly assistantId: string | null;
  /** Asked in this collection unless a run says otherwise. */
  readonly collectionId: string | null;
  readonly createdBy: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface TestQuestion {
  readonly id: string;
  readonly question: string;
  /** Each by id, id in the source, path, title or address. None, and no refusal expected: only the phrase counts. */
  readonly documents: readonly string[];
  /** The sources do not answer it: the right answer is to say so. */
  readonly expectRefusal: boolean;
  /** Stands in a right answer, in any case. */
  readonly phrase: string | null;
}

/** How the questions of an evaluation are answered. */
export interface Configuration {
  readonly assistantId: string | null;
  /** Null: the present one. */
  readonly assistantVersion: number | null;
  /** Of the registry; null: the assistant's, or the default. */
  readonly modelId: string | null;
  /** No language model: the best sentences themselves. */
  readonly extractive: boolean;
  /** Null: the assistant's, or the product's own. */
  readonly promptId: string | null;
  /** Null: the one in force. */
  readonly promptVersion: number | null;
  readonly collectionIds: readonly string[];
}

export type EvaluationState = "queued" | "running" | "done" | "failed" | "cancelled";

/** Means over the questions that each is about; null where there was none. */
export interface EvaluationMetrics {
  readonly questions: number;
  readonly recallAt1: number | null;
  readonly recallAt5: number | null;
  readonly recallAt10: number | null;
  readonly mrr: number | null;
  readonly ndcgAt10: number | null;
  /** Of the citations that were written, those that their passage supports. */
  readonly citationPrecision: number | null;
  /** Of the citations, those of expected documents. */
  readonly citedExpected: number | null;
  readonly phraseFound: number | null;
  /** Answered when there is an answer, refused when there is none. */
  readonly refusalCorrect: number | null;
  readonly answersExpected: number;
  readonly wronglyRefused: number;
  readonly refusalsExpected: number;
  readonly wronglyAnswered: number;
  readonly failed: number;
  readonly latencyMedianMs: number | null;
  readonly latencyP95Ms: number | null;
  readonly tokens: number;
  /** Micro-dollars; null when a price is not known. */
  readonly cost: number | null;
}

export interface Evaluation {
  readonly id: string;
  readonly setId: string;
  readonly name: string;
  readonly configuration: Configuration;
  /** Who pays. */
  readonly requestedBy: string;
  /** Whose permissions apply. */
  readonly actingUserId: string;
  readonly state: EvaluationState;
  readonly total: number;
  readonly done: number;
  readonly cancel: boolean;
  readonly jobId: string | null;
  readonly metrics: EvaluationMetrics | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Ids and numbers only: whoever reads a result reads titles and texts with their own permissions. */
export interface QuestionResult {
  readonly position: number;
  readonly questionId: string;
  readonly question: string;
  readonly expectRefusal: boolean;
  readonly expected: readonly string[];
  /** The run that answered; null when it could not be begun. */
  readonly runId: string | null;
  readonly state: "done" | "failed";
  readonly mode: "llm" | "extractive" | "none" | null;
  /** Document ids in the order of the ranking, at most 10. */
  readonly ranked: readonly string[];
  /** For each expected document its place from 1; null: not among the first 50. */
  readonly ranks: readonly (number | null)[];
  readonly citations: number;
  readonly removedCitations: number;
  /** Citations of expected documents; null where none is expected. */
  readonly citedExpected: number | null;
  /** Null where no phrase is expected. */
  readonly phraseFound: boolean | null;
  readonly latencyMs: number;
  readonly tokens: number;
  /** Micro-dollars; null when the price is not known. */
  readonly cost: number | null;
  readonly error: string | null;
}

export type EvaluationChange = Partial<
  Pick<Evaluation, "state" | "total" | "done" | "cancel" | "jobId" | "metrics" | "error" | "startedAt" | "finishedAt">
>;

export interface EvaluationRepository {
  /** In order of creation. */
  sets(): Promise<readonly (TestSet & { readonly questions: number })[]>;
  set(id: string): Promise<TestSet | null>;
  /** Replaces what there is under this id. */
  saveSet(set: TestSet): Promise<void>;
  /** With its questions, evaluations and their answers. */
  removeSet(id: string): Promise<boolean>;
  /** In their order. */
  questions(setId: string): Promise<readonly TestQuestion[]>;
  /** Replaces all questions of a set. */
  saveQuestions(setId: string, questions: readonly TestQuestion[]): Promise<void>;
  create(evaluation: Evaluation): Promise<void>;
  update(id: string, change: EvaluationChange): Promise<void>;
  get(id: string): Promise<Evaluation | null>;
  /** Newest first; of one set, or of all. */
  list(setId: string | null, limit: number): Promise<readonly Evaluation[]>;
  /** With its results and answers. */
  remove(id: string): Promise<boolean>;
  /** Replaces the result at this position. */
  saveResult(evaluationId: string, result: QuestionResult): Promise<void>;
  /** In the order of their positions. */
  results(evaluationId: string): Promise<readonly QuestionResult[]>;
  /** Erases answers of previews that ended before `before`. */
  sweepPreviews(before: number): Promise<number>;
}
