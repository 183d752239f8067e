import { expect, test } from "vitest";
import type { SlotRow } from "./slot-table.ts";
import { createVectorMemory } from "./vector-memory.ts";
import type { VectorRows } from "./vector-rows.ts";

interface FakeRows extends VectorRows {
  readonly table: Map<number, SlotRow>;
  readonly vectorsRead: number[];
}

/** A table whose vectors are (embedding id, 1). */
function fakeRows(): FakeRows {
  const table = new Map<number, SlotRow>();
  const vectorsRead: number[] = [];
  const vectorOf = (row: SlotRow): Uint8Array => {
    vectorsRead.push(row.chunkId);
    return new Uint8Array(Float32Array.of(row.embeddingId, 1).buffer);
  };
  return {
    table,
    vectorsRead,
    page: (after, limit) =>
      [...table.values()]
        .filter((row) => row.chunkId > after)
        .toSorted((a, b) => a.chunkId - b.chunkId)
        .slice(0, limit)
        .map((row) => ({ ...row, vector: vectorOf(row) })),
    payloads: (ids) => ids.flatMap((id) => table.get(id) ?? []),
    storedAmong: () => [],
    stored: (id) => {
      const row = table.get(id);
      return row && { documentId: "d", aclId: row.aclId, embeddingId: row.embeddingId, vector: vectorOf(row) };
    },
  };
}

function rowOf(chunkId: number, changes: Partial<SlotRow> = {}): SlotRow {
  return {
    chunkId,
    embeddingId: chunkId,
    aclId: 1,
    sourceId: "s",
    containerId: null,
    kind: "text",
    authors: "[]",
    updatedAt: 0,
    ...changes,
  };
}

// A changed permission on a hundred thousand documents must cost no vector reads.
test("a change of the payload alone reads no vector; a changed vector is read once", () => {
  const rows = fakeRows();
  const memory = createVectorMemory(rows, 2);
  for (const id of [1, 2, 3]) rows.table.set(id, rowOf(id));
  memory.reconcile([1, 2, 3]);
  expect(rows.vectorsRead).toEqual([1, 2, 3]);
  rows.table.set(1, rowOf(1, { aclId: 9, sourceId: "t", containerId: "c", authors: '["ada"]' }));
  memory.reconcile([1]);
  expect(rows.vectorsRead).toEqual([1, 2, 3]);
  const slot = memory.table.slotOf(1);
  expect(memory.table.columns.acls[slot]).toBe(9);
  expect(memory.table.columns.sources[slot]).toBe(memory.table.sources.find("t"));
  rows.table.set(1, rowOf(1, { embeddingId: 40 }));
  memory.reconcile([1]);
  expect(rows.vectorsRead).toEqual([1, 2, 3, 1]);
});

test("follows the table whatever order the news comes in, and however often", async () => {
  const rows = fakeRows();
  const memory = createVectorMemory(rows, 2);
  for (let id = 1; id <= 3000; id++) rows.table.set(id, rowOf(id));
  await memory.load();
  expect(memory.table.size).toBe(3000);
  for (let id = 1; id <= 3000; id += 2) rows.table.delete(id);
  rows.table.set(5000, rowOf(5000));
  memory.reconcile([5000, 1, 3, 5, 6, 99_999]);
  memory.reconcile([1, 5000]);
  memory.reconcile(Array.from({ length: 3000 }, (_, at) => 3000 - at));
  expect(memory.table.size).toBe(rows.table.size);
  for (const id of rows.table.keys()) {
    const slot = memory.table.slotOf(id);
    expect(memory.table.columns.chunkIds[slot]).toBe(id);
    expect(memory.table.columns.embeddingIds[slot]).toBe(id);
  }
  expect(memory.table.slotOf(1)).toBe(-1);
  await memory.load();
  expect(memory.table.size).toBe(rows.table.size);
});

test("a long load lets others have their turn", async () => {
  const rows = fakeRows();
  for (let id = 1; id <= 3000; id++) rows.table.set(id, rowOf(id));
  const memory = createVectorMemory(rows, 2);
  const sizes: number[] = [];
  const look = (): void => {
    sizes.push(memory.table.size);
    if (memory.table.size < 3000) setImmediate(look);
  };
  setImmediate(look);
  await memory.load();
  expect(new Set(sizes).size, "states seen while loading").toBeGreaterThan(5);
});
