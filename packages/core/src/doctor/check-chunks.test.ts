import { expect, test } from "vitest";
import type { Inspection, StoredVersion } from "../ports/database/doctor.ts";
import { embeddedString } from "../text/embedded-string.ts";
import { PIPELINE_TEXT_VERSION } from "../text/pipeline-version.ts";
import { checkChunks } from "./check-chunks.ts";

const hash = (text: string): string => `#${text}`;

function version(
  text: string,
  ranges: readonly (readonly [start: number, end: number])[],
  change: Partial<StoredVersion> = {},
): StoredVersion {
  const chunks = ranges.map(([start, end]) => {
    const headingPath = ["Leave"];
    return { start, end, headingPath, header: null, hash: hash(embeddedString(headingPath, text.slice(start, end), undefined)) };
  });
  return { version: 1, pipelineVersion: `${PIPELINE_TEXT_VERSION}/x`, text, textHash: hash(text), chunks, ...change };
}

function inspect(read: (id: string) => StoredVersion | null, total = 3): Inspection {
  const ids = Array.from({ length: total }, (_each, index) => `d${String(index).padStart(6, "0")}`);
  return {
    countDocuments: async () => total,
    documentIds: async (after: string, limit: number) => ids.filter((id) => id > after).slice(0, limit),
    documentIdAt: async (place: number) => ids[place] ?? null,
    storedVersion: async (id: string) => read(id),
  } as unknown as Inspection;
}

const good = version("One two. Three four.", [
  [0, 8],
  [9, 20],
]);

test("documents whose passages are slices of their text are fine", async () => {
  const item = await checkChunks(
    inspect(() => good),
    hash,
    { deep: false },
  );
  expect(item).toMatchObject({ status: "ok", detail: "Looked at 3 documents; all are as they were stored." });
});

const BROKEN: readonly (readonly [string, StoredVersion])[] = [
  ["another text", { ...good, text: "One two. Three five." }],
  ["another heading", { ...good, chunks: good.chunks.map((chunk) => ({ ...chunk, headingPath: ["Pay"] })) }],
  ["no passages", { ...good, chunks: [] }],
  ["passages out of order", { ...good, chunks: good.chunks.toReversed() }],
  ["an empty passage", version("One two.", [[3, 3]])],
  [
    "a passage past the end",
    { ...good, chunks: [{ ...version("One two. Three four. ", [[0, 21]]).chunks[0] }] as StoredVersion["chunks"] },
  ],
  [
    "overlapping passages",
    version("One two. Three four.", [
      [0, 12],
      [9, 20],
    ]),
  ],
  ["a passage that cuts a character in two", version("ab😀cd", [[0, 3]])],
];

test.each(BROKEN)("%s is told by id", async (_name, stored) => {
  const item = await checkChunks(
    inspect((id) => (id === "d000001" ? stored : good)),
    hash,
    { deep: false },
  );
  expect(item).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("(d000001)"),
    remedy: expect.stringContaining("restore"),
  });
});

// Guards against alarms while a sync runs: text and passages are read one after the other.
test("a document that seems wrong once and is right the second time is fine", async () => {
  let reads = 0;
  const item = await checkChunks(
    inspect(() => ((reads += 1) === 1 ? { ...good, text: "" } : good), 1),
    hash,
    { deep: false },
  );
  expect({ status: item.status, reads }).toEqual({ status: "ok", reads: 2 });
});

test("a document that is gone meanwhile is passed over", async () => {
  const item = await checkChunks(
    inspect((id) => (id === "d000000" ? null : good)),
    hash,
    { deep: false },
  );
  expect(item).toMatchObject({ status: "ok", detail: "Looked at 2 of 3 documents; all are as they were stored." });
});

test("what an older version has stored is not judged by today's rules", async () => {
  const item = await checkChunks(
    inspect(() => ({ ...good, pipelineVersion: "0/x", textHash: "other" })),
    hash,
    { deep: false },
  );
  expect(item).toMatchObject({ status: "ok", detail: expect.stringContaining("3 were stored by an older version") });
});

test("of many documents a sample from all over is read, and with deep all of them", async () => {
  const read = new Set<string>();
  const world = inspect((id) => {
    read.add(id);
    return good;
  }, 5000);
  await checkChunks(world, hash, { deep: false });
  expect(read.size).toBe(200);
  expect([...read].filter((id) => id >= "d004500").length).toBeGreaterThan(0);
  await checkChunks(world, hash, { deep: true });
  expect(read.size).toBe(5000);
});
