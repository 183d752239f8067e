import { KERNEL_BASE64 } from "./kernel.ts";

/** How many slots one call of `products` takes at most. */
export const BLOCK_SLOTS = 4096;

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
/** Memory grows by an eighth, at least 1 MiB: a copy of everything is never made. */
const MIN_GROWTH_PAGES = 16;
const MAX_DIMENSIONS = 8192;
/** The first page: the query (16 KiB), the slots and the products of one block (16 KiB each). Rows follow. */
const QUERY_AT = 0;
const SLOTS_AT = 16_384;
const PRODUCTS_AT = 32_768;
const ROWS_AT = PAGE_BYTES;

/** int8 copies of vectors in WebAssembly memory, each with its own scale, and their products with a query. */
export interface Int8Rows {
  /** Makes room for rows 0 to count - 1. */
  reserve(count: number): void;
  /** Stores a rounded copy and returns its scale: a value is its int8 times the scale. A vector of zeros has scale 0. */
  write(slot: number, vector: Float32Array): number;
  copy(from: number, to: number): void;
  /** Rounds the query to 16 bits and returns its scale; zero means that the query is all zeros. */
  setQuery(query: Float32Array): number;
  /** Whole-number products of the query with the rows of `slots`; multiply by both scales. Valid until the next call. */
  products(slots: Int32Array): Int32Array;
}

type Dots = (query: number, rows: number, slots: number, count: number, width: number, out: number) => void;

export function createInt8Rows(dimensions: number): Int8Rows {
  if (!(dimensions >= 1 && dimensions <= MAX_DIMENSIONS)) throw new Error(`vectors of ${dimensions} dimensions are not supported`);
  const width = Math.ceil(dimensions / 16) * 16;
  // No sum of products may leave 32 bits; every model of up to 512 dimensions gets the full 16.
  const queryMax = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * width)));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
  const dots = loadKernel(memory);
  // Views end with the buffer, which every growth replaces.
  let rows = new Int8Array(memory.buffer, ROWS_AT);
  const reserve = (count: number): void => {
    const missing = Math.ceil((count * width - rows.length) / PAGE_BYTES);
    if (missing <= 0) return;
    const pages = memory.buffer.byteLength / PAGE_BYTES;
    const comfortable = Math.max(missing, MIN_GROWTH_PAGES, Math.ceil(pages / 8));
    memory.grow(pages + comfortable <= MAX_PAGES ? comfortable : missing);
    rows = new Int8Array(memory.buffer, ROWS_AT);
  };
  return {
    reserve,
    write: (slot, vector) => {
      const scale = largest(vector) / 127;
      const at = slot * width;
      rows.fill(0, at, at + width);
      if (scale === 0) return 0;
      for (let index = 0; index < dimensions; index++) rows[at + index] = Math.round((vector[index] ?? 0) / scale);
      return scale;
    },
    copy: (from, to) => void rows.copyWithin(to * width, from * width, (from + 1) * width),
    setQuery: (query) => {
      const scale = largest(query) / queryMax;
      const words = new Int16Array(memory.buffer, QUERY_AT, width).fill(0);
      if (scale === 0) return 0;
      for (let index = 0; index < dimensions; index++) words[index] = Math.round((query[index] ?? 0) / scale);
      return scale;
    },
    products: (slots) => {
      new Int32Array(memory.buffer, SLOTS_AT, BLOCK_SLOTS).set(slots);
      dots(QUERY_AT, ROWS_AT, SLOTS_AT, slots.length, width, PRODUCTS_AT);
      return new Int32Array(memory.buffer, PRODUCTS_AT, slots.length);
    },
  };
}

function loadKernel(memory: WebAssembly.Memory): Dots {
  const bytes = Uint8Array.from(atob(KERNEL_BASE64), (character) => character.charCodeAt(0));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { dots } = instance.exports;
  if (!isDots(dots)) throw new Error("the vector kernel is not what this code was written for");
  return dots;
}

function isDots(value: unknown): value is Dots {
  return typeof value === "function";
}

function largest(vector: Float32Array): number {
  let max = 0;
  for (let index = 0; index < vector.length; index++) max = Math.max(max, Math.abs(vector[index] ?? 0));
  return max;
}
