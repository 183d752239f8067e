/** A source's credential as it is kept: nothing of it is in clear but its hints. */
export interface SourceCredential {
  readonly sourceId: string;
  /** By the vault, bound to the source. */
  readonly sealed: string;
  /** Grows whenever an operator enters one: what was read from an earlier one must not replace it. */
  readonly generation: number;
  /** What may be shown of it, by field. */
  readonly hints: Readonly<Record<string, string>>;
  /** When an operator entered it. */
  readonly setAt: number;
  /** When it was last renewed, by whomever. */
  readonly updatedAt: number;
  /** When it stops working by itself, as far as the last check could tell. */
  readonly expiresAt: number | null;
  readonly checkedAt: number | null;
}

/** A credential that has been tried or signed in for, and belongs to no source yet. */
export interface CredentialDraft {
  /** Of the handle, which is given out once. */
  readonly handleHash: string;
  readonly userId: string;
  readonly connector: string;
  /** By the vault, bound to the hash. */
  readonly sealed: string;
  readonly expiresAt: number;
}

/** A sign-in at a source that has begun in a browser. */
export interface OauthFlow {
  readonly stateHash: string;
  readonly userId: string;
  readonly sessionId: string;
  /** By the vault, bound to the hash. */
  readonly sealed: string;
  readonly expiresAt: number;
}

export interface SourceConnectionRepository {
  credential(sourceId: string): Promise<SourceCredential | null>;
  /** An operator's: begins a new generation and ends every lease. */
  setCredential(
    sourceId: string,
    credential: { readonly sealed: string; readonly hints: SourceCredential["hints"] },
    now: number,
  ): Promise<void>;
  /**
   * A connector's, in the place of the one of `generation`. False when there is a newer generation, or when somebody else has the lease that
   * `leaseId` stood for.
   */
  renewCredential(
    sourceId: string,
    credential: {
      readonly sealed: string;
      readonly hints: SourceCredential["hints"];
      readonly generation: number;
      readonly leaseId: string | null;
    },
    now: number,
  ): Promise<boolean>;
  /** False while somebody else has it: of several who ask at once one gets it. */
  takeLease(sourceId: string, leaseId: string, until: number, now: number): Promise<boolean>;
  releaseLease(sourceId: string, leaseId: string): Promise<void>;
  setExpiry(sourceId: string, expiresAt: number | null, checkedAt: number): Promise<void>;
  removeCredential(sourceId: string): Promise<void>;

  addDraft(draft: CredentialDraft): Promise<void>;
  /** Null for one that is unknown, or over at `now`. */
  draft(handleHash: string, now: number): Promise<CredentialDraft | null>;
  updateDraft(handleHash: string, sealed: string): Promise<void>;
  /** The same, and it is gone: of two who take it one gets it. */
  takeDraft(handleHash: string, now: number): Promise<CredentialDraft | null>;

  addFlow(flow: OauthFlow): Promise<void>;
  /** Once. */
  takeFlow(stateHash: string, now: number): Promise<OauthFlow | null>;

  /** The part of the address that its events are sent to; sealed by the vault, bound to the source. */
  hookToken(sourceId: string): Promise<string | null>;
  setHookToken(sourceId: string, sealed: string): Promise<void>;

  /** Forgets drafts and flows that are over. Returns how many. */
  sweep(now: number): Promise<number>;
}
