import { setImmediate } from "node:timers/promises";
import type { IndexFilter, VectorHit } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { type Candidate, createCandidateFinder } from "./find-candidates.ts";
import { createLoadQueue } from "./load-queue.ts";
import { createVectorMemory, ROWS_PER_TURN } from "./vector-memory.ts";
import type { VectorRows } from "./vector-rows.ts";

/** Ids in one `score` query. */
const IDS_PER_QUERY = 500;
/** How often a search starts anew because the table changed under it. */
const ATTEMPTS = 5;

/** The search thread's state: vector_chunk in memory, and answers from it that SQL confirms. */
export interface VectorStore {
  /** Reads everything anew; searches wait for it. */
  reload(): Promise<void>;
  /** Brings the given chunks to what the table now says. Harmless when repeated, in any order. */
  refresh(chunkIds: readonly number[]): Promise<void>;
  search(query: Float32Array, filter: IndexFilter, limit: number): Promise<readonly VectorHit[]>;
  score(query: Float32Array, chunkIds: readonly number[]): ReadonlyMap<number, number>;
}

export function createVectorStore(rows: VectorRows, dimensions: number): VectorStore {
  const memory = createVectorMemory(rows, dimensions);
  const finder = createCandidateFinder(memory.table);
  const queue = createLoadQueue(() => memory.load());
  const cosine = (query: Float32Array, vector: Uint8Array): number => clampedDot(query, memory.decode(vector));
  const rescore = (query: Float32Array, candidates: readonly Candidate[]): { hits: VectorHit[]; stale: number[] } => {
    const unconfirmed = new Map(candidates.map((candidate) => [candidate.chunkId, candidate]));
    const hits: VectorHit[] = [];
    for (const { chunkId, documentId, aclId, embeddingId, vector } of rows.storedAmong([...unconfirmed.keys()])) {
      const candidate = unconfirmed.get(chunkId);
      if (candidate?.aclId !== aclId || candidate.embeddingId !== embeddingId) continue;
      unconfirmed.delete(chunkId);
      hits.push({ chunkId, documentId, score: cosine(query, vector) });
    }
    return { hits, stale: [...unconfirmed.keys()] };
  };
  return {
    reload: () => queue.reload(),
    refresh: async (chunkIds) => {
      await queue.run(async () => {
        for (let start = 0; start < chunkIds.length; start += ROWS_PER_TURN) {
          if (start > 0) await setImmediate();
          memory.reconcile(chunkIds.slice(start, start + ROWS_PER_TURN));
        }
      });
    },
    search: async (query, filter, limit) => {
      await queue.loaded();
      for (let attempt = 1; ; attempt++) {
        const { hits, stale } = rescore(query, finder.find(query, filter, limit));
        // A change was committed that this thread has yet to hear of: nothing it took away may be shown or count.
        if (stale.length > 0) memory.reconcile(stale);
        if (stale.length > 0 && attempt < ATTEMPTS) continue;
        return hits.toSorted((a, b) => b.score - a.score || a.chunkId - b.chunkId).slice(0, limit);
      }
    },
    score: (query, chunkIds) => {
      const scores = new Map<number, number>();
      for (let start = 0; start < chunkIds.length; start += IDS_PER_QUERY) {
        for (const row of rows.storedAmong(chunkIds.slice(start, start + IDS_PER_QUERY)))
          scores.set(row.chunkId, cosine(query, row.vector));
      }
      return scores;
    },
  };
}

function clampedDot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new SmartyError("internal", `a vector of ${a.length} numbers was compared with one of ${b.length}`);
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}
