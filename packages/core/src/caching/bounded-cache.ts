/** Keeps the values that were used last, at most so many. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/** `most` is asked each time; 0 keeps nothing. A map remembers the order in which keys came: the first one is the one that was not used for longest. */
export function createBoundedCache<Value>(most: () => number): BoundedCache<Value> {
  const entries = new Map<string, { readonly value: Value }>();
  const shrink = (): void => {
    const room = most();
    for (const oldest of entries.keys()) {
      if (entries.size <= room) return;
      entries.delete(oldest);
    }
  };
  return {
    get: (key) => {
      shrink();
      const found = entries.get(key);
      if (found === undefined) return undefined;
      entries.delete(key);
      entries.set(key, found);
      return found.value;
    },
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, { value });
      shrink();
    },
  };
}
