import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createBatch } from "./batch-events.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first event is told at once, the others together, the last without waiting, and none is lost", () => {
  const told: string[] = [];
  const batch = createBatch((events) => told.push(events.map(({ event }) => event.id).join("")));
  const add = (id: string, isUrgent = false): void => batch.add({ id, type: "delta", data: "" }, isUrgent);
  add("1");
  add("2");
  add("3");
  expect(told).toEqual(["1"]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual(["1", "23"]);
  add("4");
  add("5", true);
  expect(told).toEqual(["1", "23", "45"]);
  add("6");
  batch.stop();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(["1", "23", "45"]);
});
