import { useEffect } from "react";
import { countMiss } from "./queries.ts";

/** Whoever has looked at nothing for so long has typed their question to its end. */
const SETTLED_MS = 3_000;

/** Has a search without results counted, for what several people ask in vain. */
export function useCountMiss(query: string, isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return undefined;
    // Nobody waits for it, and nobody misses one.
    const timer = setTimeout(() => void countMiss(query).catch(() => {}), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [query, isWanted]);
}
