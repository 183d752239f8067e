/** Chance that a seed repeats. */
export interface Random {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Up to `count` different ones, in their order. */
  some<Item>(items: readonly Item[], count: number): readonly Item[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    some: (items, count) => {
      const left = items.map((_item, index) => index);
      const chosen = Array.from({ length: Math.min(count, items.length) }, () => left.splice(below(left.length), 1)[0] ?? 0);
      return chosen.toSorted((one, other) => one - other).flatMap((index) => items[index] ?? []);
    },
  };
}
