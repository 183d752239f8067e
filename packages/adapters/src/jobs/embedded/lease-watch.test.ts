import { describe, expect, test } from "vitest";
import { createLeaseWatch } from "./lease-watch.ts";

const LEASE_MS = 15_000;

function start() {
  let passed = 0;
  const watch = createLeaseWatch({ monotonic: () => passed }, LEASE_MS, 1000);
  return { watch, pass: (ms: number) => void (passed += ms) };
}

describe("createLeaseWatch", () => {
  test("a lease that is not renewed expires after its length, not before", () => {
    const { watch, pass } = start();
    const lease = { id: 1, token: 1, leaseUntil: 7 };
    for (let second = 0; second < 15; second++) {
      expect(watch.expired([lease])).toEqual([]);
      pass(1000);
    }
    expect(watch.expired([lease])).toEqual([lease]);
  });

  test("a renewed lease, and a job begun anew, are watched from the start", () => {
    const { watch, pass } = start();
    for (let second = 0; second < 14; second++) {
      watch.expired([
        { id: 1, token: 1, leaseUntil: 7 },
        { id: 2, token: 1, leaseUntil: 7 },
      ]);
      pass(1000);
    }
    watch.expired([
      { id: 1, token: 1, leaseUntil: 8 },
      { id: 2, token: 2, leaseUntil: 7 },
    ]);
    pass(1000);
    const renewed = [
      { id: 1, token: 1, leaseUntil: 8 },
      { id: 2, token: 2, leaseUntil: 7 },
    ];
    expect(watch.expired(renewed)).toEqual([]);
  });

  // After a laptop wakes up, whoever looks first must not take everything from the others.
  test("time in which nobody looked hardly counts", () => {
    const { watch, pass } = start();
    const lease = { id: 1, token: 1, leaseUntil: 7 };
    watch.expired([lease]);
    pass(3_600_000);
    expect(watch.expired([lease])).toEqual([]);
  });
});
