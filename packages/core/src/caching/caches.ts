import type { RankedHits } from "../search/rank-hits.ts";
import { type BoundedCache, createBoundedCache } from "./bounded-cache.ts";

/**
 * What is kept to be given again. A key holds everything that the value was made from: for whom (the fingerprint of what they may read), from what (the
 * epoch of the index), by what (the model) and how (filters, texts). Whatever changes one of them leaves the old value to be pushed out.
 */
export interface Caches {
  /** Ids and scores only: each search reads its passages anew, with the permissions of that moment. */
  readonly searches: BoundedCache<RankedHits>;
  /** What a model wrote, before its citations are checked; null: switched off. */
  readonly answers: BoundedCache<string> | null;
}

/** About 20 kB each at most. */
const SEARCHES = 200;

/** `answers`: how many to keep; 0 for none. Asked each time, for it may change. */
export function createCaches({ answers }: { readonly answers: () => number }): Caches {
  let kept = createBoundedCache<string>(answers);
  return {
    searches: createBoundedCache(() => SEARCHES),
    get answers() {
      if (answers() > 0) return kept;
      // What was kept is not there again when it is switched on.
      kept = createBoundedCache(answers);
      return null;
    },
  };
}

/** One text for equal parts. */
export async function cacheKey(parts: readonly unknown[]): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(parts)));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
