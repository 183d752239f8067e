import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { IndexFilter, VectorDocument, VectorIndex } from "@smartypants/core";
import { describeVectorIndex } from "@smartypants/core/testing";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../database/migrations/migrate.ts";
import { openSqlite } from "../../database/sqlite/connection.ts";
import { openSqliteHandle, type SqliteHandle } from "../../database/sqlite/open.ts";
import { startWriterThread } from "../../database/sqlite/writer.ts";
import { createEmbeddedVectorIndex, type EmbeddedVectorIndex } from "./embedded-vector-index.ts";
import { createVectorIndexClient } from "./vector-index-client.ts";
import { keepVectorTables, listVectorTables } from "./vector-tables.ts";

const MODEL = "test/model";

interface Setup {
  readonly handle: SqliteHandle;
  readonly index: EmbeddedVectorIndex;
  prepare(embeddings: readonly { hash: string; vector: Float32Array }[], model?: string): Promise<void>;
  open(model?: string): Promise<EmbeddedVectorIndex>;
  /** Of another model; closed with the rest. */
  beside(model: string): Promise<EmbeddedVectorIndex>;
  readonly file: string;
  /** Ends the newest index and the database, and removes the file. */
  close(): Promise<void>;
}

async function setUp(dimensions: number): Promise<Setup> {
  const folder = await mkdtemp(path.join(tmpdir(), "smartypants-vectors-"));
  const file = path.join(folder, "smartypants.db");
  openSqlite(file, "write").close();
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("interactive"));
  await migrate(handle.plain, "sqlite");
  let newest: EmbeddedVectorIndex | undefined;
  const open = async (model = MODEL): Promise<EmbeddedVectorIndex> => {
    await newest?.close();
    newest = await createEmbeddedVectorIndex({ db: handle.db, file, model, dimensions });
    return newest;
  };
  const others: EmbeddedVectorIndex[] = [];
  return {
    handle,
    file,
    index: await open(),
    open,
    beside: async (model) => {
      const index = await createEmbeddedVectorIndex({ db: handle.db, file, model, dimensions });
      others.push(index);
      return index;
    },
    prepare: async (embeddings, model = MODEL) => {
      for (let start = 0; start < embeddings.length; start += 100) {
        const rows = embeddings
          .slice(start, start + 100)
          .map(({ hash, vector }) => ({ model, hash, vector: new Uint8Array(vector.slice().buffer) }));
        await handle.db
          .insertInto("embedding")
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
    close: async () => {
      for (const index of [newest, ...others]) await index?.close();
      await handle.close();
      await writer.close();
      await rm(folder, { recursive: true });
    },
  };
}

describeVectorIndex("the embedded index", async (dimensions) => {
  const setup = await setUp(dimensions);
  return {
    index: setup.index,
    prepare: (embeddings) => setup.prepare(embeddings),
    beside: async () => ({ index: await setup.beside("test/other"), prepare: (embeddings) => setup.prepare(embeddings, "test/other") }),
    reopen: () => setup.open(),
    close: () => setup.close(),
  };
});

const EVERYTHING: IndexFilter = { acls: [1, 2] };
const ONE = Float32Array.of(1, 0, 0);
const TWO = Float32Array.of(0, 1, 0);
const QUERY = Float32Array.of(0.8, 0.6, 0);

function documentOf(documentId: string, chunks: VectorDocument["chunks"], aclId = 1): VectorDocument {
  return { payload: { documentId, aclId, sourceId: "s", containerId: null, kind: "text", authors: [], updatedAt: 0 }, chunks };
}

const first = documentOf("first", [{ chunkId: 1, hash: "one", vector: ONE }]);
const second = documentOf("second", [{ chunkId: 2, hash: "two", vector: TWO }]);

async function setUpTwo(): Promise<Setup> {
  const setup = await setUp(3);
  onTestFinished(() => setup.close());
  await setup.prepare([
    { hash: "one", vector: ONE },
    { hash: "two", vector: TWO },
  ]);
  await setup.index.apply({ upserts: [first, second], removes: [] });
  return setup;
}

async function foundBy(index: VectorIndex, filter = EVERYTHING): Promise<readonly number[]> {
  return (await index.search(QUERY, filter, 10)).map((hit) => hit.chunkId);
}

// A chunk without its vector could never be found again: better that the job fails and is seen.
test("a chunk whose vector was not stored is refused, and nothing of that change is kept", async () => {
  const { index } = await setUpTwo();
  const third = documentOf("third", [{ chunkId: 3, hash: "three", vector: ONE }]);
  await expect(index.apply({ upserts: [third], removes: ["first"] })).rejects.toMatchObject({ code: "internal" });
  expect(await foundBy(index)).toEqual([1, 2]);
});

// Guards the gap between the commit and the thread hearing of it, and a thread that missed the message for good.
test("what SQL has taken away is not shown even when the search thread was never told", async () => {
  const { index, handle } = await setUpTwo();
  expect(await foundBy(index)).toEqual([1, 2]);
  await sql`delete from ${sql.raw(index.table)} where chunk_id = 1`.execute(handle.db);
  expect((await index.search(QUERY, EVERYTHING, 1)).map((hit) => hit.chunkId)).toEqual([2]);
  await sql`update ${sql.raw(index.table)} set acl_id = 2 where chunk_id = 2`.execute(handle.db);
  expect(await foundBy(index, { acls: [1] })).toEqual([]);
  expect(await foundBy(index, { acls: [2] })).toEqual([2]);
});

// What a change of the model rests on: the new one is filled while the old one is searched.
test("two models lie side by side, each with its own vectors, until the tables of all others are removed", async () => {
  const setup = await setUpTwo();
  const { handle, index } = setup;
  const beside = await setup.beside("test/other");
  expect(await foundBy(beside)).toEqual([]);
  expect(await beside.chunkIds(0, 10)).toEqual([]);
  await setup.prepare([{ hash: "one", vector: TWO }], "test/other");
  await beside.apply({ upserts: [first], removes: ["second"] });
  expect((await beside.search(TWO, EVERYTHING, 10))[0]).toMatchObject({ chunkId: 1, score: 1 });
  expect(await foundBy(index)).toEqual([1, 2]);
  expect((await index.search(TWO, EVERYTHING, 1))[0]).toMatchObject({ chunkId: 2, score: 1 });
  await beside.close();
  await keepVectorTables(handle.db, [MODEL]);
  expect((await listVectorTables(handle.db)).map((each) => each.model)).toEqual([MODEL]);
  expect(await foundBy(index)).toEqual([1, 2]);
  expect(await foundBy(await setup.beside("test/other")), "it comes back empty").toEqual([]);
});

test("a model whose vectors have another length than the last time starts with an empty index", async () => {
  const setup = await setUpTwo();
  await setup.index.close();
  const other = await createEmbeddedVectorIndex({ db: setup.handle.db, file: setup.file, model: MODEL, dimensions: 4 });
  expect(await other.chunkIds(0, 10)).toEqual([]);
  await other.close();
});

test("the index of a version that kept one model only is taken over", async () => {
  const setup = await setUpTwo();
  const { db } = setup.handle;
  await setup.index.close();
  await sql`alter table ${sql.raw(setup.index.table)} rename to vector_chunk`.execute(db);
  await sql`drop index ${sql.raw(setup.index.table)}_document`.execute(db);
  await sql`create index vector_chunk_document on vector_chunk(document_id)`.execute(db);
  await sql`create table vector_index_model(model text not null, dimensions integer not null)`.execute(db);
  await sql`insert into vector_index_model(model, dimensions) values (${MODEL}, 3)`.execute(db);
  await sql`drop table vector_index`.execute(db);
  expect(await foundBy(await setup.open())).toEqual([1, 2]);
});

test("changes made through a client's port are found by the owner, and the other way round", async () => {
  const { index, handle } = await setUpTwo();
  const client = createVectorIndexClient({ db: handle.db, table: index.table, model: MODEL, dimensions: 3, port: index.connect() });
  await client.apply({ upserts: [documentOf("third", [{ chunkId: 3, hash: "one", vector: ONE }])], removes: ["second"] });
  expect(await foundBy(index)).toEqual([1, 3]);
  await index.apply({ upserts: [], removes: ["first"] });
  expect(await foundBy(client)).toEqual([3]);
  expect([...(await client.score(TWO, [1, 3]))]).toEqual([[3, 0]]);
  await client.close();
  expect(await foundBy(index), "after the client has left").toEqual([3]);
});

test("after close every call fails with unavailable, in clients too", async () => {
  const { index, handle } = await setUpTwo();
  const client = createVectorIndexClient({ db: handle.db, table: index.table, model: MODEL, dimensions: 3, port: index.connect() });
  expect(await foundBy(client)).toEqual([1, 2]);
  const died: Error[] = [];
  index.onDeath((error) => died.push(error));
  await index.close();
  await index.close();
  await expect(foundBy(index)).rejects.toMatchObject({ code: "unavailable" });
  await expect(foundBy(client)).rejects.toMatchObject({ code: "unavailable" });
  expect(died, "an end that was asked for is no death").toEqual([]);
});

test("a query of the wrong length, or with NaN in it, is refused", async () => {
  const { index } = await setUpTwo();
  await expect(index.search(Float32Array.of(1, 0), EVERYTHING, 1)).rejects.toMatchObject({ code: "internal" });
  await expect(index.search(Float32Array.of(1, 0, Number.NaN), EVERYTHING, 1)).rejects.toMatchObject({ code: "internal" });
  await expect(index.score(Float32Array.of(1, 0), [1])).rejects.toMatchObject({ code: "internal" });
});

test("a search can be given up while it waits", async () => {
  const { index } = await setUpTwo();
  const controller = new AbortController();
  const search = index.search(QUERY, EVERYTHING, 1, controller.signal);
  controller.abort();
  await expect(search).rejects.toMatchObject({ code: "aborted" });
});
