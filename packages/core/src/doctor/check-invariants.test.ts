import { expect, test } from "vitest";
import type { Actor } from "../access/actor.ts";
import type { Fault, Finding, Inspection } from "../ports/database/doctor.ts";
import type { Ports } from "../ports/ports.ts";
import { checkInvariants } from "./check-invariants.ts";

const NOW = Date.UTC(2026, 2, 1);
const NONE: Finding = { count: 0, examples: [] };

function portsWith(
  found: Partial<Record<Fault, Finding>>,
  complaints: readonly string[] = [],
  asked: Partial<Record<Fault, number>> = {},
): Ports {
  const inspection: Inspection = {
    integrity: async () => complaints,
    find: async (fault, before) => {
      asked[fault] = before;
      return found[fault] ?? NONE;
    },
    countDocuments: async () => 0,
    documentIds: async () => [],
    documentIdAt: async () => null,
    storedVersion: async () => null,
    indexedChunkIds: async () => [],
    chunkStates: async () => new Map(),
    countWaiting: async () => 0,
  };
  const doctor = { inspect: (work: (inspection: Inspection) => unknown) => work(inspection) };
  const lexical = { chunkIds: async () => [] };
  return {
    database: { doctor },
    lexical,
    semantic: { current: null, followed: [] },
    clock: { now: () => NOW },
    hash: (text: string) => text,
  } as unknown as Ports;
}

const admin = { userId: "u1", role: "admin" } as unknown as Actor;

test("all is well where nothing is wrong; every line says what was looked at", async () => {
  const items = await checkInvariants(portsWith({}), admin, { deep: false });
  expect(items.every((item) => item.status === "ok" && item.detail !== "" && item.remedy === null)).toBe(true);
  expect(items.map((item) => item.id)).toEqual([
    "database",
    "versions",
    "passages",
    "text-index",
    "vector-index",
    "permissions",
    "ledger",
    "index-waiting",
    "dead-jobs",
    "jobs",
  ]);
});

const FAULTS: readonly (readonly [Fault, string, "warning" | "failed"])[] = [
  ["item-without-document", "versions", "failed"],
  ["document-without-item", "versions", "failed"],
  ["document-without-text", "versions", "failed"],
  ["several-current-versions", "versions", "failed"],
  ["document-without-source", "versions", "failed"],
  ["document-without-acl", "permissions", "failed"],
  ["container-without-acl", "permissions", "failed"],
  ["source-without-acl", "permissions", "failed"],
  ["run-counts", "ledger", "failed"],
  ["index-waiting", "index-waiting", "warning"],
  ["dead-job", "dead-jobs", "failed"],
  ["quarantined-job", "jobs", "warning"],
  ["failed-job", "jobs", "warning"],
];

// Guards against a fault that is looked for and told nowhere.
test.each(FAULTS)("%s is told in the line %s", async (fault, id, status) => {
  const items = await checkInvariants(portsWith({ [fault]: { count: 7, examples: ["x1", "x2"] } }), admin, { deep: false });
  const wrong = items.filter((item) => item.status !== "ok");
  expect(wrong).toMatchObject([{ id, status, detail: expect.stringMatching(/^7 .*\(x1, x2, …\)\.$/), remedy: expect.any(String) }]);
});

test("a damaged file is told in the database's own words", async () => {
  const [first] = await checkInvariants(portsWith({}, ["page 7 is never used"]), admin, { deep: false });
  expect(first).toMatchObject({
    id: "database",
    status: "failed",
    detail: "page 7 is never used",
    remedy: expect.stringContaining("restore"),
  });
});

test("waiting counts after ten minutes, a dead job after ninety seconds", async () => {
  const asked: Partial<Record<Fault, number>> = {};
  await checkInvariants(portsWith({}, [], asked), admin, { deep: false });
  expect({ waiting: NOW - (asked["index-waiting"] ?? 0), dead: NOW - (asked["dead-job"] ?? 0) }).toEqual({
    waiting: 600_000,
    dead: 90_000,
  });
});

test("only administrators may look", async () => {
  const editor = { userId: "u2", role: "editor" } as unknown as Actor;
  await expect(checkInvariants(portsWith({}), editor, { deep: false })).rejects.toMatchObject({ code: "forbidden" });
});
