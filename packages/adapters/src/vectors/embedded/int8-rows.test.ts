import { expect, test } from "vitest";
import { createInt8Rows } from "./int8-rows.ts";

/** Seeded numbers from -1 to 1. */
function createNumbers(): () => number {
  let state = 1;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 31 - 1;
}

function unit(dimensions: number, next: () => number): Float32Array {
  const values = Array.from({ length: dimensions }, next);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

// Odd widths are padded; 16 takes the kernel's tail alone, 48 both its loop and its tail, 3072 the largest common model.
test.for([1, 3, 16, 40, 48, 384, 1536, 3072])("products with %i dimensions are the cosines within two scales", (dimensions) => {
  const next = createNumbers();
  const rows = createInt8Rows(dimensions);
  const vectors = Array.from({ length: 300 }, () => unit(dimensions, next));
  rows.reserve(vectors.length);
  const scales = vectors.map((vector, slot) => rows.write(slot, vector));
  const query = unit(dimensions, next);
  const queryScale = rows.setQuery(query);
  const slots = Int32Array.from([299, 0, 7, 7, 123]);
  const products = rows.products(slots);
  expect(products).toHaveLength(5);
  for (const [at, slot] of slots.entries()) {
    const exact = (vectors[slot] ?? query).reduce((sum, value, index) => sum + value * (query[index] ?? 0), 0);
    const scale = scales[slot] ?? 0;
    expect(Math.abs((products[at] ?? 0) * scale * queryScale - exact)).toBeLessThanOrEqual(2 * (scale + queryScale));
  }
});

// The largest sums there are: a query and a row with every value at its limit.
test.for([384, 1024, 8192])("sums of %i products at their limits do not overflow", (dimensions) => {
  const rows = createInt8Rows(dimensions);
  rows.reserve(1);
  const vector = new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions));
  const scale = rows.write(0, vector);
  const queryScale = rows.setQuery(vector);
  expect((rows.products(Int32Array.of(0))[0] ?? 0) * scale * queryScale).toBeCloseTo(1, 3);
});

test("a row written over, or copied, leaves nothing of the old one", () => {
  const rows = createInt8Rows(3);
  rows.reserve(100_000);
  const first = Float32Array.of(1, 0, 0);
  rows.write(99_999, Float32Array.of(0, 1, 0));
  rows.write(99_999, first);
  rows.write(0, Float32Array.of(0, 0, 1));
  rows.copy(99_999, 0);
  const queryScale = rows.setQuery(first);
  for (const product of rows.products(Int32Array.of(0, 99_999))) expect((product * queryScale) / 127).toBeCloseTo(1, 5);
  expect(rows.write(0, new Float32Array(3))).toBe(0);
  expect([...rows.products(Int32Array.of(0))]).toEqual([0]);
});
