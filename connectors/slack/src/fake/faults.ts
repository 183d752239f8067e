import type { Params } from "./gate.ts";

/** What goes wrong once. */
export type Fault =
  /** Without `retryAfter` the header is missing; it may also be odd. */
  | { readonly kind: "tooMany"; readonly retryAfter?: string }
  /** 200, and `ratelimited` in the body. */
  | { readonly kind: "rateLimited" }
  | { readonly kind: "status"; readonly status: number }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: "reset" }
  /** 200, and a page in the place of the answer. */
  | { readonly kind: "html" }
  /** A page without items whose cursor leads to the items. */
  | { readonly kind: "emptyPage" }
  /** A page whose cursor leads to the same page again. */
  | { readonly kind: "sameCursor" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "refuse"; readonly error: string; readonly needed?: string };

interface Planned {
  readonly route: string;
  readonly fault: Fault;
  readonly when: ((params: Params) => boolean) | undefined;
  /** Calls that still go well before it. */
  skip: number;
  times: number;
}

export interface PlanOptions {
  /** How often; once when absent. */
  readonly times?: number;
  /** How many calls go well before. */
  readonly after?: number;
  readonly when?: (params: Params) => boolean;
}

export interface FaultPlan {
  /** `route`: a method, `files`, or `*`. */
  add(route: string, fault: Fault, options?: PlanOptions): void;
  take(route: string, params: Params): Fault | undefined;
  clear(): void;
}

export function createFaultPlan(): FaultPlan {
  let planned: Planned[] = [];
  return {
    add(route, fault, { times = 1, after = 0, when } = {}) {
      planned.push({ route, fault, when, skip: after, times });
    },
    take(route, params) {
      const plan = planned.find((each) => (each.route === route || each.route === "*") && (each.when?.(params) ?? true));
      if (plan === undefined) return undefined;
      if (plan.skip > 0) {
        plan.skip--;
        return undefined;
      }
      if (--plan.times <= 0) planned = planned.filter((each) => each !== plan);
      return plan.fault;
    },
    clear() {
      planned = [];
    },
  };
}
