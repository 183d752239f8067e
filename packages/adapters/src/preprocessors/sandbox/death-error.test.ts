import { expect, test } from "vitest";
import { type Death, deathError } from "./death-error.ts";

const limits = { timeoutMs: 60_000, maxHeapMegabytes: 384, maxMemoryMegabytes: 512 };

function outcome(death: Partial<Death>): string {
  const { code, message } = deathError({
    reason: undefined,
    code: null,
    signal: null,
    failure: undefined,
    lastMegabytes: undefined,
    limits,
    ...death,
  });
  return `${code}: ${message}`;
}

test("every way to die has its own sentence", () => {
  expect(outcome({ reason: "time", signal: "SIGKILL" })).toMatch(/^too_large: .* longer than 60 seconds/);
  expect(outcome({ reason: "memory", signal: "SIGKILL" })).toMatch(/^too_large: .* more than 512 MB/);
  expect(outcome({ reason: "aborted", signal: "SIGKILL" })).toMatch(/^aborted: /);
  expect(outcome({ code: 1 })).toMatch(/^corrupt: The file made the reader crash \(exit code 1\)/);
  expect(outcome({ signal: "SIGSEGV" })).toMatch(/^corrupt: The file made the reader crash \(SIGSEGV\)/);
  expect(outcome({ failure: new Error("spawn EAGAIN") })).toMatch(/^unavailable: /);
});

// A full heap and an internal fault both end in an abort; blaming memory for a fault would send users the wrong way.
test("an abort is put down to memory only when the process was large", () => {
  expect(outcome({ signal: "SIGABRT", lastMegabytes: 400 })).toMatch(/^too_large: .* 384 MB/);
  expect(outcome({ signal: "SIGABRT" })).toMatch(/^too_large: /);
  expect(outcome({ signal: "SIGABRT", lastMegabytes: 90 })).toMatch(/^corrupt: /);
});

// Another program may have used the memory up: skipping the document for good would be wrong.
test("a kill that we did not ask for is the system's, for lack of memory, and may be tried again", () => {
  expect(outcome({ signal: "SIGKILL" })).toMatch(/^corrupt: The system stopped/);
});
