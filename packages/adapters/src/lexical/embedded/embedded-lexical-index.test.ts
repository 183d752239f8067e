import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import type { LexicalDocument } from "@smartypants/core";
import { describeLexicalIndex } from "@smartypants/core/testing";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openSqlite } from "../../database/sqlite/connection.ts";
import { openSqliteHandle, type SqliteHandle } from "../../database/sqlite/open.ts";
import { startWriterThread, type WriterThread } from "../../database/sqlite/writer.ts";
import { createCaller, serveCalls } from "../../threads/rpc.ts";
import { createEmbeddedLexicalIndex, type EmbeddedLexicalIndex } from "./embedded-lexical-index.ts";
import { createLexicalIndexClient } from "./lexical-index-client.ts";

interface Setup {
  readonly handle: SqliteHandle;
  readonly writer: WriterThread;
  readonly file: string;
  readonly index: EmbeddedLexicalIndex;
  open(): Promise<EmbeddedLexicalIndex>;
  close(): Promise<void>;
}

async function setUp(threads = 1): Promise<Setup> {
  const folder = await mkdtemp(path.join(tmpdir(), "smartypants-lexical-"));
  const file = path.join(folder, "smartypants.db");
  openSqlite(file, "write").close();
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("interactive"));
  let newest: EmbeddedLexicalIndex | undefined;
  const open = async (): Promise<EmbeddedLexicalIndex> => {
    await newest?.close();
    newest = await createEmbeddedLexicalIndex({ db: handle.db, file, threads });
    return newest;
  };
  return {
    handle,
    writer,
    file,
    index: await open(),
    open,
    close: async () => {
      await newest?.close();
      await handle.close();
      await writer.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function setUpForTest(threads?: number): Promise<Setup> {
  const setup = await setUp(threads);
  onTestFinished(() => setup.close());
  return setup;
}

describeLexicalIndex("the embedded index", async () => {
  const setup = await setUp();
  return { index: setup.index, reopen: () => setup.open(), close: () => setup.close() };
});
describeLexicalIndex("a client of the embedded index", async () => {
  const setup = await setUp(2);
  const client = createLexicalIndexClient({ db: setup.handle.db, port: setup.index.connect() });
  return {
    index: client,
    close: async () => {
      await client.close();
      await setup.close();
    },
  };
});

test("several threads answer alike", async () => {
  const { index } = await setUpForTest(2);
  await index.apply({ upserts: many(1, 300, 1, ["alpha", "beta"]), removes: [] });
  const searches = Array.from({ length: 20 }, () => index.search({ terms: ["beta"], phrases: [], excluded: [] }, { acls: [1] }, 200));
  const [first, ...others] = await Promise.all(searches);
  expect(first?.hits.length).toBe(200);
  for (const other of others) expect(other).toEqual(first);
});

interface Text {
  readonly title: readonly string[];
  readonly body: readonly string[];
}

const occurrences = (words: readonly string[], term: string): number => words.filter((word) => word === term).length;

/** BM25 as published, k1 = 1.2, b = 0.75, a word of the title counted twice. */
function bm25(texts: ReadonlyMap<number, Text>, terms: readonly string[], chunkId: number): number {
  const lengths = [...texts.values()].map(({ title, body }) => title.length + body.length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const { title, body } = texts.get(chunkId) ?? { title: [], body: [] };
  return terms.reduce((sum, term) => {
    const having = [...texts.values()].filter((text) => occurrences([...text.title, ...text.body], term) > 0).length;
    const weight = Math.max(1e-6, Math.log((texts.size - having + 0.5) / (having + 0.5)));
    const frequency = 2 * occurrences(title, term) + occurrences(body, term);
    const length = 1 - 0.75 + (0.75 * (title.length + body.length)) / mean;
    return sum + (weight * frequency * 2.2) / (frequency + 1.2 * length);
  }, 0);
}

// Deleted rows stay in the index as tombstones for a while: they must count nowhere.
test("scores are BM25 of what is left after changes and removals", async () => {
  const { index } = await setUpForTest();
  const texts = new Map<number, Text>();
  let state = 1;
  const below = (end: number): number => (state = (state * 48271) % 2147483647) % end;
  const words = (count: number): string[] => Array.from({ length: count }, () => `w${Math.min(below(25), below(25))}`);
  for (let round = 0; round < 300; round++) {
    const id = 1 + below(120);
    if (round % 4 === 3) {
      await index.apply({ upserts: [], removes: [`d${id}`] });
      texts.delete(id);
      continue;
    }
    const text = { title: words(1 + below(3)), body: words(3 + below(20)) };
    texts.set(id, text);
    await index.apply({ upserts: [documentOf(`d${id}`, [{ chunkId: id, ...text }])], removes: [] });
  }
  const terms = ["w3", "w9", "w9", "w17"];
  const { hits } = await index.search({ terms, phrases: [], excluded: [] }, { acls: [1] }, 500);
  expect(hits.length).toBeGreaterThan(30);
  const best = bm25(texts, terms, hits[0]?.chunkId ?? 0);
  for (const hit of hits) expect(hit.score, `chunk ${hit.chunkId}`).toBeCloseTo(bm25(texts, terms, hit.chunkId) / best, 9);
});

function documentOf(documentId: string, chunks: LexicalDocument["chunks"], aclId = 1): LexicalDocument {
  const payload = { documentId, aclId, sourceId: "s", containerId: null, kind: "text", authors: [], updatedAt: 1 };
  return { payload, chunks };
}

const many = (from: number, count: number, aclId: number, body: readonly string[]): LexicalDocument[] =>
  Array.from({ length: count }, (_, at) => documentOf(`d${from + at}`, [{ chunkId: from + at, title: ["t"], body }], aclId));

// Below a twentieth of the chunks another plan is used; both must agree.
test("a reader of few chunks gets the scores that a reader of all gets for them", async () => {
  const { index } = await setUpForTest();
  const bodies = Array.from({ length: 20 }, (_, at) => ["common", ...Array.from({ length: at % 7 }, () => "filler")]);
  const few = bodies.flatMap((body, at) => many(1 + at, 1, 2, body));
  await index.apply({ upserts: [...few, ...many(100, 1000, 1, ["other"])], removes: [] });
  const search = async (acls: readonly number[]) => index.search({ terms: ["common"], phrases: [], excluded: [] }, { acls }, 50);
  const narrow = await search([2]);
  expect(narrow.hits.length).toBe(20);
  expect(await search([1, 2])).toEqual(narrow);
});

// Three short cuts (few visible chunks, many, common words set aside) may be taken; none may change what is found, or its order.
test("the first few hits are those of the full ranking", async () => {
  const { index } = await setUpForTest();
  let state = 7;
  const below = (end: number): number => (state = (state * 48271) % 2147483647) % end;
  const words = (count: number): string[] => Array.from({ length: count }, () => `w${Math.min(below(60), below(60), below(60))}`);
  const documents = Array.from({ length: 1500 }, (_, at) =>
    documentOf(`d${at}`, [{ chunkId: 1 + at, title: words(2), body: words(4 + below(30)) }], 1 + below(20)),
  );
  await index.apply({ upserts: documents, removes: [] });
  for (let round = 0; round < 150; round++) {
    const query = { terms: words(1 + below(8)), phrases: [], excluded: round % 5 === 0 ? words(1) : [] };
    const acls = Array.from({ length: 1 + below(20) }, (_, at) => 1 + at);
    const filter = { acls, ...(round % 7 === 0 && { kinds: ["text"] }) };
    const all = await index.search(query, filter, 2000);
    const few = await index.search(query, filter, 1 + below(40));
    expect(few.hits.map((hit) => hit.chunkId)).toEqual(all.hits.slice(0, few.hits.length).map((hit) => hit.chunkId));
    for (const [at, hit] of few.hits.entries()) expect(hit.score).toBeCloseTo(all.hits[at]?.score ?? 0, 9);
    expect(few.confidence).toBeCloseTo(all.confidence, 9);
  }
});

test("a change of the payload alone does not write the full-text index", async () => {
  const { index, handle } = await setUpForTest();
  const segments = async (): Promise<unknown> => (await sql`select id, hex(block) as block from lexical_data`.execute(handle.db)).rows;
  await index.apply({ upserts: many(1, 20, 1, ["body"]), removes: [] });
  const before = await segments();
  await index.apply({ upserts: many(1, 20, 3, ["body"]), removes: [] });
  expect(await segments()).toEqual(before);
  expect((await index.search({ terms: ["body"], phrases: [], excluded: [] }, { acls: [3] }, 50)).hits.length).toBe(20);
  await index.apply({ upserts: many(1, 1, 3, ["changed"]), removes: [] });
  expect(await segments()).not.toEqual(before);
});

test("many small changes leave few segments to search", async () => {
  const { index, handle } = await setUpForTest();
  for (let at = 0; at < 300; at++) await index.apply({ upserts: many(1 + at * 2, 2, 1, [`w${at}`, "body"]), removes: [] });
  const { rows } = await sql<{ segments: number }>`select count(distinct segid) as segments from lexical_idx`.execute(handle.db);
  expect(rows[0]?.segments).toBeLessThan(16);
  expect((await index.search({ terms: ["body"], phrases: [], excluded: [] }, { acls: [1] }, 1000)).hits.length).toBe(600);
});

// FTS5 takes a second row with the same number silently, and its counts are wrong from then on.
test("a chunk is never counted twice", async () => {
  const { index } = await setUpForTest();
  const first = { chunkId: 1, title: [], body: ["alpha"] };
  const second = { ...first, chunkId: 2 };
  const twice = index.apply({ upserts: [documentOf("one", [first]), documentOf("two", [second, second])], removes: [] });
  await expect(twice).rejects.toMatchObject({ code: "internal" });
  expect(await index.chunkIds(0, 10)).toEqual([]);
  await index.apply({ upserts: [documentOf("one", [first])], removes: [] });
  await index.apply({ upserts: [documentOf("two", [first])], removes: [] });
  const { hits, frequencies } = await index.search({ terms: ["alpha"], phrases: [], excluded: [] }, { acls: [1] }, 10);
  expect(hits).toEqual([{ chunkId: 1, documentId: "two", score: 1 }]);
  expect(frequencies).toEqual([{ term: "alpha", chunks: 1 }]);
});

// The thread reads its messages only between searches, so the word must reach it another way.
test("a search that was aborted while it waited is not done", async () => {
  const { index, handle } = await setUpForTest();
  const query = { terms: ["alpha"], phrases: [], excluded: [] };
  const { port1, port2 } = new MessageChannel();
  const received = new Promise<Int32Array>((resolve) => {
    serveCalls(port1, { search: (_query: unknown, _filter: unknown, _limit: number, cancelled: Int32Array) => resolve(cancelled) });
  });
  const client = createLexicalIndexClient({ db: handle.db, port: port2 });
  const controller = new AbortController();
  const search = client.search(query, { acls: [1] }, 10, controller.signal);
  const cancelled = await received;
  expect(Atomics.load(cancelled, 0)).toBe(0);
  controller.abort();
  await search.catch(() => {});
  expect(Atomics.load(cancelled, 0)).toBe(1);
  await client.close();
  const port = index.connect();
  await expect(createCaller(port, "text search").call("search", [query, { acls: [1] }, 10, cancelled])).rejects.toMatchObject({
    code: "aborted",
  });
  port.close();
});

test("clients and open calls hear that the index was closed", async () => {
  const { index, handle } = await setUpForTest();
  const client = createLexicalIndexClient({ db: handle.db, port: index.connect() });
  const query = { terms: ["a"], phrases: [], excluded: [] };
  expect((await client.search(query, { acls: [1] }, 10)).hits).toEqual([]);
  let died = false;
  index.onDeath(() => (died = true));
  await index.close();
  await index.close();
  await expect(index.search(query, { acls: [1] }, 10)).rejects.toMatchObject({ code: "unavailable" });
  await expect(client.search(query, { acls: [1] }, 10)).rejects.toMatchObject({ code: "unavailable" });
  expect(died).toBe(false);
});
