import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createBoundedCache } from "./bounded-cache.ts";

test("what was not used for longest goes first", () => {
  const cache = createBoundedCache<number>(() => 2);
  cache.set("a", 1);
  cache.set("b", 2);
  expect(cache.get("a")).toBe(1);
  cache.set("c", 3);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([1, undefined, 3]);
});

test("with less room than before, what was not used for longest is gone at once", () => {
  let room = 3;
  const cache = createBoundedCache<number>(() => room);
  for (const [at, key] of ["a", "b", "c"].entries()) cache.set(key, at);
  room = 1;
  expect([cache.get("a"), cache.get("c")]).toEqual([undefined, 2]);
  room = 0;
  cache.set("d", 3);
  expect([cache.get("c"), cache.get("d")]).toEqual([undefined, undefined]);
});

test("never holds more than it may, and never another key's value", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("get", "set"), fc.constantFrom("a", "b", "c", "d", "e")), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 4 }), (walk, most) => {
      const cache = createBoundedCache<string>(() => most);
      const strangers: string[] = [];
      for (const [what, key] of walk) {
        if (what === "set") cache.set(key, `value of ${key}`);
        else if ((cache.get(key) ?? `value of ${key}`) !== `value of ${key}`) strangers.push(key);
      }
      expect(strangers).toEqual([]);
      expect(["a", "b", "c", "d", "e"].filter((key) => cache.get(key) !== undefined).length).toBeLessThanOrEqual(most);
    }),
  );
});
