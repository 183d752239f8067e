export interface SettingRepository {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, userId: string | null, now: number): Promise<void>;
  all(): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
}

export interface AuditEvent {
  readonly id: string;
  readonly at: number;
  readonly actorId: string | null;
  /** `noun.verb`, for example `source.delete`. */
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string | null;
  /** Ids and numbers; never content or secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
}

/** What is absent may be anything. */
export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
}

export interface RecordRepository {
  audit(event: AuditEvent): Promise<void>;
  /** Newest first, from the one before the id `before`. */
  auditEvents(before: string | null, limit: number, filter?: AuditFilter): Promise<readonly AuditEvent[]>;
  /**
   * Reserves a key for a request. Null: go on. An answer: it was done before. Throws `conflict` when the same key came with another
   * request, or while the first is under way. `lost`: the process died while it worked on the first, and nobody knows how far it came.
   */
  reserveIdempotency(
    userId: string,
    key: string,
    requestHash: string,
    now: number,
  ): Promise<{ readonly status: number; readonly body: string } | "lost" | null>;
  /** Marks the keys of all requests that are under way as lost: for a process that knows that nobody works on any. */
  loseIdempotency(): Promise<void>;
  /** Reserves a lost key again. Throws `conflict` when another has done so. */
  resumeIdempotency(userId: string, key: string): Promise<void>;
  completeIdempotency(userId: string, key: string, answer: { readonly status: number; readonly body: string } | null): Promise<void>;
  sweepIdempotency(before: number): Promise<number>;
}
