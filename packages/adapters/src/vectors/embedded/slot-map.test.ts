import { expect, test } from "vitest";
import { createSlotMap } from "./slot-map.ts";

// Chains of colliding entries are where open addressing goes wrong: compared with a Map through random changes.
test("answers like a Map through thousands of random additions, moves and deletions", () => {
  const ids: number[] = [];
  const map = createSlotMap((slot) => ids[slot] ?? -1);
  const expected = new Map<number, number>();
  let state = 7;
  const below = (end: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % end;
  for (let step = 0; step < 60_000; step++) {
    const id = below(9_000) * (step % 3 === 0 ? 1 : 400_000);
    const slot = expected.get(id);
    if (slot === undefined) {
      ids.push(id);
      map.set(id, ids.length - 1);
      expected.set(id, ids.length - 1);
    } else {
      map.delete(id);
      expected.delete(id);
      const last = ids.pop() ?? -1;
      if (last !== id) {
        // Moved while the last slot still answers, as the table does.
        ids.push(last);
        map.set(last, slot);
        expected.set(last, slot);
        ids.pop();
        ids[slot] = last;
      }
    }
  }
  expect(expected.size).toBeGreaterThan(4_000);
  for (const [id, slot] of expected) expect(map.get(id)).toBe(slot);
  let absent = 0;
  for (let id = 0; id < 9_000; id++) {
    if (expected.has(id)) continue;
    absent++;
    expect(map.get(id)).toBe(-1);
  }
  expect(absent).toBeGreaterThan(1_000);
  map.clear();
  expect(map.get([...expected.keys()][0] ?? 0)).toBe(-1);
});
