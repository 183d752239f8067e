import type { NewLogEntry } from "@smartypants/core";
import { expect, test } from "vitest";
import { keptLine } from "./kept-line.ts";
import { createLogQueue, type LogQueue } from "./log-queue.ts";

function line(message: string): NewLogEntry {
  return keptLine({ at: 1, level: "info", message, fields: {} });
}

function fill(queue: LogQueue, from: number, to: number): void {
  for (let at = from; at < to; at++) queue.put(line(String(at)));
}

function takeAll(queue: LogQueue): readonly NewLogEntry[] {
  const taken: NewLogEntry[] = [];
  for (let some = queue.take(7); some.length > 0; some = queue.take(7)) taken.push(...some);
  return taken;
}

test("lines come out in their order", () => {
  const queue = createLogQueue(100);
  fill(queue, 0, 20);
  expect(takeAll(queue).map(({ message }) => message)).toEqual(Array.from({ length: 20 }, (_each, at) => String(at)));
});

// Whoever reads the log must see that something is missing, and about where.
test("with more lines than room the newest are kept, and what comes out and what was lost make all that came", () => {
  for (const count of [10, 11, 12, 25, 1_000]) {
    const queue = createLogQueue(10);
    fill(queue, 0, count);
    const out = takeAll(queue);
    expect(out.at(-1)?.message).toBe(String(count - 1));
    expect(out.length).toBeLessThanOrEqual(10);
    expect(out.length + out.reduce((sum, { lost }) => sum + lost, 0)).toBe(count);
    expect(out.slice(1).every(({ lost }) => lost === 0)).toBe(true);
  }
});

test("what could not be stored comes out again before the others, and nothing of what was lost is forgotten", () => {
  const queue = createLogQueue(10);
  fill(queue, 0, 14);
  const taken = queue.take(5);
  queue.giveBack(taken);
  fill(queue, 14, 20);
  const out = takeAll(queue);
  expect(out.map(({ message }) => Number(message))).toEqual(Array.from({ length: 10 }, (_each, at) => 10 + at));
  expect(out.reduce((sum, { lost }) => sum + lost, 0)).toBe(10);
});
