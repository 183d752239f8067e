import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  createEmbeddedVectorIndex,
  createStaticEmbedder,
  migrate,
  openSqlite,
  openSqliteHandle,
  startWriterThread,
} from "@smartypants/adapters";
import type { VectorDocument, VectorIndex } from "@smartypants/core";

const CHUNKS = 100_000;
const DIMENSIONS = 384;
const MODEL = "bench/random";
const SPEED_QUERIES = 200;
const RECALL_QUERIES = 40;
const WARM_UP_QUERIES = 20;
const LIMITS = [10, 100] as const;
/** An ACL id says which random hundredth and which hundredth of the space a chunk belongs to. */
const HUNDRED = 100;

type Print = (line: string) => void;

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
export async function benchVectors(print: Print): Promise<void> {
  print(`vectors: ${CHUNKS} x ${DIMENSIONS}, random unit vectors`);
  const random = createRandom(1);
  const direction = unitVector(random);
  const data = createData(random, direction);
  const scenarios = createScenarios(random, direction);
  const folder = await mkdtemp(path.join(tmpdir(), "smartypants-bench-"));
  try {
    await benchEmbedded(print, path.join(folder, "bench.db"), data, scenarios);
    await benchSqliteVec(print, path.join(folder, "sqlite-vec.db"), data, scenarios);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Texts per second of the built-in model on one thread. */
export async function benchStaticEmbedder(print: Print): Promise<void> {
  const embedder = createStaticEmbedder();
  const random = createRandom(2);
  for (const words of [60, 215]) {
    const texts = Array.from({ length: 4000 }, () =>
      Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" "),
    );
    await embedder.embed(texts.slice(0, 500), "passage");
    const started = performance.now();
    await embedder.embed(texts, "passage");
    print(`static embedder, ${words} words: ${Math.round(texts.length / ((performance.now() - started) / 1000))} texts/s`);
  }
}

async function benchEmbedded(print: Print, file: string, data: BenchData, scenarios: readonly Scenario[]): Promise<void> {
  const direct = openSqlite(file, "write");
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("ingest"));
  await migrate(handle.plain, "sqlite");
  const insert = direct.prepare("insert into embedding(model, hash, vector) values (?, ?, ?)");
  direct.transaction(() => {
    for (let row = 0; row < CHUNKS; row++) insert.run(MODEL, `${row}`, bytesOf(vectorAt(data, row)));
  })();
  direct.close();

  const target = { db: handle.db, file, model: MODEL, dimensions: DIMENSIONS };
  const filling = await createEmbeddedVectorIndex(target);
  const filled = await timed(() => fill(filling, data));
  print(`embedded: indexed ${Math.round(CHUNKS / (filled.ms / 1000))} chunks/s`);
  await filling.close();

  const before = process.memoryUsage().rss;
  const index = await createEmbeddedVectorIndex(target);
  const loaded = await timed(() => index.search(vectorAt(data, 0), { acls: [1] }, 1));
  const grownMiB = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
  print(`embedded: opened and loaded in ${Math.round(loaded.ms)} ms; process memory ${grownMiB} MiB more than before`);
  await benchSearch(print, "embedded", data, scenarios, async (query, acls, limit) =>
    (await index.search(query, { acls }, limit)).map((hit) => hit.chunkId),
  );
  await benchDuringChanges(print, index, data);
  await index.close();
  await handle.close();
  await writer.close();
}

async function fill(index: VectorIndex, data: BenchData): Promise<void> {
  const perApply = 2000;
  for (let start = 0; start < CHUNKS; start += perApply) {
    const rows = Array.from({ length: Math.min(perApply, CHUNKS - start) }, (_, at) => start + at);
    await index.apply({ upserts: rows.map((row) => documentAt(data, row)), removes: [] });
  }
}

/** How long a search waits while another caller changes 2,000 chunks at a time. */
async function benchDuringChanges(print: Print, index: VectorIndex, data: BenchData): Promise<void> {
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
  print(`embedded, while 2,000 chunks at a time change: ${spread(times)}, worst ${Math.max(...times).toFixed(1)} ms`);
}

async function benchSqliteVec(print: Print, file: string, data: BenchData, scenarios: readonly Scenario[]): Promise<void> {
  // The name is computed so that the compiler does not ask for a package that is installed by hand, for comparison only.
  const name = ["sqlite", "vec"].join("-");
  const loaded: unknown = await import(name).catch(() => undefined);
  if (!isSqliteVec(loaded)) return print("sqlite-vec: not installed, not compared (npm install --no-save sqlite-vec)");
  const db = openSqlite(file, "write");
  loaded.load(db);
  db.exec(`create virtual table v using vec0(id integer primary key, acl integer, embedding float[${DIMENSIONS}] distance_metric=cosine)`);
  const insert = db.prepare("insert into v(id, acl, embedding) values (?, ?, ?)");
  db.transaction(() => {
    for (let row = 0; row < CHUNKS; row++) insert.run(BigInt(row + 1), BigInt(data.acls[row] ?? 0), bytesOf(vectorAt(data, row)));
  })();
  const select = db.prepare<[Uint8Array, number, string], { id: number }>(
    "select id from v where embedding match ? and k = ? and acl in (select value from json_each(?)) order by distance",
  );
  const version = db.prepare<[], { version: string }>("select vec_version() as version").get()?.version ?? "";
  await benchSearch(print, `sqlite-vec ${version}`, data, scenarios, async (query, acls, limit) =>
    select.all(bytesOf(query), limit, JSON.stringify(acls)).map((row) => row.id),
  );
  db.close();
}

function isSqliteVec(loaded: unknown): loaded is { load(db: object): void } {
  return typeof loaded === "object" && loaded !== null && "load" in loaded && typeof loaded.load === "function";
}

async function benchSearch(print: Print, name: string, data: BenchData, scenarios: readonly Scenario[], search: Search): Promise<void> {
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
      print(`${name}, ${scenario.name}, top ${limit}: ${spread(times)}, recall ${(found / expected).toFixed(4)}`);
    }
  }
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

/** Seeded, so that two runs measure the same. (mulberry32) */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
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

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

const WORDS =
  `the office closes at six on fridays invoices are paid within thirty days bicycles may be left in cellar new parents can stay home
for twenty weeks after a birth and return part time travel must approved by manager before booking passwords have sixteen characters every
laptop is encrypted backups run each night restore takes an hour customers receive answer two working customer contracts renewed yearly`.split(
    /\s+/,
  );
