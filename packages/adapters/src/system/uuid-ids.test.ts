import { expect, test } from "vitest";
import { createUuidIds, uuidIds } from "./uuid-ids.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
}

test("ids are UUIDv7 and carry the time", () => {
  const before = Date.now();
  const id = uuidIds.next();
  expect(id).toMatch(UUID_V7);
  expect(timeOf(id)).toBeGreaterThanOrEqual(before);
  expect(timeOf(id)).toBeLessThanOrEqual(Date.now());
  expect(timeOf(createUuidIds({ now: () => 2 ** 47 + 5 }).next())).toBe(2 ** 47 + 5);
});

test("ids sort as they were made: in one millisecond, with many, and when the clock goes back", () => {
  let now = 1_700_000_000_000;
  const ids = createUuidIds({ now: () => now });
  const made: string[] = [];
  for (let at = 0; at < 20_000; at++) {
    if (at === 10_000) now -= 60_000;
    if (at === 15_000) now += 60_001;
    made.push(ids.next());
  }
  for (const id of made) expect(id).toMatch(UUID_V7);
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});

// Lists are in the order of ids: what happens after a restart must come last, whatever the clock says by then.
test("ids sort after one of an earlier process, also when the clock was set back meanwhile", () => {
  const earlier = createUuidIds({ now: () => 1_700_000_000_000 });
  const last = Array.from({ length: 3000 }, () => earlier.next()).at(-1) ?? "";
  let now = 1_700_000_000_000 - 3_600_000;
  const ids = createUuidIds({ now: () => now }, last);
  const made = Array.from({ length: 3000 }, () => ids.next());
  now += 3_700_000;
  made.push(ids.next());
  expect([last, ...made].toSorted()).toEqual([last, ...made]);
  expect(timeOf(made.at(-1) ?? "")).toBe(now);
});

test.each(["", "upload-1", "018bcfe5-6800-4000-8000-000000000000"])("what is no such id is ignored: %j", (after) => {
  expect(timeOf(createUuidIds({ now: () => 1_700_000_000_000 }, after).next())).toBe(1_700_000_000_000);
});

test("ids of two processes differ though made at the same time", () => {
  const clock = { now: () => 1_700_000_000_000 };
  const [one, other] = [createUuidIds(clock), createUuidIds(clock)];
  const made = Array.from({ length: 1000 }, () => [one.next(), other.next()]).flat();
  expect(new Set(made).size).toBe(2000);
});
