import { describe, expect, test } from "vitest";
import type { LexicalAnswer, VectorHit } from "../ports/indexes.ts";
import { fuse } from "./fuse.ts";

function lexical(confidence: number, ...hits: readonly (readonly [chunkId: number, score: number])[]): LexicalAnswer {
  return { confidence, frequencies: [], hits: hits.map(([chunkId, score]) => ({ chunkId, documentId: `d${chunkId}`, score })) };
}

function vectors(...hits: readonly (readonly [chunkId: number, score: number])[]): VectorHit[] {
  return hits.map(([chunkId, score]) => ({ chunkId, documentId: `d${chunkId}`, score }));
}

const NONE = new Map<number, number>();

function scores(hits: ReturnType<typeof fuse>): readonly (readonly [number, number])[] {
  return hits.map((hit) => [hit.chunkId, Math.round(hit.score * 10_000) / 10_000]);
}

describe("the legs are joined by (1 - w) * conf * b + w * d", () => {
  test("as worked out by hand", () => {
    // d: 1 for 0.9, 0.5 for 0.6, 0 for 0.3; b as given; w = 0.4, conf = 0.5.
    const fused = fuse(lexical(0.5, [1, 1], [2, 0.5]), vectors([2, 0.9], [3, 0.6], [4, 0.3]), NONE, 0.4);
    expect(scores(fused)).toEqual([
      [2, 0.55], // 0.6 * 0.5 * 0.5 + 0.4 * 1
      [1, 0.3], // 0.6 * 0.5 * 1
      [3, 0.2], // 0.4 * 0.5
      [4, 0],
    ]);
    for (const hit of fused) expect(hit.lexical + hit.semantic).toBe(hit.score);
  });

  test("a hit of the lexical leg alone gets the cosine that was looked up for it, and never less than nothing", () => {
    const fused = fuse(
      lexical(1, [1, 1], [5, 0.8]),
      vectors([2, 0.9], [3, 0.5]),
      new Map([
        [1, 0.7],
        [5, 0.1],
      ]),
      0.5,
    );
    expect(scores(fused)).toEqual([
      [1, 0.75], // 0.5 + 0.5 * (0.7 - 0.5) / 0.4
      [2, 0.5],
      [5, 0.4], // below the last of the leg: no less than 0
      [3, 0],
    ]);
    expect(fused.map((hit) => hit.cosine)).toEqual([0.7, 0.9, 0.1, 0.5]);
  });

  test("one leg alone stands as it is", () => {
    expect(scores(fuse(lexical(0.2, [1, 1], [2, 0.25]), [], NONE, 0.4))).toEqual([
      [1, 1],
      [2, 0.25],
    ]);
    expect(scores(fuse(lexical(0), vectors([7, 0.5], [8, 0.1]), NONE, 0.4))).toEqual([
      [7, 1],
      [8, 0],
    ]);
    expect(fuse(lexical(0), [], NONE, 0.4)).toEqual([]);
  });

  test("equal cosines count as the best, and equal scores are in the order of their ids", () => {
    const fused = fuse(lexical(0), vectors([9, 0.4], [3, 0.4], [5, 0.4]), NONE, 0.4);
    expect(scores(fused)).toEqual([
      [3, 1],
      [5, 1],
      [9, 1],
    ]);
  });
});
