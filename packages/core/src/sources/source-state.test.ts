import { expect, test } from "vitest";
import { expiresSoon, permissionState } from "./source-state.ts";

const DAY_MS = 86_400_000;
const age = { now: 100 * DAY_MS, maxAgeMs: DAY_MS };

test("the state of permissions says why somebody finds nothing", () => {
  const state = (mode: "source" | "everyone", aclSyncedAt: number | null, groupsSyncedAt: number | null) =>
    permissionState({ access: { mode }, aclSyncedAt, groupsSyncedAt }, age);
  const [fresh, old] = [age.now - DAY_MS + 1, age.now - DAY_MS];
  expect(state("everyone", null, 0)).toBe("chosen");
  expect(state("source", 0, 0)).toBe("pending");
  expect(state("source", fresh, null)).toBe("current");
  expect(state("source", fresh, fresh)).toBe("current");
  expect(state("source", fresh, old)).toBe("groups_stale");
  expect(state("source", fresh, 0)).toBe("groups_stale");
  expect(state("source", old, fresh)).toBe("stale");
});

test("a credential is worth a warning two weeks before it ends, and after", () => {
  const ends = (days: number) => expiresSoon({ expiresAt: age.now + days * DAY_MS }, age.now);
  expect([ends(15), ends(13), ends(-1)]).toEqual([false, true, true]);
  expect(expiresSoon({ expiresAt: null }, age.now)).toBe(false);
});
