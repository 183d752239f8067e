import type { Clock } from "@smartypants/core";

export interface Remembered<Value> {
  get(key: string): Promise<Value>;
  /** Asks again, but no more often than every `pauseMs`: then it is what is known. */
  refresh(key: string, pauseMs: number): Promise<Value>;
  /** Asks in any case. */
  renew(key: string): Promise<Value>;
}

const AT_MOST = 100;

/** Keeps what `load` gives for `keepMs`. Several who ask at once cause one request; a failure is not kept. */
export function remember<Value>(clock: Clock, keepMs: number, load: (key: string) => Promise<Value>): Remembered<Value> {
  const known = new Map<string, { readonly value: Promise<Value>; readonly at: number }>();
  const renew = (key: string): Promise<Value> => {
    if (known.size >= AT_MOST) known.clear();
    const entry = { value: load(key), at: clock.now() };
    known.set(key, entry);
    entry.value.catch(() => {
      if (known.get(key) === entry) known.delete(key);
    });
    return entry.value;
  };
  const younger = (key: string, ageMs: number): Promise<Value> => {
    const entry = known.get(key);
    const age = entry === undefined ? Number.POSITIVE_INFINITY : clock.now() - entry.at;
    // A clock that was set back makes nothing young.
    return entry !== undefined && age >= 0 && age < ageMs ? entry.value : renew(key);
  };
  return { get: (key) => younger(key, keepMs), refresh: younger, renew };
}
