import type { ConnectorContext, RateLimit } from "@smartypants/sdk";

/** On whose behalf a connector asks. */
export interface HttpCaller {
  readonly connectorId: string;
  /** Whose quota it is where a request names no account. */
  readonly sourceId: string;
  readonly limits: Readonly<Record<string, RateLimit>>;
  /** A probe for somebody who waits: it never stands behind the requests of a sync, and gives up sooner. */
  readonly isProbe: boolean;
  readonly signal: AbortSignal;
}

/** The network as connectors may use it; limits are kept for all callers of one process together. */
export interface ConnectorHttp {
  open(caller: HttpCaller): ConnectorContext["http"];
}
