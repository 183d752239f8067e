/** A piece of an answer: words, a quote that is re-read with the reader's permission each time, or the place of a citation among a model's words. */
export type AnswerSpan =
  /** `unsupported`: no citation stands behind these words of a model. */
  | { readonly type: "text"; readonly text: string; readonly unsupported?: true }
  | { readonly type: "quote"; readonly marker: number }
  | { readonly type: "cite"; readonly marker: number };

export interface CitationRow {
  readonly marker: number;
  readonly documentId: string;
  readonly version: number;
  readonly chunkId: number | null;
  readonly start: number;
  readonly end: number;
}

export type RunState = "running" | "done" | "failed" | "cancelled" | "interrupted";

/** What a model was shown, as document ids: whoever may not read these may not read what it wrote while it wrote. */
export interface RunSources {
  /** Documents whose passages were in the prompt. */
  readonly found: readonly string[];
  /** Documents behind earlier answers that were in the prompt. */
  readonly history: readonly string[];
}

/** Which model writes an answer, and from which template. */
export interface RunWriter {
  /** `provider/model` */
  readonly model: string;
  /** Of the registry; null: the default of that time. */
  readonly modelId: string | null;
  /** `name@version` */
  readonly prompt: string;
}

/** What the model reported at its end. */
export interface RunUsage {
  readonly finishReason: "stop" | "length" | "filtered";
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** An assistant as it was when it answered. */
export interface RunAssistant {
  readonly id: string;
  readonly version: number;
}

/** How a question was understood beyond its words. */
export interface RunReading {
  readonly time: { readonly text: string; readonly after: number | null; readonly before: number | null; readonly use: string } | null;
  /** Words of the question that were searched for in their other form too. */
  readonly acronyms: readonly string[];
}

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
  /** Null: written without a model. */
  readonly writer: RunWriter | null;
  readonly sources: RunSources;
  readonly usage: RunUsage | null;
  /** The run whose answer this one goes on with. */
  readonly continues: string | null;
  /** Who answered; null: nobody's assistant. */
  readonly assistant: RunAssistant | null;
  /** `preview`, or the evaluation it belongs to; null for what a person has asked. */
  readonly trial: string | null;
  /** The key that asked; null for a person. */
  readonly apiKeyId: string | null;
  /** Null while it is made, and for nothing. */
  readonly reading: RunReading | null;
  /** Pieces of personal data that the model was sent placeholders for. */
  readonly masked: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** What a model wrote since the delta before. */
export interface WrittenSpans {
  readonly type: "written";
  readonly spans: readonly AnswerSpan[];
}

/** What happened in a run. Quotes are kept as places, never as text: whoever reads the log reads them with today's permissions. */
export type RunEventBody =
  /** `again`: why it is searched once more. */
  | { readonly type: "phase"; readonly data: { readonly phase: "searching" | "reading" | "writing"; readonly again?: string } }
  | { readonly type: "citation"; readonly data: CitationRow }
  | { readonly type: "delta"; readonly data: AnswerSpan | WrittenSpans }
  | { readonly type: "done"; readonly data: { readonly state: RunState; readonly mode: Run["mode"] } }
  | { readonly type: "error"; readonly data: { readonly code: string; readonly message: string } };

export type RunEvent = RunEventBody & { readonly sequence: number };

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly pinned: boolean;
  /** In no list, and erased an hour after its last question. */
  readonly temporary: boolean;
  /** Of the registry: who answered the last question; null: the default. */
  readonly modelId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Message {
  readonly id: string;
  readonly role: "user" | "assistant";
  /** The person's words; empty for an answer, which is read from its run. */
  readonly content: string;
  readonly runId: string | null;
  /** The message it follows; null begins the conversation. Several with the same parent are branches. */
  readonly parentId: string | null;
  readonly createdAt: number;
}

export interface Feedback {
  readonly rating: -1 | 1;
  readonly reason: string | null;
  readonly comment: string | null;
  /** The question was sent to the administrators with it. */
  readonly shared: boolean;
}

/** A run whose owner gave no sign of life. */
export interface AbandonedRun {
  readonly run: Run;
  readonly owner: string | null;
  readonly restarts: number;
  readonly events: readonly RunEvent[];
}

/** The actor's own conversations and runs; another's look missing. */
export interface AnswerScope {
  /** Without temporary ones; newest first. `text`: only those with it in their title or in one of the questions, in any case. */
  conversations(after: string | null, limit: number, text?: string): Promise<readonly Conversation[]>;
  conversation(id: string): Promise<Conversation | null>;
  messages(conversationId: string, limit: number): Promise<readonly Message[]>;
  run(id: string): Promise<Run | null>;
  events(runId: string, after: number, limit: number): Promise<readonly RunEvent[]>;
  message(id: string): Promise<(Message & { readonly conversationId: string }) | null>;
  /** The message that shows a run; null for one that was asked outside a conversation. */
  messageOfRun(runId: string): Promise<(Message & { readonly conversationId: string }) | null>;
  /** What the actor said about a run. */
  feedback(runId: string): Promise<Feedback | null>;
}

export interface AnswerRepository {
  createConversation(conversation: {
    readonly id: string;
    readonly userId: string;
    readonly title: string;
    readonly temporary?: boolean;
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
    readonly parentId?: string | null;
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
    readonly writer?: RunWriter;
    readonly continues?: string | undefined;
    readonly assistant?: RunAssistant | null;
    readonly trial?: string | null;
    readonly apiKeyId?: string | undefined;
    readonly now: number;
  }): Promise<void>;
  /** Before the first word is written down. Refused (false) when the run is not `owner`'s any more. */
  recordSources(runId: string, owner: string, sources: RunSources): Promise<boolean>;
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
      readonly usage?: RunUsage | null;
      readonly reading?: RunReading | null;
      /** `provider/model` that wrote, where that is another than was asked for, and what it was sent placeholders for. */
      readonly answeredBy?: { readonly label: string; readonly masked: number } | null;
      readonly now: number;
    },
  ): Promise<boolean>;
  /** Running runs whose owner's lease has run out before `before`. */
  abandoned(before: number): Promise<readonly AbandonedRun[]>;
  /** Makes a run `owner`'s and counts the restart. False when it is no longer `previousOwner`'s, or has ended: only one can take it. */
  takeOver(runId: string, previousOwner: string | null, owner: string, leaseUntil: number): Promise<boolean>;
  /** Erases events of runs that ended before `before`. */
  sweepEvents(before: number): Promise<number>;
  addFeedback(feedback: {
    readonly id: string;
    readonly runId: string;
    readonly userId: string;
    readonly rating: -1 | 1;
    readonly reason: string | null;
    readonly comment: string | null;
    readonly shared?: boolean;
    readonly now: number;
  }): Promise<void>;
  removeFeedback(runId: string, userId: string): Promise<void>;
}
