export interface Turn {
  /** Lets the next one begin. Harmless when called twice. */
  end(): void;
}

export interface Turns {
  /** Calls `begin` when nobody else has the turn; interactive callers go before ingest. */
  take(priority: "interactive" | "ingest", begin: (turn: Turn) => void): void;
}

/** One writer at a time, in order of arrival within each priority. */
export function createTurns(): Turns {
  const waiting = { interactive: [] as ((turn: Turn) => void)[], ingest: [] as ((turn: Turn) => void)[] };
  let taken = false;
  const next = (): void => {
    while (!taken) {
      const begin = waiting.interactive.shift() ?? waiting.ingest.shift();
      if (begin === undefined) return;
      taken = true;
      let ended = false;
      begin({
        end: () => {
          if (ended) return;
          ended = true;
          taken = false;
          queueMicrotask(next);
        },
      });
    }
  };
  return {
    take: (priority, begin) => {
      waiting[priority].push(begin);
      next();
    },
  };
}
