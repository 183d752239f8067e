import { seeded } from "./seeded.ts";

/** What goes wrong instead of an answer. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string; readonly reason?: string; readonly message?: string }
  /** The connection ends in the middle of the body. */
  | { readonly kind: "reset"; readonly afterBytes?: number }
  | { readonly kind: "slow"; readonly ms: number }
  /** A page without anything, and a token for the next one. */
  | { readonly kind: "emptyPage" }
  | { readonly kind: "incomplete" };

export interface FaultPlan {
  /** The next `times` requests of a route (every one of them when absent) whose path holds `containing`. */
  add(route: string, fault: Fault, options?: { readonly times?: number; readonly containing?: string }): void;
  /** A share of all requests from now on, by chance, with these; the same for the same seed. */
  scatter(seed: number, share: number, faults: readonly Fault[], routes?: readonly string[]): void;
  clear(): void;
  /** Takes one, if one is due. */
  take(route: string, path: string): Fault | null;
  readonly count: () => number;
}

export function createFaultPlan(): FaultPlan {
  let planned: { route: string; fault: Fault; left: number; containing: string }[] = [];
  let scattered: {
    readonly random: () => number;
    readonly share: number;
    readonly faults: readonly Fault[];
    readonly routes?: readonly string[];
  } | null = null;
  let count = 0;
  return {
    add: (route, fault, { times = Number.POSITIVE_INFINITY, containing = "" } = {}) =>
      void planned.push({ route, fault, left: times, containing }),
    scatter: (seed, share, faults, routes) => {
      scattered = { random: seeded(seed), share, faults, ...(routes !== undefined && { routes }) };
    },
    clear: () => {
      planned = [];
      scattered = null;
    },
    take: (route, path) => {
      const due = planned.find((each) => each.route === route && each.left > 0 && path.includes(each.containing));
      if (due !== undefined) {
        due.left--;
        count++;
        return due.fault;
      }
      if (scattered === null || scattered.routes?.includes(route) === false || scattered.random() >= scattered.share) return null;
      count++;
      return scattered.faults[Math.floor(scattered.random() * scattered.faults.length)] ?? null;
    },
    count: () => count,
  };
}

/** As Google words a refusal. */
export function googleError(status: number, reason: string, message = reason): { readonly status: number; readonly json: unknown } {
  return { status, json: { error: { code: status, message, errors: [{ domain: "global", reason, message }] } } };
}
