import { expect, test } from "vitest";
import type { RunAnswer } from "./answers.ts";
import { formatReasons, groupReasons, summarizeRun } from "./ledger-summary.ts";
import { progressLine } from "./sync-source.ts";

const RUN: RunAnswer = {
  id: "r",
  sourceId: "s",
  state: "succeeded",
  counts: { seen: 12, indexed: 7, unchanged: 2, moved: 0, skipped: 2, failed: 1, deleted: 3 },
  progress: null,
  startedAt: "2026-03-01T00:00:00.000Z",
  finishedAt: "2026-03-01T00:00:01.500Z",
};

test("a run in one line; what did not happen is not said, but for skipped and failed", () => {
  expect(summarizeRun("Docs", RUN)).toBe("Docs: 12 items, 7 indexed, 2 unchanged, 2 skipped, 1 failed, 3 removed (1.5 s).");
  const counts = { seen: 1, indexed: 1, unchanged: 0, moved: 0, skipped: 0, failed: 0, deleted: 0 };
  expect(summarizeRun("Docs", { ...RUN, counts, startedAt: null })).toBe("Docs: 1 item, 1 indexed, 0 skipped, 0 failed.");
});

test("a run that did not come to its end says so", () => {
  expect(summarizeRun("Docs", { ...RUN, state: "failed" })).toMatch(/The sync failed\.$/);
  expect(summarizeRun("Docs", { ...RUN, state: "cancelled" })).toMatch(/The sync was cancelled\.$/);
});

function items(...reasons: readonly (string | undefined)[]) {
  return reasons.map((reason, index) => ({ externalId: `f${index}`, state: "skipped", ...(reason !== undefined && { reason }) }));
}

test("reasons that differ by a number are one; the most frequent comes first", () => {
  const groups = groupReasons(
    items("It is empty.", "It has 1,200 pages.", "It has 900 pages.", "It has 7 pages.", "It has 8 pages.", undefined),
  );
  expect(groups).toEqual([
    { reason: "It has 1,200 pages.", count: 4, examples: ["f1", "f2", "f3"] },
    { reason: "It is empty.", count: 1, examples: ["f0"] },
    { reason: "no reason given", count: 1, examples: ["f5"] },
  ]);
});

test("reasons with some examples", () => {
  const [group] = groupReasons(items("Bad.", "Bad.", "Bad.", "Bad."));
  expect(formatReasons("Failed", group === undefined ? [] : [group], false)).toBe("Failed:\n     4  Bad.\n        f0, f1, f2, … 1 more\n");
  expect(formatReasons("Failed", [], false)).toBe("");
});

test("progress tells what is known", () => {
  expect(progressLine("Docs", { ...RUN, state: "queued" })).toBe("Syncing Docs: waiting for its turn");
  expect(progressLine("Docs", { ...RUN, state: "running", progress: { done: 20, total: 90 } })).toBe(
    "Syncing Docs: 20 of 90 seen, 7 indexed, 2 skipped, 1 failed",
  );
});
