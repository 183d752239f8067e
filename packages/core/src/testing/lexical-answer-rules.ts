import { expect } from "vitest";
import type { IndexFilter, LexicalQuery } from "../ports/indexes.ts";
import {
  createLexicalWorld,
  documentOf,
  EVERY_ACL,
  expectFound,
  type LexicalIndexRule,
  queryFor,
  randomQuery,
  randomTexts,
} from "./lexical-world.ts";
import { ACLS, AUTHORS, createChoices, KINDS, randomFilter, SOURCES } from "./vector-world.ts";

const NOBODYS_ACL = 999_999;
/** Operators, quotes, wildcards and column names of query languages, and text that is none. */
const STRANGE = [
  "or",
  "OR",
  "AND",
  "NOT",
  "near",
  'NEAR("a" "b", 2)',
  '"',
  "'",
  "a*",
  "title:x",
  "^a",
  "-a",
  "(",
  ")",
  "😀",
  "\0",
  "--",
  ";",
  "%",
  "\\",
];

/** Which chunks are found. */
export const LEXICAL_ANSWER_RULES: readonly LexicalIndexRule[] = [
  {
    title: "finds exactly what matches, under random filters on every field and their combinations",
    async check({ index }) {
      const choices = createChoices(1);
      const world = createLexicalWorld();
      await world.change(index, { upserts: randomTexts(choices, 400) });
      let found = 0;
      for (let round = 0; round < 150; round++) {
        found += await expectFound(index, world, randomQuery(choices), randomFilter(choices), choices.pick([1, 10, 100, 5000]));
      }
      expect(found, "hits compared").toBeGreaterThan(500);
    },
  },
  {
    title: "never gives fewer hits than asked for when that many match, with nothing, 1 %, half and all visible",
    async check({ index }) {
      const world = createLexicalWorld();
      await world.change(index, { upserts: randomTexts(createChoices(2), 1200) });
      const common = queryFor(["word0", "word1", "word2", "word3"]);
      for (const [acls, atLeast] of [
        [[NOBODYS_ACL], 0],
        [[], 0],
        [[17], 12],
        [ACLS.slice(50), 500],
        [ACLS, 1000],
      ] as const) {
        const most = world.matching(common, { acls }).size;
        expect(most, `matching with ${acls.length} ACLs`).toBeGreaterThanOrEqual(atLeast);
        for (const limit of [1, 10, most, 5000])
          expect(await expectFound(index, world, common, { acls }, limit)).toBe(Math.min(limit, most));
      }
    },
  },
  {
    title: "filters by each field alone, and by any of several values",
    async check({ index }) {
      const world = createLexicalWorld();
      await world.change(index, { upserts: randomTexts(createChoices(3), 300) });
      const query = queryFor(["word0", "word1", "word2"]);
      const all = world.matching(query, EVERY_ACL).size;
      const fields: Omit<IndexFilter, "acls">[] = [
        ...SOURCES.map((source) => ({ sources: [source] })),
        ...KINDS.map((kind) => ({ kinds: [kind] })),
        ...AUTHORS.map((author) => ({ authors: [author] })),
        { containers: ["sales"] },
        { sources: ["wiki", "chat"] },
        { containers: ["engineering", "people"] },
        { authors: ["ada", "zoë"] },
        { updatedAfter: 500 },
        { updatedBefore: 500 },
        { updatedAfter: 300, updatedBefore: 600 },
        { chunks: Array.from({ length: 300 }, (_, at) => at + 1) },
        { anyOf: [{ sources: ["wiki"] }, { authors: ["zoë"], updatedAfter: 500 }] },
        { kinds: ["pdf", "html"], anyOf: [{ containers: ["sales"] }, { updatedBefore: 500 }] },
      ];
      for (const field of fields) {
        const found = await expectFound(index, world, query, { ...EVERY_ACL, ...field });
        expect(found, JSON.stringify(field)).toBeGreaterThan(0);
        expect(found, JSON.stringify(field)).toBeLessThan(all);
      }
      for (const nothing of [
        { sources: [] },
        { kinds: ["spreadsheet"] },
        { authors: ["nobody"] },
        { updatedBefore: -1 },
        { chunks: [] },
        { anyOf: [] },
      ]) {
        expect(await expectFound(index, world, query, { ...EVERY_ACL, ...nothing })).toBe(0);
      }
    },
  },
  {
    title: "updatedAfter is inclusive, updatedBefore is not",
    async check({ index }) {
      const world = createLexicalWorld();
      const moments = [1_763_000_000_000, 1_763_000_000_001];
      await world.change(index, { upserts: moments.map((updatedAt, at) => documentOf(at + 1, "", "moment", { updatedAt })) });
      const chunks = async (filter: Omit<IndexFilter, "acls">): Promise<number[]> =>
        (await index.search(queryFor(["moment"]), { ...EVERY_ACL, ...filter }, 10)).hits.map((hit) => hit.chunkId);
      expect(await chunks({ updatedAfter: 1_763_000_000_001 })).toEqual([2]);
      expect(await chunks({ updatedBefore: 1_763_000_000_001 })).toEqual([1]);
    },
  },
  {
    title: "a phrase must occur as a sequence, within the title or within the body",
    async check({ index }) {
      const world = createLexicalWorld();
      const texts = [
        ["", "annual report of sales"],
        ["", "report annual of sales"],
        ["", "annual sales report"],
        ["annual report", "sales"],
        ["our annual", "report of sales"],
      ] as const;
      await world.change(index, { upserts: texts.map(([title, body], at) => documentOf(at + 1, title, body)) });
      const chunks = async (query: LexicalQuery): Promise<number[]> => {
        await expectFound(index, world, query, EVERY_ACL);
        return (await index.search(query, EVERY_ACL, 10)).hits.map((hit) => hit.chunkId).toSorted((a, b) => a - b);
      };
      expect(await chunks(queryFor(["sales"], { phrases: [["annual", "report"]] }))).toEqual([1, 4]);
      expect(await chunks(queryFor([], { phrases: [["annual", "report"]] }))).toEqual([1, 4]);
      expect(
        await chunks(
          queryFor([], {
            phrases: [
              ["annual", "report"],
              ["of", "sales"],
            ],
          }),
        ),
      ).toEqual([1]);
      expect(await chunks(queryFor([], { phrases: [["report"]] }))).toEqual([1, 2, 3, 4, 5]);
      expect(await chunks(queryFor(["nowhere"], { phrases: [["annual", "report"]] }))).toEqual([]);
    },
  },
  {
    title: "what is excluded may occur neither in the title nor in the body",
    async check({ index }) {
      const world = createLexicalWorld();
      const upserts = [documentOf(1, "draft", "budget"), documentOf(2, "plan", "budget draft"), documentOf(3, "plan", "budget final")];
      await world.change(index, { upserts });
      expect(await expectFound(index, world, queryFor(["budget"], { excluded: ["draft"] }), EVERY_ACL)).toBe(1);
      expect(await expectFound(index, world, queryFor(["budget"], { excluded: ["draft", "final"] }), EVERY_ACL)).toBe(0);
      expect(await expectFound(index, world, queryFor(["budget"], { excluded: ["nowhere"] }), EVERY_ACL)).toBe(3);
      expect(await expectFound(index, world, queryFor([], { phrases: [["budget"]], excluded: ["final"] }), EVERY_ACL)).toBe(2);
    },
  },
  {
    title: "nothing to look for finds nothing",
    async check({ index }) {
      const world = createLexicalWorld();
      await world.change(index, { upserts: randomTexts(createChoices(4), 20) });
      for (const query of [queryFor([]), queryFor([], { excluded: ["word0"] }), queryFor([], { phrases: [[]] })]) {
        expect(await index.search(query, EVERY_ACL, 10)).toMatchObject({ hits: [], confidence: 0 });
      }
    },
  },
  {
    title: "words and signs of query languages are only text, and a term may be long",
    async check({ index }) {
      const world = createLexicalWorld();
      const long = "ab".repeat(40_000);
      await world.change(index, { upserts: [documentOf(1, "", "plain or near and not"), documentOf(2, "", "a b plain")] });
      for (const term of [...STRANGE, long]) {
        await index.search(queryFor([term]), EVERY_ACL, 10);
        const { hits } = await index.search(queryFor(["plain", term]), EVERY_ACL, 10);
        expect(hits.length, `hits beside ${JSON.stringify(term.slice(0, 20))}`).toBe(2);
        await index.search(queryFor(["plain"], { phrases: [[term, "x"]], excluded: [term] }), EVERY_ACL, 10);
      }
      expect(await expectFound(index, world, queryFor(["or"]), EVERY_ACL)).toBe(1);
      expect(await expectFound(index, world, queryFor(["near", "not", "and"]), EVERY_ACL)).toBe(1);
      await world.change(index, { upserts: [documentOf(3, "", `${long} 東京 größe naïve ελληνικά`)] });
      for (const term of ["東京", "größe", "naïve", "ελληνικά"])
        expect(await expectFound(index, world, queryFor([term]), EVERY_ACL), term).toBe(1);
      expect(await expectFound(index, world, queryFor(["naive"]), EVERY_ACL), "accents are the analyzer's business").toBe(0);
    },
  },
  {
    title: "an aborted search is rejected as aborted, and the next one is answered",
    async check({ index }) {
      const world = createLexicalWorld();
      await world.change(index, { upserts: randomTexts(createChoices(5), 200) });
      const query = queryFor(["word0", "word1"]);
      await expect(index.search(query, EVERY_ACL, 10, AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
      const controller = new AbortController();
      const searches = Array.from({ length: 10 }, () => index.search(query, EVERY_ACL, 10, controller.signal));
      const outcome = Promise.allSettled(searches);
      controller.abort();
      const reasons = (await outcome).map((each): unknown => (each.status === "rejected" ? each.reason : undefined));
      for (const reason of reasons) expect(reason).toMatchObject({ code: "aborted" });
      await expectFound(index, world, query, EVERY_ACL, 10);
    },
  },
];
