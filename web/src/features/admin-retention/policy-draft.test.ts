import { expect, test } from "vitest";
import { countedKinds, daysOf, isShorter } from "./policy-draft.ts";

const POLICY = { conversationDays: 90, keepPinned: true, runDays: 90, callDays: 400, auditDays: null, endedAccessDays: 30 };

// Whoever only keeps more must not be frightened, and whoever keeps less must be told, also where "for ever" ends.
test("only what shortens asks first", () => {
  expect(isShorter(POLICY, POLICY)).toBe(false);
  expect(isShorter(POLICY, { ...POLICY, conversationDays: null, runDays: 91 })).toBe(false);
  expect(isShorter(POLICY, { ...POLICY, conversationDays: 89 })).toBe(true);
  expect(isShorter(POLICY, { ...POLICY, auditDays: 3650 })).toBe(true);
  expect(isShorter(POLICY, { ...POLICY, keepPinned: false })).toBe(true);
  expect(isShorter({ ...POLICY, conversationDays: null }, { ...POLICY, conversationDays: null, keepPinned: false })).toBe(false);
  expect(isShorter({ ...POLICY, keepPinned: false }, POLICY)).toBe(false);
});

test("an empty field is for ever, and kinds without anything are not named", () => {
  expect([daysOf(""), daysOf(12), daysOf(Number.NaN)]).toEqual([null, 12, null]);
  const none = { conversations: 0, answers: 0, runs: 0, calls: 0, audit: 0, sessions: 0, invites: 0, passwordLinks: 0, keys: 0 };
  expect(countedKinds(none)).toEqual([]);
  expect(countedKinds({ ...none, keys: 1, conversations: 2 })).toEqual([
    { kind: "conversations", count: 2 },
    { kind: "keys", count: 1 },
  ]);
});
