import { describe, expect, test } from "vitest";
import { search, type SearchRequest } from "./search.ts";
import { createSearchWorld, type FakeDocument, viewer } from "./testing/search-world.ts";

const request = (more: Partial<SearchRequest> = {}): SearchRequest => ({
  query: "parental leave",
  limit: 10,
  filters: {},
  explain: false,
  ...more,
});

const many = (count: number): FakeDocument[] =>
  Array.from({ length: count }, (_each, at) => ({
    id: `d${at}`,
    text: `Leave number ${at}.`,
    lexical: 1 - at / count,
    cosine: 0.9 - at / count,
  }));

describe("pages", () => {
  test.each([1, 3, 7, 50])("of %i hold each document once and none is lost", async (limit) => {
    const { ports } = createSearchWorld(many(23));
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const answer = await search(ports, viewer, request({ limit, ...(cursor !== undefined && { cursor }) }));
      expect(answer.found).toBe(23);
      expect(answer.hits.length).toBeLessThanOrEqual(limit);
      seen.push(...answer.hits.map((hit) => hit.document.id));
      if (answer.nextCursor === null) break;
      cursor = answer.nextCursor;
    }
    expect(seen).toEqual(many(23).map((document) => document.id));
  });

  test("a cursor of another query, or none of ours, is refused: it would skip hits silently", async () => {
    const { ports } = createSearchWorld(many(5));
    const { nextCursor } = await search(ports, viewer, request({ limit: 2 }));
    const cursors = [
      [{ query: "other" }, nextCursor],
      [{ filters: { types: ["pdf"] } }, nextCursor],
      [{}, "2"],
      [{}, "-2.abc"],
      [{}, "1e9.x"],
      [{}, ""],
    ] as const;
    for (const [more, cursor] of cursors) {
      const asked = search(ports, viewer, request({ limit: 2, ...more, cursor: cursor ?? "" }));
      await expect(asked).rejects.toMatchObject({ code: "invalid", fields: [{ path: "cursor" }] });
    }
  });
});

describe("hits", () => {
  test("are one a document, at its best passage, and only what the database confirms", async () => {
    const { ports } = createSearchWorld([
      { id: "a", text: "Leave.", lexical: 0.5 },
      { id: "b", text: "Leave.", lexical: 1 },
      { id: "a", text: "Leave again.", lexical: 0.9 },
      {
        id: "hidden",
        text: "Leave secretly.",
        lexical: 1,
        cosine: 1,
        isReadable: false,
        sourceId: "vault",
        kind: "pdf",
        authors: ["Eve"],
        path: "vault/x",
      },
    ]);
    const { hits, found, facets } = await search(ports, viewer, request());
    expect(hits.map((hit) => [hit.document.id, hit.passage.text])).toEqual([
      ["b", "Leave."],
      ["a", "Leave again."],
    ]);
    expect(found).toBe(2);
    // Not even as a number.
    expect(JSON.stringify(facets)).not.toMatch(/vault|Eve|pdf/);
  });

  test("of equal text are one hit that counts the others; what the reader may not read does not count", async () => {
    const { ports } = createSearchWorld([
      { id: "first", text: "Same.", textHash: "same", lexical: 1 },
      { id: "second", text: "Same.", textHash: "same", lexical: 0.9 },
      { id: "hidden", text: "Same.", textHash: "same", lexical: 0.95, isReadable: false },
      { id: "other", text: "Other.", lexical: 0.5 },
    ]);
    const { hits, found } = await search(ports, viewer, request());
    expect(hits.map((hit) => [hit.document.id, hit.duplicates])).toEqual([
      ["first", 1],
      ["other", 0],
    ]);
    expect(found).toBe(2);
  });

  test("show where the words are, as slices of the passage's text", async () => {
    const { ports } = createSearchWorld([{ id: "a", text: "Parents 👨‍👩‍👧 may leave; leaving is parental.", lexical: 1 }]);
    const { hits } = await search(ports, viewer, request());
    const [hit] = hits;
    const shown = hit?.passage.highlights.map(({ start, end }) => hit.passage.text.slice(start, end)) ?? [];
    expect(shown).toContain("leave");
    expect(shown).toContain("parental");
  });

  test("explained, have parts that add up to the score; frequencies are for those who manage sources", async () => {
    const { ports } = createSearchWorld(many(9));
    const { hits } = await search(ports, viewer, request({ explain: true }));
    expect(hits).toHaveLength(9);
    for (const { score, explain } of hits) {
      expect(Math.abs((explain?.lexical ?? 9) + (explain?.semantic ?? 9) - score)).toBeLessThan(1e-9);
      expect(explain).not.toHaveProperty("frequencies");
      // Three digits: more would tell how often a word stands in what one may not read.
      expect(score).toBe(Math.round(score * 1000) / 1000);
    }
    const forEditor = await search(ports, { ...viewer, role: "editor" }, request({ explain: true }));
    expect(forEditor.hits[0]?.explain?.frequencies).toEqual([{ term: "x", chunks: 3 }]);
    expect((await search(ports, viewer, request())).hits[0]).not.toHaveProperty("explain");
  });
});

describe("promises about words", () => {
  const documents: FakeDocument[] = [
    { id: "both", text: "Parental leave.", lexical: 0.5, cosine: 0.9 },
    { id: "meaning", text: "Time off for parents.", cosine: 0.95 },
  ];

  test.each([`"parental leave"`, "leave -sick"])("%s: the vector leg only reorders what keeps them", async (query) => {
    const { ports } = createSearchWorld(documents);
    expect((await search(ports, viewer, request({ query }))).hits.map((hit) => hit.document.id)).toEqual(["both"]);
  });

  test("without them it also finds by meaning", async () => {
    const { ports } = createSearchWorld(documents);
    const { hits } = await search(ports, viewer, request({ query: "parental leave" }));
    expect(hits.map((hit) => hit.document.id).toSorted()).toEqual(["both", "meaning"]);
  });
});

describe("filters only narrow", () => {
  const filtersOf = async (query: string, filters: SearchRequest["filters"]) => {
    const { ports, filters: asked } = createSearchWorld([
      { id: "a", text: "x", lexical: 1, sourceId: "s1" },
      { id: "b", text: "x", lexical: 1, sourceId: "s2" },
    ]);
    await search(ports, viewer, request({ query, filters }));
    // Both legs are asked with the same.
    expect(asked[0]).toEqual(asked[1]);
    return asked[0];
  };

  test("permissions are always there, whatever is asked", async () => {
    expect(await filtersOf("x", {})).toEqual({ acls: [1] });
    expect(await filtersOf("x", { acls: [2, 3] } as never)).toEqual({ acls: [1] });
  });

  test("names that mean nothing to the reader match nothing, not everything", async () => {
    expect(await filtersOf("x", { sources: ["nowhere"] })).toMatchObject({ sources: [] });
    expect(await filtersOf("in:nowhere x", {})).toMatchObject({ containers: [] });
    expect(await filtersOf("x", { containers: ["nowhere", "known"] })).toMatchObject({ containers: ["known"] });
  });

  test("operators and filters narrow together", async () => {
    expect(await filtersOf("source:s1 x", { sources: ["s1", "s2"] })).toMatchObject({ sources: ["s1"] });
    expect(await filtersOf("source:s1 x", { sources: ["s2"] })).toMatchObject({ sources: [] });
    expect(await filtersOf("type:md x", { types: ["markdown"] })).toMatchObject({ kinds: ["markdown"] });
    expect(await filtersOf("type:pdf x", { types: ["markdown"] })).toMatchObject({ kinds: [] });
    expect(await filtersOf("from:Ada x", { authors: ["ADA", "Grace"] })).toMatchObject({ authors: ["ada"] });
    expect(await filtersOf("after:2026-02 before:2026-05 x", { after: Date.UTC(2026, 2, 1), before: Date.UTC(2026, 11, 1) })).toMatchObject(
      {
        updatedAfter: Date.UTC(2026, 2, 1),
        updatedBefore: Date.UTC(2026, 4, 1),
      },
    );
  });

  test("the short names of types, and names that JavaScript gives a meaning", async () => {
    expect(await filtersOf("type:TXT type:csv x", {})).toMatchObject({ kinds: ["text", "table"] });
    expect(await filtersOf("type:constructor x", { types: ["__proto__", "constructor"] })).toMatchObject({ kinds: ["constructor"] });
  });
});

describe("when a part is away", () => {
  const documents: FakeDocument[] = [
    { id: "words", text: "Leave.", lexical: 1 },
    { id: "meaning", text: "Time off.", cosine: 0.9 },
  ];
  const found = async (...broken: readonly ("lexical" | "semantic" | "cosines")[]) => {
    const world = createSearchWorld(documents);
    for (const part of broken) world.break(part);
    const { hits, degraded } = await search(world.ports, viewer, request());
    return { ids: hits.map((hit) => hit.document.id), degraded, logged: world.logged.length };
  };

  test("the other leg answers, says so, and the log has the reason", async () => {
    expect(await found("semantic")).toEqual({ ids: ["words"], degraded: ["lexical-only"], logged: 1 });
    expect(await found("lexical")).toEqual({ ids: ["meaning"], degraded: ["semantic-only"], logged: 1 });
    expect(await found()).toMatchObject({ degraded: [], logged: 0 });
  });

  test("a vector leg that breaks half-way counts for nothing", async () => {
    expect(await found("cosines")).toEqual({ ids: ["words"], degraded: ["lexical-only"], logged: 1 });
  });

  test("no leg at all is an error, never an empty answer", async () => {
    await expect(found("lexical", "semantic")).rejects.toThrow("lexical is broken");
  });

  test("without a model the search is lexical and says so", async () => {
    const { ports } = createSearchWorld(documents, { hasModel: false });
    const { hits, degraded } = await search(ports, viewer, request());
    expect(hits.map((hit) => hit.document.id)).toEqual(["words"]);
    expect(degraded).toEqual(["no-embedding-model"]);
  });
});

describe("suggestions", () => {
  const titled = (...titles: readonly string[]): FakeDocument[] => titles.map((title) => ({ id: title, title, text: "x" }));
  const suggest = async (documents: readonly FakeDocument[], query: string) =>
    (await search(createSearchWorld(documents).ports, viewer, request({ query }))).suggestions;

  test("are titles spelt like the query, best first, at most three", async () => {
    const documents = titled("Parental leave", "Parking", "Travel expenses", "Überstunden");
    expect((await suggest(documents, "parentel leave"))[0]).toBe("Parental leave");
    expect((await suggest(documents, "expensses"))[0]).toBe("Travel expenses");
    expect((await suggest(documents, "uberstunden"))[0]).toBe("Überstunden");
    expect(await suggest(documents, "quantum physics")).toEqual([]);
    expect(await suggest(titled("Note one", "Note two", "Note three", "Note four"), "note")).toHaveLength(3);
  });

  test("come from what the reader may read, and only when nothing was found", async () => {
    expect(await suggest([{ id: "secret", title: "Merger plans", text: "x", isReadable: false }], "merger plan")).toEqual([]);
    expect(await suggest([{ id: "a", title: "Merger plans", text: "x", lexical: 1 }], "merger plan")).toEqual([]);
  });
});
