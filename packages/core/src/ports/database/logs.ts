export type LogLevel = "debug" | "info" | "warn" | "error";

/** One line of the server's log, as it may be kept: without secrets, content or control characters. */
export interface NewLogEntry {
  readonly at: number;
  readonly level: LogLevel;
  /** Which part of the product said it, such as `server` or `ingest`. */
  readonly part: string;
  readonly message: string;
  /** The request that it was said in. */
  readonly requestId: string | null;
  readonly jobId: string | null;
  /** A sync's run or an answer's. */
  readonly runId: string | null;
  readonly sourceId: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  /** How many lines were lost before this one, because more came than could be stored. */
  readonly lost: number;
}

export interface LogEntry extends NewLogEntry {
  /** Greater for what was stored later. */
  readonly id: string;
}

/** What is absent may be anything. */
export interface LogFilter {
  /** The least. */
  readonly level?: LogLevel | undefined;
  readonly requestId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly runId?: string | undefined;
  readonly sourceId?: string | undefined;
  /** In the message or the fields, in any case. */
  readonly text?: string | undefined;
  /** From this moment on. */
  readonly from?: number | undefined;
  /** Before this moment. */
  readonly to?: number | undefined;
}

export interface LogPage {
  /** Newest first. */
  readonly entries: readonly LogEntry[];
  /** Where older ones may follow; null when there are none. A page may be empty and have one: it looks through so many lines at a time. */
  readonly before: string | null;
}

export interface LogFacts {
  /** How many are kept, at most: numbers may be left out. */
  readonly lines: number;
  readonly oldestAt: number | null;
  /** Of all that should be among those that are kept. */
  readonly lost: number;
}

/** A ring: the newest lines, bounded by number and age. */
export interface LogRepository {
  add(entries: readonly NewLogEntry[]): Promise<void>;
  /** Newest first, from the one before the id `before`. */
  find(filter: LogFilter, before: string | null, limit: number): Promise<LogPage>;
  facts(): Promise<LogFacts>;
  /** Erases what is too old and what is more than `lines`, a limited number at a time. Returns how many; 0 when all is as it should be. */
  trim(keep: { readonly since: number; readonly lines: number }): Promise<number>;
}
