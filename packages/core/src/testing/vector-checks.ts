import { expect } from "vitest";
import type { IndexFilter, VectorDocument, VectorHit, VectorIndex } from "../ports/indexes.ts";
import { ACLS, createChoices, createVectorWorld, type Embedding, type VectorChanges, type VectorWorld } from "./vector-world.ts";

export interface VectorIndexUnderTest {
  /** Empty. */
  readonly index: VectorIndex;
  /** Stores the vectors under their hashes, as the caller of `apply` does beforehand. A known hash is left as it is. */
  prepare(embeddings: readonly Embedding[]): Promise<void>;
  /** An index of another model over the same data, ended by `close` with the first. */
  beside(): Promise<Pick<VectorIndexUnderTest, "index" | "prepare">>;
  /** Ends the index and opens it anew over the same data; for indexes that keep them. `close` then ends the new one. */
  reopen?(): Promise<VectorIndex>;
  close(): Promise<void>;
}

export interface VectorIndexRule {
  readonly title: string;
  readonly check: (made: VectorIndexUnderTest, skip: (note: string) => void) => Promise<void>;
}

export const EVERYTHING: IndexFilter = { acls: ACLS };

/** Scores may be sums of 32-bit floats in any order. */
const TOLERANCE = 1e-5;

/** A chunk whose vector follows from its id. */
export function chunkOf(chunkId: number): VectorDocument["chunks"][number] {
  return { chunkId, hash: `text-of-${chunkId}`, vector: createChoices(1000 + chunkId).unitVector() };
}

export async function filled(made: VectorIndexUnderTest, documents: readonly VectorDocument[]): Promise<VectorWorld> {
  const world = createVectorWorld();
  await change(made, world, { upserts: documents, removes: [] });
  return world;
}

/** Changes the index and the world alike. */
export async function change(made: VectorIndexUnderTest, world: VectorWorld, changes: VectorChanges): Promise<void> {
  await made.prepare(changes.upserts.flatMap((document) => document.chunks));
  await made.index.apply(changes);
  world.apply(changes);
}

export function chunkIdsOf(world: VectorWorld): readonly number[] {
  const ids = [...world.documents.values()].flatMap(({ chunks }) => chunks.map((chunk) => chunk.chunkId));
  return ids.toSorted((a, b) => a - b);
}

/** Compares with the world: the right scores at every rank, each hit's own score and document, and returns how many hits there were. */
export async function expectExact(
  index: VectorIndex,
  world: VectorWorld,
  query: Float32Array,
  filter: IndexFilter,
  limit: number,
): Promise<number> {
  const hits = await index.search(query, filter, limit);
  const ranked = world.ranked(query, filter);
  const known = new Map(ranked.map((hit) => [hit.chunkId, hit]));
  expect(hits.length, "hits").toBe(Math.min(limit, ranked.length));
  for (const [at, hit] of hits.entries()) {
    expect(Math.abs(hit.score - (ranked[at]?.score ?? Number.NaN)), `score at rank ${at + 1}`).toBeLessThan(TOLERANCE);
    const own = known.get(hit.chunkId);
    expect(own?.documentId, `document of chunk ${hit.chunkId}`).toBe(hit.documentId);
    expect(Math.abs(hit.score - (own?.score ?? Number.NaN)), `score of chunk ${hit.chunkId}`).toBeLessThan(TOLERANCE);
  }
  expectInOrder(hits);
  return hits.length;
}

export function expectInOrder(hits: readonly VectorHit[]): void {
  expect(new Set(hits.map((hit) => hit.chunkId)).size, "distinct chunks").toBe(hits.length);
  for (const [at, hit] of hits.slice(1).entries()) {
    const before = hits[at] ?? hit;
    const ordered = before.score > hit.score || (before.score === hit.score && before.chunkId < hit.chunkId);
    expect(ordered, `order at rank ${at + 2}`).toBe(true);
  }
}
