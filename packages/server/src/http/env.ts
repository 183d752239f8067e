import type { Actor, Ports, SurveyDesk } from "@smartypants/core";

import type { Operator } from "../operator.ts";

/** What every handler finds in `c.var`. */
export interface Env {
  readonly Variables: {
    ports: Ports;
    /** Set on every route whose role is not `public`. */
    actor: Actor;
    /** Whoever can read the data directory; null where nobody may act so. */
    operator: Operator | null;
    /** What settings would bring, before they are saved; in memory. */
    surveys: SurveyDesk;
    requestId: string;
    /** The code of the error that was answered. */
    refusal?: string;
    /** The caller's address as we trust it; never read from a header here. */
    clientAddress: string;
  };
}
