import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEmbeddedLexicalIndex, openSqliteHandle, prepareSqliteFile, startWriterThread } from "@smartypants/adapters";
import type { LexicalDocument, LexicalIndex, LexicalQuery } from "@smartypants/core";
import type { BenchContext } from "./bench-context.ts";
import { createRandom, type Figure, percentile, type Print } from "./figures.ts";

const CHUNKS = 100_000;
const CHUNKS_PER_DOCUMENT = 5;
/** As many as an indexing job applies at once. */
const DOCUMENTS_PER_APPLY = 50;
const TITLE_TERMS = 6;
const BODY_TERMS = 90;
const WORDS = 50_000;
/** Without stop words the commonest word is not in every chunk: ranks begin here. */
const FIRST_RANK = 20;
const QUERY_TERMS = 8;
const QUERIES = 100;
const LIMIT = 100;
const ACLS = 100;
const REPLACED_SHARE = 0.2;

type Draw = () => string;

/** Times loading, searching and re-indexing of 100,000 chunks of words as frequent as in a language. */
export async function benchLexical({ print }: BenchContext): Promise<readonly Figure[]> {
  print(`  text: ${CHUNKS} chunks of ${TITLE_TERMS} + ${BODY_TERMS} terms, queries of ${QUERY_TERMS} terms as common as in the texts`);
  const folder = await mkdtemp(path.join(tmpdir(), "smartypants-bench-"));
  const { file } = await prepareSqliteFile(folder);
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("ingest"));
  try {
    const random = createRandom(1);
    const draw = createZipf(random);
    for (const threads of [1, 2]) {
      const index = await createEmbeddedLexicalIndex({ db: handle.db, file, threads });
      if (threads === 1) await load(print, index, draw);
      await searchAll(print, index, createQueries(draw), threads);
      if (threads === 1) {
        await replaceSome(print, index, draw, random);
        await searchAll(print, index, createQueries(draw), threads);
      }
      await index.close();
    }
  } finally {
    await handle.close();
    await writer.close();
    await rm(folder, { recursive: true });
  }
  return [];
}

async function load(print: Print, index: LexicalIndex, draw: Draw): Promise<void> {
  const times: number[] = [];
  const documents = CHUNKS / CHUNKS_PER_DOCUMENT;
  for (let first = 0; first < documents; first += DOCUMENTS_PER_APPLY) {
    const upserts = Array.from({ length: DOCUMENTS_PER_APPLY }, (_, at) => documentAt(first + at, draw));
    times.push(await timed(() => index.apply({ upserts, removes: [] })));
  }
  const total = times.reduce((sum, each) => sum + each, 0);
  print(`  load: ${Math.round(CHUNKS / (total / 1000))} chunks/s; one apply of ${DOCUMENTS_PER_APPLY} documents: ${percentiles(times)}`);
}

async function replaceSome(print: Print, index: LexicalIndex, draw: Draw, random: () => number): Promise<void> {
  const times: number[] = [];
  const documents = CHUNKS / CHUNKS_PER_DOCUMENT;
  for (let done = 0; done < documents * REPLACED_SHARE; done++) {
    const upserts = [documentAt(Math.floor(random() * documents), draw)];
    times.push(await timed(() => index.apply({ upserts, removes: [] })));
  }
  print(`  replace ${REPLACED_SHARE * 100} % of the documents one by one: ${percentiles(times)}`);
}

async function searchAll(print: Print, index: LexicalIndex, queries: readonly LexicalQuery[], threads: number): Promise<void> {
  const all = Array.from({ length: ACLS }, (_, at) => at + 1);
  for (const [name, acls] of [
    ["all visible", all],
    ["20 % visible", all.slice(0, 20)],
    ["1 % visible", [7]],
    ["nothing visible", [ACLS + 1]],
  ] as const) {
    const times: number[] = [];
    let hits = 0;
    for (const query of queries) {
      times.push(await timed(async () => (hits += (await index.search(query, { acls }, LIMIT)).hits.length)));
    }
    print(`  ${threads} thread(s), ${name}: ${percentiles(times)}, ${(hits / queries.length).toFixed(1)} hits`);
  }
  const started = performance.now();
  const waits: number[] = [];
  const callers = [0, 1, 2, 3].map(async (caller) => {
    for (let at = caller; at < queries.length; at += 4) {
      const query = queries[at];
      if (query !== undefined) waits.push(await timed(() => index.search(query, { acls: all }, LIMIT)));
    }
  });
  await Promise.all(callers);
  const perSecond = Math.round(queries.length / ((performance.now() - started) / 1000));
  print(`  ${threads} thread(s), 4 callers, all visible: ${percentiles(waits)}, ${perSecond} searches/s`);
}

function createQueries(draw: Draw): LexicalQuery[] {
  return Array.from({ length: QUERIES }, () => ({ terms: termsOf(QUERY_TERMS, draw), phrases: [], excluded: [] }));
}

function documentAt(number: number, draw: Draw): LexicalDocument {
  const title = termsOf(TITLE_TERMS, draw);
  return {
    payload: {
      documentId: `00000000-0000-7000-8000-${`${number}`.padStart(12, "0")}`,
      aclId: 1 + (number % ACLS),
      sourceId: `00000000-0000-7000-9000-00000000000${number % 7}`,
      containerId: null,
      kind: "text",
      authors: [`author${number % 50}@example.org`],
      updatedAt: 1_700_000_000_000 + number,
    },
    chunks: Array.from({ length: CHUNKS_PER_DOCUMENT }, (_, at) => ({
      chunkId: 1 + number * CHUNKS_PER_DOCUMENT + at,
      title,
      body: termsOf(BODY_TERMS, draw),
    })),
  };
}

function termsOf(count: number, draw: Draw): string[] {
  return Array.from({ length: count }, draw);
}

/** Words whose frequency falls with their rank, as in a language. */
function createZipf(random: () => number): Draw {
  const sums = new Float64Array(WORDS);
  let sum = 0;
  for (let rank = 0; rank < WORDS; rank++) sums[rank] = sum += 1 / (rank + FIRST_RANK);
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = WORDS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return `w${low.toString(36)}`;
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function percentiles(times: readonly number[]): string {
  const at = (share: number): string => percentile(times, share).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`;
}
