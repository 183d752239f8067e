import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@smartypants/core";
import { Client } from "pg";
import { describe, inject } from "vitest";
import { migrate } from "../migrations/migrate.ts";
import { openPostgresHandle, type PostgresHandle } from "../postgres/open.ts";
import { openSqliteHandle, type SqliteHandle } from "../sqlite/open.ts";
import { createWriterClient, startWriterThread, type WriterThread } from "../sqlite/writer.ts";
import type { TestPostgres } from "./postgres-setup.ts";

export type DatabaseHandle = SqliteHandle | PostgresHandle;

export interface TestClock extends Clock {
  /** Moves on, or back when negative. */
  advance(ms: number): void;
}

export interface OpenedDatabase<Handle extends DatabaseHandle = DatabaseHandle> {
  /** Empty and migrated. */
  readonly handle: Handle;
  /** Another handle on the same data, as another thread or process has one. It closes with the first. */
  readonly connect: () => Promise<Handle>;
  /** Stands still until told to move. */
  readonly clock: TestClock;
  /** Closes and removes the database. */
  readonly dispose: () => Promise<void>;
}

/**
 * Runs a suite on SQLite and on Postgres. `open` makes a new database each time it is called. Without Postgres on this machine its half
 * is shown as skipped, with the reason.
 */
export function describeOnEngines(name: string, suite: (open: () => Promise<OpenedDatabase>) => void): void {
  describe(`${name} (SQLite)`, () => {
    suite(openTestSqlite);
  });
  const postgres = testPostgres();
  if ("missing" in postgres) {
    describe.skip(`${name} (Postgres: ${postgres.missing})`, () => {
      suite(openTestSqlite);
    });
    return;
  }
  describe(`${name} (Postgres)`, () => {
    suite(() => openTestPostgres(postgres.url));
  });
}

/** For tests of Postgres alone. */
export function testPostgres(): TestPostgres {
  return inject("testPostgres") ?? { missing: "its set-up is not part of this run" };
}

/** Midnight, 1 March 2026. */
export function createTestClock(start = Date.UTC(2026, 2, 1)): TestClock {
  let now = start;
  return { now: () => now, advance: (ms) => void (now += ms) };
}

/** A migrated database in a directory of its own, with the real writer thread. */
export async function openTestSqlite({ migrated = true } = {}): Promise<OpenedDatabase<SqliteHandle> & { readonly file: string }> {
  const directory = mkdtempSync(join(tmpdir(), "smartypants-sqlite-"));
  const file = join(directory, "test.db");
  const writer = startWriterThread(file);
  await fileToExist(writer);
  const handles: SqliteHandle[] = [];
  const connect = async (): Promise<SqliteHandle> => {
    const handle = openSqliteHandle(file, writer.connect("interactive"));
    handles.push(handle);
    return handle;
  };
  const handle = await connect();
  if (migrated) await migrate(handle.plain, "sqlite");
  const dispose = async (): Promise<void> => {
    for (const each of handles) await each.close();
    await writer.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { handle, connect, file, clock: createTestClock(), dispose };
}

/** A reader cannot create the file: the writer must have opened it. */
async function fileToExist(writer: WriterThread): Promise<void> {
  const client = createWriterClient(writer.connect("interactive"));
  await client.write("select 1", []);
  client.close();
}

const TEMPLATE = "smartypants_template";

/** A database of its own in the run's cluster, copied from one that was migrated once. */
export async function openTestPostgres(server: string, { migrated = true } = {}): Promise<OpenedDatabase<PostgresHandle>> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, async (client) => {
    if (migrated) await ensureTemplate(server, client);
    await client.query(`create database ${name} template ${migrated ? TEMPLATE : "template0"} ${await quickly(client)}`);
  });
  const handles: PostgresHandle[] = [];
  const connect = async (): Promise<PostgresHandle> => {
    const handle = await openPostgresHandle(databaseUrl(server, name));
    handles.push(handle);
    return handle;
  };
  const handle = await connect();
  const dispose = async (): Promise<void> => {
    for (const each of handles) await each.close();
    await onServer(server, (client) => client.query(`drop database ${name} with (force)`));
  };
  return { handle, connect, clock: createTestClock(), dispose };
}

/** Copying files is four times as fast as Postgres 15's new way, and the only way of older ones. */
async function quickly(client: Client): Promise<string> {
  const { rows } = await client.query<{ version: number }>("select current_setting('server_version_num')::int as version");
  return (rows[0]?.version ?? 0) >= 150_000 ? "strategy file_copy" : "";
}

/** Test files run side by side: the first one migrates, the others wait for it. The lock ends with the connection. */
async function ensureTemplate(server: string, client: Client): Promise<void> {
  await client.query("select pg_advisory_lock(1)");
  const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [TEMPLATE]);
  if (rowCount !== 0) return;
  const unfinished = `${TEMPLATE}_unfinished`;
  await client.query(`drop database if exists ${unfinished} with (force)`);
  await client.query(`create database ${unfinished} template template0`);
  const handle = await openPostgresHandle(databaseUrl(server, unfinished));
  try {
    await migrate(handle.plain, "postgres");
  } finally {
    await handle.close();
  }
  await client.query(`alter database ${unfinished} rename to ${TEMPLATE}`);
}

async function onServer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
