import { expect } from "vitest";
import type { IndexFilter, LexicalAnswer, LexicalDocument, LexicalIndex, LexicalQuery } from "../ports/indexes.ts";
import { ACLS, AUTHORS, type Choices, CONTAINERS, KINDS, passes, payloadOf, SOURCES } from "./vector-world.ts";

export interface LexicalIndexUnderTest {
  /** Empty. */
  readonly index: LexicalIndex;
  /** Ends the index and opens it anew over the same data; for indexes that keep them. `close` then ends the new one. */
  reopen?(): Promise<LexicalIndex>;
  close(): Promise<void>;
}

export interface LexicalIndexRule {
  readonly title: string;
  readonly check: (made: LexicalIndexUnderTest, skip: (note: string) => void) => Promise<void>;
}

export type LexicalChunk = LexicalDocument["chunks"][number];
type LexicalChanges = { readonly upserts: readonly LexicalDocument[]; readonly removes: readonly string[] };

export const EVERY_ACL: IndexFilter = { acls: ACLS };
const MANY = 10_000;

/** What a lexical index must find, by looking at everything. */
export interface LexicalWorld {
  readonly documents: ReadonlyMap<string, LexicalDocument>;
  /** Changes the index and the world alike. */
  change(index: LexicalIndex, changes: Partial<LexicalChanges>): Promise<void>;
  /** The document of each chunk that matches and passes. */
  matching(query: LexicalQuery, filter: IndexFilter): ReadonlyMap<number, string>;
  chunkIds(): readonly number[];
}

export function createLexicalWorld(): LexicalWorld {
  const documents = new Map<string, LexicalDocument>();
  return {
    documents,
    change: async (index, { upserts = [], removes = [] }) => {
      await index.apply({ upserts, removes });
      for (const id of removes) documents.delete(id);
      for (const document of upserts) documents.set(document.payload.documentId, document);
    },
    matching: (query, filter) => {
      const found = [...documents.values()].flatMap(({ payload, chunks }) =>
        chunks
          .filter((chunk) => passes(payload, filter, chunk.chunkId) && matches(chunk, query))
          .map((chunk) => [chunk.chunkId, payload.documentId] as const),
      );
      return new Map(found);
    },
    chunkIds: () => {
      const ids = [...documents.values()].flatMap(({ chunks }) => chunks.map((chunk) => chunk.chunkId));
      return ids.toSorted((a, b) => a - b);
    },
  };
}

function matches(chunk: LexicalChunk, { terms, phrases, excluded }: LexicalQuery): boolean {
  const present = new Set([...chunk.title, ...chunk.body]);
  if (terms.length === 0 && phrases.length === 0) return false;
  if (terms.length > 0 && !terms.some((term) => present.has(term))) return false;
  if (excluded.some((term) => present.has(term))) return false;
  return phrases.every((phrase) => [chunk.title, chunk.body].some((text) => contains(text, phrase)));
}

function contains(terms: readonly string[], phrase: readonly string[]): boolean {
  return ` ${terms.join(" ")} `.includes(` ${phrase.join(" ")} `);
}

export function queryFor(terms: readonly string[], more: Partial<LexicalQuery> = {}): LexicalQuery {
  return { terms, phrases: [], excluded: [], ...more };
}

/** A document of one chunk, `document-<chunkId>`, visible by ACL 1 unless told. */
export function documentOf(
  chunkId: number,
  title: string,
  body: string,
  payload: Partial<LexicalDocument["payload"]> = {},
): LexicalDocument {
  return { payload: payloadOf(`document-${chunkId}`, payload), chunks: [chunkOf(chunkId, title, body)] };
}

export function chunkOf(chunkId: number, title: string, body: string): LexicalChunk {
  return { chunkId, title: wordsOf(title), body: wordsOf(body) };
}

function wordsOf(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

/** Few enough words that phrases and exclusions meet. */
const WORDS = Array.from({ length: 30 }, (_, at) => `word${at}`);

function randomWords(choices: Choices, count: number): string[] {
  // The smaller of two numbers: some words are common, some are rare.
  return Array.from({ length: count }, () => WORDS[Math.min(choices.below(WORDS.length), choices.below(WORDS.length))] ?? "word0");
}

/** `count` documents of one to three chunks with every kind of payload. */
export function randomTexts(choices: Choices, count: number, firstChunkId = 1): LexicalDocument[] {
  return Array.from({ length: count }, (_, at) => {
    const first = firstChunkId + at * 3;
    const title = randomWords(choices, 2);
    return {
      payload: payloadOf(`document-${first}`, {
        aclId: 1 + (at % ACLS.length),
        sourceId: choices.pick(SOURCES),
        containerId: choices.pick(CONTAINERS),
        kind: choices.pick(KINDS),
        authors: AUTHORS.filter(() => choices.next() < 0.4),
        updatedAt: choices.below(1000),
      }),
      chunks: Array.from({ length: 1 + choices.below(3) }, (_each, nth) => ({
        chunkId: first + nth,
        title,
        body: randomWords(choices, 4 + choices.below(12)),
      })),
    };
  });
}

export function randomQuery(choices: Choices): LexicalQuery {
  const phrases = choices.next() < 0.25 ? [randomWords(choices, 2)] : [];
  return {
    terms: randomWords(choices, phrases.length > 0 ? choices.below(3) : 1 + choices.below(4)),
    phrases,
    excluded: choices.next() < 0.25 ? randomWords(choices, 1) : [],
  };
}

/** Searches, compares which chunks were found with the world, and returns how many. */
export async function expectFound(
  index: LexicalIndex,
  world: LexicalWorld,
  query: LexicalQuery,
  filter: IndexFilter,
  limit = MANY,
): Promise<number> {
  const answer = await index.search(query, filter, limit);
  const expected = world.matching(query, filter);
  const asked = JSON.stringify({ query, filter });
  expect(answer.hits.length, `hits of ${asked}`).toBe(Math.min(limit, expected.size));
  for (const hit of answer.hits) expect(expected.get(hit.chunkId), `chunk ${hit.chunkId} for ${asked}`).toBe(hit.documentId);
  expectWellFormed(answer);
  return answer.hits.length;
}

function expectWellFormed({ hits, confidence }: LexicalAnswer): void {
  expect(new Set(hits.map((hit) => hit.chunkId)).size, "distinct chunks").toBe(hits.length);
  expect(hits[0]?.score ?? 1, "best score").toBe(1);
  for (const [at, { score }] of hits.entries()) {
    expect(score, `score at rank ${at + 1}`).toBeGreaterThan(0);
    expect(score, `score at rank ${at + 1}`).toBeLessThanOrEqual(hits[at - 1]?.score ?? 1);
  }
  expect(confidence, "confidence").toBeGreaterThanOrEqual(0);
  expect(confidence, "confidence").toBeLessThanOrEqual(hits.length === 0 ? 0 : 1);
}
