import { ERROR_CODES, type SkipReason, SmartyError } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { failureOf, skipDetail } from "./failure.ts";

test("what a document is by nature is skipped, what went wrong has failed; both in words for people", () => {
  const skipped = new Set(["too_large", "unsupported", "empty", "encrypted", "scanned"]);
  for (const code of ERROR_CODES) {
    const { state, reasonCode, reason } = failureOf(new SmartyError(code, "What to do."));
    expect({ state, reasonCode, reason }, code).toEqual({
      state: skipped.has(code) ? "skipped" : "failed",
      reasonCode: code,
      reason: "What to do.",
    });
  }
});

test("an unknown error keeps its words to itself", () => {
  expect(failureOf(new TypeError("password of 10.0.0.1"))).toMatchObject({
    state: "failed",
    reasonCode: "internal",
    reason: expect.not.stringContaining("10.0.0.1"),
  });
});

test("every reason to skip has a sentence", () => {
  const reasons: readonly SkipReason[] = ["too_large", "unsupported", "not_downloadable", "excluded", "empty", "encrypted", "scanned"];
  for (const reason of reasons) expect(skipDetail(reason), reason).toMatch(/^[A-Z].*\.$/);
});
