export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface WebhookReply {
  readonly status: number;
  /** Milliseconds; where the other side says when to come back. */
  readonly retryAfterMs: number | null;
}

/** Posts to addresses that administrators have entered. */
export interface WebhookSender {
  /**
   * Resolves with any status, after at most ten seconds. Redirects are not followed and the answer's body is not read. Throws `invalid` for an address
   * that is not allowed, `network`, or `aborted` when the signal did it.
   */
  post(request: WebhookRequest): Promise<WebhookReply>;
}
