import { setImmediate } from "node:timers/promises";
import { createSlotTable, type SlotRow, type SlotTable } from "./slot-table.ts";
import type { VectorRows } from "./vector-rows.ts";

/** Rows handled before waiting searches get their turn: about 3 ms. */
export const ROWS_PER_TURN = 256;

/** vector_chunk in memory, and how it follows the table. */
export interface VectorMemory {
  readonly table: SlotTable;
  load(): Promise<void>;
  /** Brings the given chunks to what the table now says: harmless when repeated, in any order. Vectors that stay are not read. */
  reconcile(chunkIds: readonly number[]): void;
  /** Valid until the next call. Stored little endian, like the memory of every platform that Node runs on. */
  decode(vector: Uint8Array): Float32Array;
}

export function createVectorMemory(rows: VectorRows, dimensions: number): VectorMemory {
  const table = createSlotTable(dimensions);
  const floats = new Float32Array(dimensions);
  const bytes = new Uint8Array(floats.buffer);
  const decode = (vector: Uint8Array): Float32Array => {
    bytes.set(vector);
    return floats;
  };
  const adopt = (row: SlotRow): void => {
    const slot = table.slotOf(row.chunkId);
    if (slot >= 0 && table.columns.embeddingIds[slot] === row.embeddingId) return table.setPayload(slot, row);
    const stored = rows.stored(row.chunkId);
    if (stored === undefined) table.remove(row.chunkId);
    else table.put(row, decode(stored.vector));
  };
  return {
    table,
    decode,
    load: async () => {
      table.clear();
      let after = -1;
      for (let count = ROWS_PER_TURN; count === ROWS_PER_TURN; await setImmediate()) {
        count = 0;
        for (const row of rows.page(after, ROWS_PER_TURN)) {
          table.put(row, decode(row.vector));
          after = row.chunkId;
          count++;
        }
      }
    },
    reconcile: (chunkIds) => {
      const present = new Map(rows.payloads(chunkIds).map((row) => [row.chunkId, row]));
      for (const id of chunkIds) {
        const row = present.get(id);
        if (row === undefined) table.remove(id);
        else adopt(row);
      }
    },
  };
}
