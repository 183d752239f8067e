import { expect, test } from "vitest";
import { inOrder, mapInOrder } from "./in-order.ts";

test("results come in the order of the items, however long each takes, and never more than allowed are under way", async () => {
  let underWay = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++underWay);
    for (let at = 0; at < 10 - item; at++) await Promise.resolve();
    underWay--;
    return item * 2;
  };
  expect(await mapInOrder([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, work)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18]);
  expect(most).toBe(3);
});

test("a failure comes in its turn, and nothing is begun afterwards", async () => {
  const begun: number[] = [];
  const work = (item: number) => {
    begun.push(item);
    return item === 2 ? Promise.reject(new Error("two")) : Promise.resolve(item);
  };
  const results: number[] = [];
  const run = async () => {
    for await (const result of inOrder([1, 2, 3, 4, 5, 6], 2, work)) results.push(result);
  };
  await expect(run()).rejects.toThrow("two");
  expect(results).toEqual([1]);
  expect(begun.length).toBeLessThan(6);
});

test("a consumer that leaves ends the source", async () => {
  let isEnded = false;
  async function* source() {
    try {
      for (let at = 0; ; at++) yield at;
    } finally {
      isEnded = true;
    }
  }
  for await (const result of inOrder(source(), 4, (item) => Promise.resolve(item))) if (result === 2) break;
  expect(isEnded).toBe(true);
});
