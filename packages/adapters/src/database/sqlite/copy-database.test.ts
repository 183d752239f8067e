import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestSqlite } from "../testing/describe-on-engines.ts";
import { copyDatabase, readDatabaseFacts, unknownMigrations } from "./copy-database.ts";

type Opened = Awaited<ReturnType<typeof openTestSqlite>>;

const ROWS = 20_000;
const never = new AbortController().signal;
let opened: Opened;
let folder: string;

beforeEach(async () => {
  opened = await openTestSqlite();
  folder = mkdtempSync(join(tmpdir(), "smartypants-copy-"));
});
afterEach(async () => {
  await opened.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function fill(rows: number): Promise<void> {
  await sql`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
    insert into setting (key, value, updated_at) select 'k' || i, hex(randomblob(200)), 0 from n`.execute(opened.handle.plain);
}

function countIn(file: string): number {
  const connection = new Sqlite(file, { readonly: true });
  try {
    return connection.prepare("select count(*) from setting").pluck().get() as number;
  } finally {
    connection.close();
  }
}

// The promise of a backup beside a running server: one moment, whatever is written meanwhile.
test("the copy is the database of one moment, though it is written to all the time", async () => {
  await fill(ROWS);
  const target = join(folder, "copy.db");
  const shares: number[] = [];
  const ended = new AbortController();
  let added = 0;
  const write = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      added += 1;
      await sql`insert into setting (key, value, updated_at) values (${`new${added}`}, '1', 0)`.execute(opened.handle.plain);
    }
  };
  const copied = copyDatabase(opened.file, target, { signal: never, onProgress: (share) => void shares.push(share) }).finally(() =>
    ended.abort(),
  );
  await Promise.all([copied, write()]);
  const facts = await copied;
  expect(facts).toMatchObject({ complaints: [], migrations: expect.arrayContaining(["0001-initial"]), blobIds: [] });
  expect(added).toBeGreaterThan(0);
  expect(countIn(target)).toBeGreaterThanOrEqual(ROWS);
  expect(countIn(target)).toBeLessThan(ROWS + added);
  expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  expect(readdirSync(folder)).toEqual(["copy.db"]);
});

test.skipIf(process.platform === "win32")("the copy is its owner's alone", async () => {
  const target = join(folder, "copy.db");
  await copyDatabase(opened.file, target, { signal: never, onProgress: () => {} });
  expect(statSync(target).mode & 0o777).toBe(0o600);
});

test("a copy that is stopped leaves nothing", async () => {
  await fill(ROWS);
  const controller = new AbortController();
  const copied = copyDatabase(opened.file, join(folder, "copy.db"), { signal: controller.signal, onProgress: () => controller.abort() });
  await expect(copied).rejects.toMatchObject({ name: "AbortError" });
  expect(readdirSync(folder)).toEqual([]);
});

test("a file that is there already is not touched", async () => {
  const target = join(folder, "copy.db");
  closeSync(openSync(target, "w"));
  await expect(copyDatabase(opened.file, target, { signal: never, onProgress: () => {} })).rejects.toMatchObject({ code: "EEXIST" });
  expect(statSync(target).size).toBe(0);
});

test("originals that documents refer to are named once each", async () => {
  const target = join(folder, "copy.db");
  const document = (id: string, blob: string): string =>
    `insert into document (id, source_id, external_id, title, url, mime_type, kind, language, updated_at, change_key, text_hash, version, pipeline_version, acl_id, acl_inherits, source_acl, blob_id, first_seen_at, synced_at) values ('${id}', 's', '${id}', '', '', '', '', '', 0, '', '', 1, '', 1, 0, '', ${blob}, 0, 0)`;
  for (const [id, blob] of [
    ["a", "'b2'"],
    ["b", "'b1'"],
    ["c", "'b1'"],
    ["d", "null"],
  ] as const) {
    await sql.raw(document(id, blob)).execute(opened.handle.plain);
  }
  expect(await copyDatabase(opened.file, target, { signal: never, onProgress: () => {} })).toMatchObject({ blobIds: ["b1", "b2"] });
});

// R-33: a page of zeros must be noticed, not copied into every backup from then on.
test("damage is complained of", async () => {
  await fill(ROWS);
  const target = join(folder, "copy.db");
  await copyDatabase(opened.file, target, { signal: never, onProgress: () => {} });
  const descriptor = openSync(target, "r+");
  for (let page = 20; page < 200; page += 3) writeSync(descriptor, Buffer.alloc(16_384), 0, 16_384, page * 16_384);
  closeSync(descriptor);
  expect(readDatabaseFacts(target).complaints).not.toEqual([]);
});

test("a file that is no database is told as damaged", () => {
  const file = join(folder, "text.db");
  const descriptor = openSync(file, "w");
  writeSync(descriptor, "This is a letter, and a rather long one, to nobody in particular. ".repeat(100));
  closeSync(descriptor);
  expect(readDatabaseFacts(file).complaints).toEqual([expect.stringContaining("not a database")]);
  expect(existsSync(`${file}-journal`)).toBe(false);
});

test("migrations of a newer version are told apart", () => {
  expect(unknownMigrations(["0001-initial", "9999-later"])).toEqual(["9999-later"]);
});
