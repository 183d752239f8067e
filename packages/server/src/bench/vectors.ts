import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  createDatabase,
  createEmbeddedVectorIndex,
  createJobWriter,
  openSqliteHandle,
  prepareSqliteFile,
  startWriterThread,
  systemClock,
} from "@smartypants/adapters";
import type { VectorDocument, VectorIndex } from "@smartypants/core";
import type { BenchContext } from "./bench-context.ts";
import { atLeast, atMost, beside, createRandom, type Figure, percentile } from "./figures.ts";

const CHUNKS = 100_000;
const DIMENSIONS = 384;
const MODEL = "bench/random";
const PER_APPLY = 2000;
const SPEED_QUERIES = 200;
const RECALL_QUERIES = 40;
const WARM_UP_QUERIES = 20;
const LIMITS = [10, 100] as const;
/** An ACL id says which random hundredth and which hundredth of the space a chunk belongs to. */
const HUNDRED = 100;

interface BenchData {
  /** Row-major. */
  readonly vectors: Float32Array;
  readonly acls: Int32Array;
}

interface Scenario {
  readonly name: string;
  readonly acls: readonly number[];
  readonly queries: readonly Float32Array[];
}

type Search = (query: Float32Array, acls: readonly number[], limit: number) => Promise<readonly number[]>;

/** Times exact filtered search over 100,000 random vectors, and compares its answers with looking at every vector in float32. */
export async function benchVectors(_context: BenchContext): Promise<readonly Figure[]> {
  const random = createRandom(1);
  const direction = unitVector(random);
  const data = createData(random, direction);
  const scenarios = createScenarios(random, direction);
  const folder = await mkdtemp(path.join(tmpdir(), "smartypants-bench-"));
  try {
    return [
      ...(await benchEmbedded(folder, data, scenarios)),
      ...(await benchSqliteVec(path.join(folder, "sqlite-vec.db"), data, scenarios)),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function benchEmbedded(folder: string, data: BenchData, scenarios: readonly Scenario[]): Promise<readonly Figure[]> {
  const { file } = await prepareSqliteFile(folder);
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("ingest"));
  const { embeddings } = createDatabase({
    db: handle.db,
    engine: "sqlite",
    clock: systemClock,
    jobWriter: (db) => createJobWriter(db, systemClock),
  });
  for (let start = 0; start < CHUNKS; start += PER_APPLY) {
    await embeddings.save(
      MODEL,
      rowsFrom(start).map((row) => ({ hash: `${row}`, vector: vectorAt(data, row) })),
    );
  }
  const target = { db: handle.db, file, model: MODEL, dimensions: DIMENSIONS };
  const filling = await createEmbeddedVectorIndex(target);
  const filled = await timed(() => fill(filling, data));
  await filling.close();

  const before = process.memoryUsage().rss;
  const index = await createEmbeddedVectorIndex(target);
  const loaded = await timed(() => index.search(vectorAt(data, 0), { acls: [1] }, 1));
  const grownMb = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
  const search: Search = async (query, acls, limit) => (await index.search(query, { acls }, limit)).map((hit) => hit.chunkId);
  const found = await benchSearch(data, scenarios, search);
  const during = await benchDuringChanges(index, data);
  await index.close();
  await handle.close();
  await writer.close();
  return [
    beside("vectors", `${CHUNKS} x ${DIMENSIONS}, random`),
    beside("indexing", `${Math.round(CHUNKS / (filled.ms / 1000))} chunks/s`),
    beside("opening and loading", `${Math.round(loaded.ms)} ms, ${grownMb} MB`),
    ...found.flatMap((each) => toFigures(each)),
    beside("search while 2,000 chunks at a time change", during),
  ];
}

function toFigures({ name, limit, p50, p95, recall }: Found): Figure[] {
  const what = `${name}, top ${limit}`;
  return [atMost(`${what}: p50 (p95 ${p95.toFixed(1)} ms)`, 5, p50, "ms"), atLeast(`${what}: recall`, 0.999, recall, "")];
}

async function fill(index: VectorIndex, data: BenchData): Promise<void> {
  for (let start = 0; start < CHUNKS; start += PER_APPLY) {
    await index.apply({ upserts: rowsFrom(start).map((row) => documentAt(data, row)), removes: [] });
  }
}

function rowsFrom(start: number): number[] {
  return Array.from({ length: Math.min(PER_APPLY, CHUNKS - start) }, (_, at) => start + at);
}

/** How long a search waits while another caller changes 2,000 chunks at a time. */
async function benchDuringChanges(index: VectorIndex, data: BenchData): Promise<string> {
  const upserts = Array.from({ length: 2000 }, (_, row) => documentAt(data, row));
  const removes = upserts.map((document) => document.payload.documentId);
  const changes = { done: false };
  const changing = (async () => {
    for (let round = 0; round < 5; round++) {
      await index.apply({ upserts: [], removes });
      await index.apply({ upserts, removes: [] });
    }
  })().finally(() => (changes.done = true));
  const times: number[] = [];
  for (let row = 50_000; !changes.done; row++) {
    times.push((await timed(() => index.search(vectorAt(data, row), { acls: [data.acls[row] ?? 0] }, 10))).ms);
  }
  await changing;
  return `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`;
}

async function benchSqliteVec(file: string, data: BenchData, scenarios: readonly Scenario[]): Promise<readonly Figure[]> {
  // The names are computed so that the compiler does not ask for packages that are there for comparison only.
  const [loaded, sqlite]: unknown[] = await Promise.all(
    [
      ["sqlite", "vec"],
      ["better", "sqlite3"],
    ].map((parts) => import(parts.join("-")).catch(() => undefined) as Promise<unknown>),
  );
  if (!isSqliteVec(loaded) || !isSqlite(sqlite))
    return [beside("sqlite-vec", "not installed, not compared (npm install --no-save sqlite-vec)")];
  const db = new sqlite.default(file);
  loaded.load(db);
  db.exec(`create virtual table v using vec0(id integer primary key, acl integer, embedding float[${DIMENSIONS}] distance_metric=cosine)`);
  const insert = db.prepare("insert into v(id, acl, embedding) values (?, ?, ?)");
  db.exec("begin");
  for (let row = 0; row < CHUNKS; row++) insert.run(BigInt(row + 1), BigInt(data.acls[row] ?? 0), bytesOf(vectorAt(data, row)));
  db.exec("commit");
  const select = db.prepare(
    "select id from v where embedding match ? and k = ? and acl in (select value from json_each(?)) order by distance",
  );
  const found = await benchSearch(data, scenarios, async (query, acls, limit) =>
    select.all(bytesOf(query), limit, JSON.stringify(acls)).map((row) => row.id),
  );
  db.close();
  return found.map(({ name, limit, p50, recall }) =>
    beside(`sqlite-vec, ${name}, top ${limit}`, `p50 ${p50.toFixed(1)} ms, recall ${recall.toFixed(4)}`),
  );
}

interface SqliteDatabase {
  exec(text: string): void;
  prepare(text: string): { run(...values: unknown[]): void; all(...values: unknown[]): readonly { readonly id: number }[] };
  close(): void;
}

function isSqlite(loaded: unknown): loaded is { readonly default: new (file: string) => SqliteDatabase } {
  return typeof loaded === "object" && loaded !== null && "default" in loaded && typeof loaded.default === "function";
}

function isSqliteVec(loaded: unknown): loaded is { load(db: object): void } {
  return typeof loaded === "object" && loaded !== null && "load" in loaded && typeof loaded.load === "function";
}

interface Found {
  readonly name: string;
  readonly limit: number;
  readonly p50: number;
  readonly p95: number;
  readonly recall: number;
}

async function benchSearch(data: BenchData, scenarios: readonly Scenario[], search: Search): Promise<readonly Found[]> {
  const answers: Found[] = [];
  for (const scenario of scenarios) {
    for (const limit of LIMITS) {
      for (const query of scenario.queries.slice(0, WARM_UP_QUERIES)) await search(query, scenario.acls, limit);
      const times: number[] = [];
      for (const query of scenario.queries) times.push((await timed(() => search(query, scenario.acls, limit))).ms);
      let found = 0;
      let expected = 0;
      for (const query of scenario.queries.slice(0, RECALL_QUERIES)) {
        const exact = nearest(data, query, scenario.acls, limit);
        const answer = new Set(await search(query, scenario.acls, limit));
        expected += exact.length;
        found += exact.filter((id) => answer.has(id)).length;
      }
      answers.push({ name: scenario.name, limit, p50: percentile(times, 0.5), p95: percentile(times, 0.95), recall: found / expected });
    }
  }
  return answers;
}

function createScenarios(random: () => number, direction: Float32Array): readonly Scenario[] {
  const hundred = Array.from({ length: HUNDRED }, (_, at) => at);
  const queries = Array.from({ length: SPEED_QUERIES }, () => unitVector(random));
  // The worst case for an approximate graph: what the reader may see lies where the query does not.
  const away = Array.from({ length: SPEED_QUERIES }, () => unitVector(random, direction));
  return [
    { name: "everything visible", acls: Array.from({ length: HUNDRED * HUNDRED }, (_, at) => at), queries },
    { name: "half visible", acls: hundred.slice(50).flatMap((chance) => hundred.map((place) => chance * HUNDRED + place)), queries },
    { name: "random 1 % visible", acls: hundred.map((place) => 7 * HUNDRED + place), queries },
    { name: "farthest 1 % visible", acls: hundred.map((chance) => chance * HUNDRED), queries: away },
  ];
}

function createData(random: () => number, direction: Float32Array): BenchData {
  const data = { vectors: new Float32Array(CHUNKS * DIMENSIONS), acls: new Int32Array(CHUNKS) };
  const along: { row: number; value: number }[] = [];
  for (let row = 0; row < CHUNKS; row++) {
    const vector = unitVector(random);
    data.vectors.set(vector, row * DIMENSIONS);
    along.push({ row, value: dot(vector, direction) });
  }
  along.sort((a, b) => a.value - b.value);
  for (const [rank, { row }] of along.entries()) {
    data.acls[row] = Math.floor(random() * HUNDRED) * HUNDRED + Math.floor((rank * HUNDRED) / CHUNKS);
  }
  return data;
}

function documentAt(data: BenchData, row: number): VectorDocument {
  return {
    payload: {
      documentId: `document-${row}`,
      aclId: data.acls[row] ?? 0,
      sourceId: `source-${row % 5}`,
      containerId: `container-${row % 500}`,
      kind: "text",
      authors: [`author-${row % 200}`],
      updatedAt: row,
    },
    chunks: [{ chunkId: row + 1, hash: `${row}`, vector: vectorAt(data, row) }],
  };
}

/** Chunk ids of the nearest visible vectors, by looking at all of them. */
function nearest(data: BenchData, query: Float32Array, acls: readonly number[], limit: number): readonly number[] {
  const visible = new Set(acls);
  const scored: { id: number; score: number }[] = [];
  for (let row = 0; row < CHUNKS; row++) {
    if (visible.has(data.acls[row] ?? 0)) scored.push({ id: row + 1, score: dot(vectorAt(data, row), query) });
  }
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id);
}

function vectorAt(data: BenchData, row: number): Float32Array {
  return data.vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** In a random direction, or one about halfway between that and `towards`. */
function unitVector(random: () => number, towards?: Float32Array): Float32Array {
  const vector = new Float32Array(DIMENSIONS).map(() => random() + random() + random() - 1.5);
  const length = Math.sqrt(dot(vector, vector));
  const mixed = vector.map((value, index) => value / length + (towards?.[index] ?? 0));
  const mixedLength = Math.sqrt(dot(mixed, mixed));
  return mixed.map((value) => value / mixedLength);
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: performance.now() - started };
}
