/** A stream of bytes that the host can read once; capped by the host. */
export interface BlobRef {
  readonly blobId: string;
  readonly sizeBytes: number;
}

export interface HttpRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Bucket of the limiter: one per API method, named in the connector's `limits`. */
  readonly limit?: string;
  /** Whose quota is used: a workspace, a mailbox, a project. Each has buckets of its own; the source when absent. */
  readonly account?: string;
  /**
   * `host` when absent: 429 and 503 are waited out as long as Retry-After says (or with a growing pause) and asked again, other 5xx and lost
   * connections are asked again three times, and the last answer is passed on; a wait of more than a minute rejects with `rate_limited` and
   * its length. `none`: every answer is passed on as it came.
   */
  readonly retry?: "host" | "none";
  /** `follow` when absent, at most five hops. `Authorization` and `Cookie` go only to the same host and to `authorizedHosts`. */
  readonly redirect?: "follow" | "manual";
  /** Hosts that a redirect may take the credentials to: `files.slack.com`, `*.slack-edge.com`. */
  readonly authorizedHosts?: readonly string[];
  /** Until the head of the answer, and between two pieces of its body. 30,000 when absent. */
  readonly timeoutMs?: number;
}

/** How often one account may use one bucket. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
  /** Requests under way at the same time; no limit when absent. */
  readonly concurrency?: number;
}

/** That the source asked to slow down in a way that its HTTP status does not show. */
export interface SlowDown {
  readonly limit: string;
  readonly account?: string;
  /** A growing pause when absent. */
  readonly retryAfterMs?: number;
}

/** A WebSocket as two streams of text; closing or aborting either side closes it. */
export interface HttpSocket {
  readonly readable: ReadableStream<string>;
  readonly writable: WritableStream<string>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Everything a connector may use of its host. Every call takes and returns structured-cloneable values or transferable streams,
 * so that a connector can live in a thread or process of its own.
 */
export interface ConnectorContext<Settings = unknown, Credential = unknown> {
  readonly settings: Settings;
  readonly credentials: {
    /** Throws `auth` when the source has none. */
    get(): Promise<Credential>;
    /** Replaces the credential; atomic, and visible to every later `get`. */
    update(next: Credential): Promise<void>;
    /**
     * Waits until nobody else renews the credential of this source, in any process, for at most `leaseMs` in its hands; then answers the
     * present credential. `release` ends it. A token that is good for one use only is renewed between the two.
     */
    lock(leaseMs: number): Promise<{ readonly credential: Credential; readonly leaseId: string }>;
    release(leaseId: string): Promise<void>;
  };
  readonly http: {
    request(request: HttpRequest): Promise<HttpAnswer>;
    /** Resolves when the bucket may be used again; rejects with `rate_limited` where that takes more than a minute. */
    slowDown(request: SlowDown): Promise<void>;
    connect(url: string): Promise<HttpSocket>;
  };
  readonly blobs: {
    /** Stores a stream for the preprocessors. Throws `too_large` with the limit when it is longer than allowed. */
    put(stream: ReadableStream<Uint8Array>): Promise<BlobRef>;
  };
  readonly log: (
    level: "debug" | "info" | "warn" | "error",
    message: string,
    fields?: Readonly<Record<string, string | number | boolean>>,
  ) => void;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): Promise<number>;
  /** The change keys of items stored successfully by the present pipeline; others are absent. */
  known(ids: readonly string[]): Promise<Map<string, { changeKey: string }>>;
  /** Ids of stored items with this change key that this run has not seen yet: how a rename is recognised. */
  knownByChangeKey(changeKeys: readonly string[]): Promise<Map<string, readonly string[]>>;
}
