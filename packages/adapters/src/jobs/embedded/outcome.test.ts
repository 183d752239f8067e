import { SmartyError } from "@smartypants/sdk";
import { describe, expect, test } from "vitest";
import { backOffMs, LARGEST_DELAY_MS, outcomeOf } from "./outcome.ts";

const first = { attempts: 1, maxAttempts: 25, stopped: undefined, crashed: false, random: 1 };

describe("outcomeOf", () => {
  test.each(["invalid", "not_found", "auth", "config", "unsupported"] as const)("%s is not tried again", (code) => {
    expect(outcomeOf(new SmartyError(code, "Do this."), first)).toEqual({ kind: "failed", message: "Do this." });
  });

  test("a vendor's wish when to be asked again is respected, whatever the code", () => {
    expect(outcomeOf(new SmartyError("auth", "Later.", { retryAfterMs: 90_000 }), first)).toMatchObject({ kind: "retry", delayMs: 90_000 });
    expect(outcomeOf(new SmartyError("rate_limited", "Later.", { retryAfterMs: 5.2 }), first)).toMatchObject({ delayMs: 6 });
  });

  test("the last attempt fails for good, with or without such a wish", () => {
    const last = { ...first, attempts: 25 };
    expect(outcomeOf(new Error("x"), last)).toMatchObject({ kind: "failed" });
    expect(outcomeOf(new SmartyError("rate_limited", "Later.", { retryAfterMs: 1 }), last)).toMatchObject({ kind: "failed" });
  });

  // A disk that is full over a week-end must not give up every sync.
  test("want of room is waited out, even by the last attempt", () => {
    const last = { ...first, attempts: 25 };
    expect(outcomeOf(new SmartyError("full", "No room."), last)).toEqual({ kind: "postponed", delayMs: 10_000, message: "No room." });
    expect(outcomeOf(new SmartyError("full", "No room.", { retryAfterMs: 5 }), last)).toMatchObject({ kind: "postponed", delayMs: 5 });
  });

  test("the death of what did the work is a crash, unless it was told to stop", () => {
    expect(outcomeOf(new SmartyError("unavailable", "x"), { ...first, attempts: 25, crashed: true })).toEqual({ kind: "crashed" });
    expect(outcomeOf(new Error("x"), { ...first, crashed: true, stopped: "shutdown" })).toEqual({ kind: "released" });
  });

  test("what fails because it was told to stop has not failed", () => {
    expect(outcomeOf(new SmartyError("invalid", "x"), { ...first, stopped: "shutdown" })).toEqual({ kind: "released" });
    expect(outcomeOf(new Error("x"), { ...first, attempts: 25, stopped: "lost" })).toEqual({ kind: "released" });
    expect(outcomeOf(new Error("x"), { ...first, stopped: "cancelled" })).toEqual({ kind: "cancelled" });
  });

  test("the message for operators is short and has no NUL", () => {
    const outcome = outcomeOf(new Error(`a\0b${"c".repeat(5000)}`), first);
    expect(outcome).toMatchObject({ message: expect.stringMatching(/^Unexpected error: abc+$/) });
    expect("message" in outcome && outcome.message.length).toBe(2000);
  });
});

describe("backOffMs", () => {
  test("doubles from two seconds to an hour", () => {
    expect([1, 2, 3, 11, 12, 25, 2000].map((attempts) => backOffMs(attempts, 1))).toEqual([
      2000,
      4000,
      8000,
      2_048_000,
      LARGEST_DELAY_MS,
      LARGEST_DELAY_MS,
      LARGEST_DELAY_MS,
    ]);
  });

  test("half of it is chance", () => {
    expect(backOffMs(2, 0)).toBe(2000);
    expect(backOffMs(2, 0.5)).toBe(3000);
  });
});
