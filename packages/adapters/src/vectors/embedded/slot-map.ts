const MIN_CAPACITY = 1024;

/** Chunk id to slot. The ids themselves are kept by the slots, so that an entry costs 5 to 11 bytes instead of a Map's 40. */
export interface SlotMap {
  /** The slot, or -1. */
  get(id: number): number;
  /** The slot must already answer `idOf` with this id, unless the id is present under another slot. */
  set(id: number, slot: number): void;
  /** To be called while the slot still answers `idOf`. */
  delete(id: number): void;
  clear(): void;
}

/** Open addressing with linear probing; a deletion moves its followers up, so no tombstones gather. */
export function createSlotMap(idOf: (slot: number) => number): SlotMap {
  // 0 is a free place; others hold the slot + 1.
  let places = new Int32Array(MIN_CAPACITY);
  let count = 0;
  const home = (id: number): number => (Math.imul(id ^ (id >>> 15), 0x9e3779b1) >>> 7) & (places.length - 1);
  /** Where the id is, or the free place where it would be. */
  const find = (id: number): number => {
    let place = home(id);
    for (;;) {
      const slot = (places[place] ?? 0) - 1;
      if (slot < 0 || idOf(slot) === id) return place;
      place = (place + 1) & (places.length - 1);
    }
  };
  const grow = (): void => {
    const old = places;
    places = new Int32Array(old.length * 2);
    for (const entry of old) if (entry > 0) places[find(idOf(entry - 1))] = entry;
  };
  return {
    get: (id) => (places[find(id)] ?? 0) - 1,
    set: (id, slot) => {
      if ((count + 1) * 4 > places.length * 3) grow();
      const place = find(id);
      if (places[place] === 0) count++;
      places[place] = slot + 1;
    },
    delete: (id) => {
      const mask = places.length - 1;
      let free = find(id);
      if (places[free] === 0) return;
      count--;
      for (let place = (free + 1) & mask; places[place] !== 0; place = (place + 1) & mask) {
        const entry = places[place] ?? 0;
        // An entry may move up only as far as its own home.
        const fromHome = (place - home(idOf(entry - 1))) & mask;
        if (fromHome < ((place - free) & mask)) continue;
        places[free] = entry;
        free = place;
      }
      places[free] = 0;
    },
    clear: () => {
      places = new Int32Array(MIN_CAPACITY);
      count = 0;
    },
  };
}
