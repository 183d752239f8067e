import { expect, test } from "vitest";
import type { Throttle } from "../ports/database/people.ts";
import { ACCOUNT_POLICY, accountKey, addressKey, countAttempt, forgiveAttempt } from "./throttle.ts";

const MINUTE = 60_000;

function attempts(count: number, from: Throttle | null, at: number, everyMs = 1000): Throttle {
  let row = from;
  for (let each = 0; each < count; each++) row = countAttempt(row, ACCOUNT_POLICY, at + each * everyMs);
  if (row === null) throw new Error("at least one attempt");
  return row;
}

test("the tenth attempt within fifteen minutes locks for fifteen minutes, the ninth does not", () => {
  expect(attempts(9, null, 1000).lockedUntil).toBe(0);
  expect(attempts(10, null, 1000).lockedUntil).toBe(1000 + 9000 + 15 * MINUTE);
});

test("attempts spread over more than fifteen minutes do not add up", () => {
  expect(attempts(30, null, 0, 2 * MINUTE).lockedUntil).toBe(0);
});

test("knocking at a locked account does not prolong the lock", () => {
  const locked = attempts(10, null, 0);
  expect(attempts(50, locked, 20_000)).toEqual(locked);
});

test("each further lock is twice as long, up to four hours", () => {
  let row: Throttle | null = null;
  let now = 0;
  const minutes: number[] = [];
  for (let lock = 0; lock < 7; lock++) {
    row = attempts(10, row, now, 0);
    minutes.push((row.lockedUntil - now) / MINUTE);
    now = row.lockedUntil + 1;
  }
  expect(minutes).toEqual([15, 30, 60, 120, 240, 240, 240]);
});

test("four quiet hours after a lock everything is forgotten", () => {
  const locked = attempts(10, null, 0);
  const soon = countAttempt(locked, ACCOUNT_POLICY, locked.lockedUntil + 230 * MINUTE);
  expect(soon.failures).toBe(11);
  const later = countAttempt(locked, ACCOUNT_POLICY, locked.lockedUntil + 241 * MINUTE);
  expect(later).toMatchObject({ failures: 1, lockedUntil: 0 });
});

test("a right attempt takes itself back and the lock it caused, not somebody else's", () => {
  const locked = attempts(10, null, 0);
  expect(forgiveAttempt(locked, true, 9000)).toMatchObject({ failures: 9, lockedUntil: 9000 });
  expect(forgiveAttempt(locked, false, 9000)).toMatchObject({ failures: 9, lockedUntil: locked.lockedUntil });
});

test("addresses of one IPv6 customer share a key, and IPv4 in IPv6 clothes is IPv4", () => {
  expect(addressKey("2001:db8:1:2::1")).toBe(addressKey("2001:0DB8:0001:0002:ffff:1:2:3"));
  expect(addressKey("2001:db8:1:2::1")).not.toBe(addressKey("2001:db8:1:3::1"));
  expect(addressKey("::ffff:192.0.2.7")).toBe(addressKey("192.0.2.7"));
  expect(addressKey("192.0.2.7")).not.toBe(addressKey("192.0.2.8"));
  expect(addressKey("::1")).toBe("address:0:0:0:0");
});

test("the account key does not hold the address that was typed", async () => {
  expect(await accountKey("my password typed here")).not.toContain("password");
});
