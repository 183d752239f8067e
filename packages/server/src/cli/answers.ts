/** What commands read of the API's answers. */
export interface SourceAnswer {
  readonly id: string;
  readonly connector: string;
  readonly name: string;
  readonly settings: { readonly path?: string };
  readonly state: string;
  readonly stateReason: string | null;
  readonly heldBack: { readonly count: number } | null;
  readonly counts: { readonly documents: number; readonly indexed: number; readonly skipped: number; readonly failed: number };
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface RunAnswer {
  readonly id: string;
  readonly sourceId: string;
  readonly state: "queued" | "running" | "succeeded" | "partial" | "failed" | "cancelled";
  readonly counts: {
    readonly seen: number;
    readonly indexed: number;
    readonly unchanged: number;
    readonly moved: number;
    readonly skipped: number;
    readonly failed: number;
    readonly deleted: number;
  };
  readonly progress: { readonly done?: number; readonly total?: number; readonly note?: string } | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface ItemAnswer {
  readonly externalId: string;
  readonly state: string;
  readonly reasonCode?: string;
  readonly reason?: string;
}

export interface HitAnswer {
  readonly document: {
    readonly id: string;
    readonly title: string;
    readonly url: string;
    readonly path: string | null;
    readonly source: { readonly name: string };
  };
  readonly passage: {
    readonly text: string;
    readonly headingPath: readonly string[];
    readonly url: string;
    readonly start: number;
    readonly highlights: readonly { readonly start: number; readonly end: number }[];
  };
  readonly score: number;
  readonly duplicates: number;
  readonly explain?: { readonly lexical: number; readonly semantic: number; readonly cosine: number | null; readonly confidence: number };
}

export interface SearchAnswer {
  readonly hits: readonly HitAnswer[];
  readonly found: number;
  readonly degraded: readonly string[];
  readonly suggestions: readonly string[];
  readonly tookMs: number;
}

export interface CitationAnswer {
  readonly marker: number;
  readonly title: string;
  readonly url: string;
  readonly start: number;
  readonly quote: string;
}

export interface RunResult {
  readonly runId: string;
  readonly state: "running" | "done" | "failed" | "cancelled" | "interrupted";
  readonly mode: "llm" | "extractive" | "none";
  readonly answer: string;
  readonly citations: readonly CitationAnswer[];
  readonly nearest?: readonly { readonly title: string; readonly url: string }[];
  readonly error?: { readonly code: string; readonly message: string } | null;
}

export interface UserAnswer {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly createdAt: number | string;
}

export interface LinkAnswer {
  readonly token: string;
  readonly url: string;
}

export interface HealthAnswer {
  readonly status: "ok" | "warning" | "failed";
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly status: "ok" | "warning" | "failed";
    readonly detail: string;
    readonly remedy: string | null;
  }[];
}
