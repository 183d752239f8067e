import { SmartyError } from "@smartypants/sdk";
import type { Clock } from "../ports/system.ts";

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;

interface Circuit {
  readonly failures: number;
  /** Null: closed. */
  readonly openedAt: number | null;
  /** One call is finding out whether the model answers again. */
  readonly isProbing: boolean;
}

const CLOSED: Circuit = { failures: 0, openedAt: null, isProbing: false };

/** Spares models that keep failing, and those who would wait for them. */
export interface CircuitBreakers {
  /** Throws `unavailable`, with the time to wait, while the model is being spared. Every call let through ends with one of the others. */
  admit(id: string): void;
  succeeded(id: string): void;
  failed(id: string): void;
  /** The call said nothing about the model: it was aborted, or wrong itself. */
  released(id: string): void;
}

/** After five failures in a row a model is not asked for 30 seconds; then one call tries. */
export function createCircuitBreakers(clock: Clock): CircuitBreakers {
  const circuits = new Map<string, Circuit>();
  const of = (id: string): Circuit => circuits.get(id) ?? CLOSED;
  return {
    admit: (id) => {
      const circuit = of(id);
      if (circuit.openedAt === null) return;
      const waitMs = circuit.openedAt + OPEN_MS - clock.now();
      if (waitMs > 0 || circuit.isProbing) {
        const message = "The model has failed several times in a row and is not asked for a moment. Try again soon, or choose another.";
        throw new SmartyError("unavailable", message, { retryAfterMs: Math.max(1000, waitMs) });
      }
      circuits.set(id, { ...circuit, isProbing: true });
    },
    succeeded: (id) => void circuits.delete(id),
    failed: (id) => {
      const failures = of(id).failures + 1;
      circuits.set(id, { failures, openedAt: failures >= FAILURES_TO_OPEN ? clock.now() : null, isProbing: false });
    },
    released: (id) => {
      if (circuits.has(id)) circuits.set(id, { ...of(id), isProbing: false });
    },
  };
}
