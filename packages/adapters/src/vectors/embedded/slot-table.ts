import { createInt8Rows, type Int8Rows } from "./int8-rows.ts";
import { createInterner, createListInterner, type Interner, type ListInterner } from "./interner.ts";
import { createSlotMap } from "./slot-map.ts";

const MIN_CAPACITY = 1024;

/** A row of vector_chunk as the search thread needs it; `authors` is a JSON array. */
export interface SlotRow {
  readonly chunkId: number;
  readonly embeddingId: number;
  readonly aclId: number;
  readonly sourceId: string;
  readonly containerId: string | null;
  readonly kind: string;
  readonly authors: string;
  readonly updatedAt: number;
}

/** One entry per slot; 40 bytes a chunk. Texts are numbers of the interners. */
export interface SlotColumns {
  readonly chunkIds: Uint32Array;
  readonly embeddingIds: Uint32Array;
  readonly acls: Uint32Array;
  readonly sources: Int32Array;
  readonly containers: Int32Array;
  readonly kinds: Int32Array;
  readonly authors: Int32Array;
  readonly scales: Float32Array;
  readonly updatedAt: Float64Array;
}

const COLUMN_NAMES = [
  "chunkIds",
  "embeddingIds",
  "acls",
  "sources",
  "containers",
  "kinds",
  "authors",
  "scales",
  "updatedAt",
] as const satisfies readonly (keyof SlotColumns)[];

/** All chunks in memory. Slots 0 to size - 1 are in use; removing one moves the last into its place. */
export interface SlotTable {
  readonly rows: Int8Rows;
  readonly sources: Interner;
  readonly containers: Interner;
  readonly kinds: Interner;
  readonly authors: ListInterner;
  readonly size: number;
  /** Growing replaces the arrays: read this anew after a `put`. */
  readonly columns: SlotColumns;
  /** No ACL id and no scale in use is above these. */
  readonly bounds: { readonly acl: number; readonly scale: number };
  /** -1 when absent. */
  slotOf(chunkId: number): number;
  /** Adds the chunk, or replaces its vector and payload. */
  put(row: SlotRow, vector: Float32Array): void;
  /** Changes everything but the vector. */
  setPayload(slot: number, row: SlotRow): void;
  remove(chunkId: number): void;
  clear(): void;
}

export function createSlotTable(dimensions: number): SlotTable {
  const rows = createInt8Rows(dimensions);
  const interners = createInterners();
  let columns = allocate(MIN_CAPACITY);
  let size = 0;
  const bounds = { acl: 0, scale: 0 };
  const map = createSlotMap((slot) => columns.chunkIds[slot] ?? 0);
  const setPayload = (slot: number, row: SlotRow): void => {
    writePayload(columns, interners, slot, row);
    bounds.acl = Math.max(bounds.acl, row.aclId);
  };
  const newSlot = (chunkId: number): number => {
    rows.reserve(size + 1);
    if (size === columns.chunkIds.length) columns = grown(columns);
    const slot = size++;
    columns.chunkIds[slot] = chunkId;
    map.set(chunkId, slot);
    return slot;
  };
  return {
    rows,
    ...interners,
    bounds,
    get size() {
      return size;
    },
    get columns() {
      return columns;
    },
    slotOf: (chunkId) => map.get(chunkId),
    put: (row, vector) => {
      checkIds(row);
      const known = map.get(row.chunkId);
      const slot = known >= 0 ? known : newSlot(row.chunkId);
      columns.embeddingIds[slot] = row.embeddingId;
      const scale = rows.write(slot, vector);
      columns.scales[slot] = scale;
      bounds.scale = Math.max(bounds.scale, scale);
      setPayload(slot, row);
    },
    setPayload,
    remove: (chunkId) => {
      const slot = map.get(chunkId);
      if (slot < 0) return;
      map.delete(chunkId);
      const last = --size;
      if (slot === last) return;
      map.set(columns.chunkIds[last] ?? 0, slot);
      for (const name of COLUMN_NAMES) columns[name][slot] = columns[name][last] ?? 0;
      rows.copy(last, slot);
    },
    clear: () => {
      columns = allocate(MIN_CAPACITY);
      size = 0;
      Object.assign(bounds, { acl: 0, scale: 0 });
      map.clear();
      for (const interner of Object.values(interners)) interner.clear();
    },
  };
}

type Interners = Pick<SlotTable, "sources" | "containers" | "kinds" | "authors">;

function createInterners(): Interners {
  return { sources: createInterner(), containers: createInterner(), kinds: createInterner(), authors: createListInterner() };
}

function writePayload(columns: SlotColumns, interners: Interners, slot: number, row: SlotRow): void {
  columns.acls[slot] = row.aclId;
  columns.sources[slot] = interners.sources.add(row.sourceId);
  columns.containers[slot] = row.containerId === null ? 0 : interners.containers.add(row.containerId);
  columns.kinds[slot] = interners.kinds.add(row.kind);
  columns.authors[slot] = interners.authors.add(row.authors);
  columns.updatedAt[slot] = row.updatedAt;
}

function allocate(capacity: number): SlotColumns {
  return {
    chunkIds: new Uint32Array(capacity),
    embeddingIds: new Uint32Array(capacity),
    acls: new Uint32Array(capacity),
    sources: new Int32Array(capacity),
    containers: new Int32Array(capacity),
    kinds: new Int32Array(capacity),
    authors: new Int32Array(capacity),
    scales: new Float32Array(capacity),
    updatedAt: new Float64Array(capacity),
  };
}

/** A quarter larger, so that little of what is reserved stays unused. */
function grown(columns: SlotColumns): SlotColumns {
  const larger = allocate(Math.ceil(columns.chunkIds.length * 1.25));
  for (const name of COLUMN_NAMES) larger[name].set(columns[name]);
  return larger;
}

/** Ids are kept in 32 bits: two thousand times more than a scan in memory can serve. */
function checkIds(row: SlotRow): void {
  if (Math.max(row.chunkId, row.embeddingId, row.aclId) >= 2 ** 32) throw new Error("an id of the vector index has left 32 bits");
}
