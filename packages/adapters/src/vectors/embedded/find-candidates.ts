import type { IndexFilter } from "@smartypants/core";
import { BLOCK_SLOTS } from "./int8-rows.ts";
import { selectSlots } from "./select-slots.ts";
import type { SlotTable } from "./slot-table.ts";
import { createTopScores } from "./top-scores.ts";

/** Below this share of slots only those that pass are read; above it reading all in order is faster than skipping. */
const GATHER_SHARE = 0.2;
/**
 * How far an approximate score may be off, in scales of the row and of the query. Rounding moves a value by at most half a scale, evenly
 * spread, so the error of a score has a standard deviation of scale / sqrt(12): 1.3 scales are four and a half deviations, and a hit is missed only
 * where two such errors meet.
 */
const ERROR_SCALES = 1.3;
/** More candidates than this are rescored only when that many hits are asked for: a limit on the time for thousands of near-equal texts. */
const MAX_CANDIDATES = 2000;

export interface Candidate {
  readonly chunkId: number;
  readonly embeddingId: number;
  readonly aclId: number;
  readonly approximate: number;
  /** The same for chunks with the same vector. */
  readonly vectorKey: number;
}

export interface CandidateFinder {
  /** Every chunk that may be among the `limit` nearest of those that pass the filter; most promising first. */
  find(query: Float32Array, filter: IndexFilter, limit: number): readonly Candidate[];
}

/** Finds what is worth an exact look. Keeps its working arrays between calls. */
export function createCandidateFinder(table: SlotTable): CandidateFinder {
  let slots = new Int32Array(0);
  let scores = new Float32Array(0);
  let all = new Float32Array(0);
  return {
    find: (query, filter, limit) => {
      const queryScale = table.rows.setQuery(query);
      if (queryScale === 0 || limit <= 0) return [];
      if (slots.length < table.size) {
        slots = new Int32Array(table.columns.chunkIds.length);
        scores = new Float32Array(slots.length);
        all = new Float32Array(slots.length);
      }
      const visible = slots.subarray(0, selectSlots(table, filter, slots));
      if (visible.length < table.size * GATHER_SHARE) gather(table, visible, queryScale, scores);
      else sweep(table, visible, queryScale, scores, all);
      return pick(table, visible, scores, queryScale, limit);
    },
  };
}

/** Reads the rows of the visible slots only. */
function gather(table: SlotTable, visible: Int32Array, queryScale: number, scores: Float32Array): void {
  const { scales } = table.columns;
  for (let start = 0; start < visible.length; start += BLOCK_SLOTS) {
    const block = visible.subarray(start, start + BLOCK_SLOTS);
    const products = table.rows.products(block);
    for (let index = 0; index < block.length; index++) {
      scores[start + index] = (products[index] ?? 0) * (scales[block[index] ?? 0] ?? 0) * queryScale;
    }
  }
}

/** Reads all rows in order into `all` and keeps the scores of the visible ones. No branch depends on what is visible: a random one costs more than a product. */
function sweep(table: SlotTable, visible: Int32Array, queryScale: number, scores: Float32Array, all: Float32Array): void {
  const { scales } = table.columns;
  const block = new Int32Array(BLOCK_SLOTS);
  for (let start = 0; start < table.size; start += BLOCK_SLOTS) {
    const length = Math.min(BLOCK_SLOTS, table.size - start);
    for (let index = 0; index < length; index++) block[index] = start + index;
    const products = table.rows.products(block.subarray(0, length));
    for (let index = 0; index < length; index++) all[start + index] = (products[index] ?? 0) * (scales[start + index] ?? 0) * queryScale;
  }
  for (let index = 0; index < visible.length; index++) scores[index] = all[visible[index] ?? 0] ?? 0;
}

/** Those whose score could reach what the `limit` best have for certain. */
function pick(table: SlotTable, visible: Int32Array, scores: Float32Array, queryScale: number, limit: number): readonly Candidate[] {
  const { scales, chunkIds, embeddingIds, acls } = table.columns;
  const errorAt = (slot: number): number => {
    const scale = scales[slot] ?? 0;
    return scale === 0 ? 0 : ERROR_SCALES * (scale + queryScale);
  };
  const certain = createTopScores(Math.min(limit, visible.length));
  let threshold = certain.lowest();
  for (let index = 0; index < visible.length; index++) {
    const score = scores[index] ?? 0;
    // Nearly all stop here.
    if (score <= threshold) continue;
    certain.offer(score - errorAt(visible[index] ?? 0));
    threshold = certain.lowest();
  }
  const found: Candidate[] = [];
  const worthALook = threshold - ERROR_SCALES * (table.bounds.scale + queryScale);
  for (let index = 0; index < visible.length; index++) {
    const approximate = scores[index] ?? 0;
    if (approximate < worthALook) continue;
    const slot = visible[index] ?? 0;
    if (approximate + errorAt(slot) < threshold) continue;
    const embeddingId = embeddingIds[slot] ?? 0;
    const vectorKey = scales[slot] === 0 ? 0 : embeddingId;
    found.push({ chunkId: chunkIds[slot] ?? 0, embeddingId, aclId: acls[slot] ?? 0, approximate, vectorKey });
  }
  found.sort((a, b) => b.approximate - a.approximate || a.chunkId - b.chunkId);
  return withoutSurplusCopies(found, limit).slice(0, Math.max(limit, MAX_CANDIDATES));
}

/** Of chunks with the same vector only the `limit` lowest ids can be hits. */
function withoutSurplusCopies(sorted: readonly Candidate[], limit: number): readonly Candidate[] {
  if (sorted.length <= limit) return sorted;
  const copies = new Map<number, number>();
  return sorted.filter(({ vectorKey }) => {
    const count = (copies.get(vectorKey) ?? 0) + 1;
    copies.set(vectorKey, count);
    return count <= limit;
  });
}
