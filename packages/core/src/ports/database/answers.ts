/** A piece of an answer: our own words, or a quote that is re-read with the reader's permission each time. */
export type AnswerSpan = { readonly type: "text"; readonly text: string } | { readonly type: "quote"; readonly marker: number };

export interface CitationRow {
  readonly marker: number;
  readonly documentId: string;
  readonly version: number;
  readonly chunkId: number | null;
  readonly start: number;
  readonly end: number;
}

export type RunState = "running" | "done" | "failed" | "cancelled" | "interrupted";

export interface Run {
  readonly id: string;
  readonly userId: string;
  readonly conversationId: string | null;
  readonly question: string;
  readonly filters: unknown;
  readonly state: RunState;
  readonly mode: "llm" | "extractive" | "none" | null;
  readonly spans: readonly AnswerSpan[] | null;
  readonly citations: readonly CitationRow[];
  /** Nearest documents when there was no evidence. */
  readonly nearest: readonly string[];
  readonly removedCitations: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** What happened in a run. Quotes are kept as places, never as text: whoever reads the log reads them with today's permissions. */
export type RunEventBody =
  | { readonly type: "phase"; readonly data: { readonly phase: "searching" | "reading" | "writing" } }
  | { readonly type: "citation"; readonly data: CitationRow }
  | { readonly type: "delta"; readonly data: AnswerSpan }
  | { readonly type: "done"; readonly data: { readonly state: RunState; readonly mode: Run["mode"] } }
  | { readonly type: "error"; readonly data: { readonly code: string; readonly message: string } };

export type RunEvent = RunEventBody & { readonly sequence: number };

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Message {
  readonly id: string;
  readonly role: "user" | "assistant";
  /** The person's words; empty for an answer, which is read from its run. */
  readonly content: string;
  readonly runId: string | null;
  readonly createdAt: number;
}

/** The actor's own conversations and runs; another's look missing. */
export interface AnswerScope {
  conversations(after: string | null, limit: number): Promise<readonly Conversation[]>;
  conversation(id: string): Promise<Conversation | null>;
  messages(conversationId: string, limit: number): Promise<readonly Message[]>;
  run(id: string): Promise<Run | null>;
  events(runId: string, after: number, limit: number): Promise<readonly RunEvent[]>;
}

export interface AnswerRepository {
  createConversation(conversation: {
    readonly id: string;
    readonly userId: string;
    readonly title: string;
    readonly now: number;
  }): Promise<void>;
  renameConversation(id: string, title: string, now: number): Promise<void>;
  removeConversation(id: string): Promise<void>;
  addMessage(message: {
    readonly id: string;
    readonly conversationId: string;
    readonly role: Message["role"];
    readonly content: string;
    readonly runId: string | null;
    readonly now: number;
  }): Promise<void>;
  createRun(run: {
    readonly id: string;
    readonly userId: string;
    readonly conversationId: string | null;
    readonly question: string;
    readonly filters: unknown;
    readonly owner: string;
    readonly leaseUntil: number;
    readonly now: number;
  }): Promise<void>;
  /** Appends events; the first sequence of a run is 1. Refused (false) when the run is not `owner`'s any more. */
  appendEvents(runId: string, owner: string, events: readonly RunEvent[], now: number): Promise<boolean>;
  /** Prolongs the lease; tells whether a stop was asked for, or null when the run is not this owner's. */
  heartbeat(runId: string, owner: string, leaseUntil: number): Promise<{ readonly cancel: boolean } | null>;
  requestCancel(runId: string): Promise<void>;
  finishRun(
    runId: string,
    owner: string,
    result: {
      readonly state: RunState;
      readonly mode: Run["mode"];
      readonly spans: readonly AnswerSpan[];
      readonly citations: readonly CitationRow[];
      readonly nearest: readonly string[];
      readonly removedCitations: number;
      readonly error: Run["error"];
      readonly now: number;
    },
  ): Promise<boolean>;
  /** Runs whose owner's lease has run out before `before` (`now` when absent) become `interrupted`. Returns them. */
  interruptExpired(now: number, before?: number): Promise<readonly string[]>;
  /** Erases events of runs that ended before `before`. */
  sweepEvents(before: number): Promise<number>;
  addFeedback(feedback: {
    readonly id: string;
    readonly runId: string;
    readonly userId: string;
    readonly rating: -1 | 1;
    readonly reason: string | null;
    readonly comment: string | null;
    readonly now: number;
  }): Promise<void>;
}
