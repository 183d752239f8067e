import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { SmartyError } from "@smartypants/sdk";
import type Sqlite from "better-sqlite3";
import { Kysely } from "kysely";
import { doneMigrations, migrate, MIGRATIONS, usedByNewer } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/types.ts";
import { createRunner, openSqlite, translate } from "./connection.ts";
import { createSqliteDialect } from "./dialect.ts";
import type { WriterClient } from "./writer.ts";

export interface PreparedFile {
  readonly file: string;
  /** The copy that was made because migrations were waiting. */
  readonly snapshot: string | null;
}

export interface PrepareOptions {
  /** All there are when absent. */
  readonly migrations?: readonly Migration[];
  /** Bytes left on the disk of a folder. */
  readonly freeBytes?: (folder: string) => number;
}

const FILE_NAME = "smartypants.db";
const SNAPSHOTS_KEPT = 2;
/** Another process may be migrating a large database. */
const BUSY_TIMEOUT_MS = 120_000;
/** What a migration itself may need beside the copy. */
const SPARE_BYTES = 32 * 1024 * 1024;

/**
 * Creates the database file or brings it up to date, before any thread opens it. A database with data is copied beside itself first. All
 * or nothing: when a migration fails, the file is as it was. Throws `config` when a newer version has used it, `full` when there is no
 * room for the copy. Of several processes one migrates; the others wait for it.
 */
export async function prepareSqliteFile(folder: string, options: PrepareOptions = {}): Promise<PreparedFile> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, FILE_NAME);
  const connection = openForMigration(file);
  try {
    const runner = createRunner(connection);
    const db = new Kysely<never>({ dialect: createSqliteDialect(runner, createDirectWriter(connection)) });
    return await db.transaction().execute(async (tx) => {
      const { migrations = MIGRATIONS, freeBytes = bytesLeft } = options;
      const done = await doneMigrations(tx);
      const known = new Set(migrations.map((each) => each.name));
      if (done.some((name) => !known.has(name))) throw usedByNewer();
      const next = migrations.find((each) => !done.includes(each.name));
      if (next === undefined) return { file, snapshot: null };
      const snapshot = done.length === 0 ? null : takeSnapshot(connection, file, next.name, freeBytes(folder));
      await migrate(tx, "sqlite", migrations);
      return { file, snapshot };
    });
  } finally {
    connection.close();
  }
}

function openForMigration(file: string): Sqlite.Database {
  try {
    createPrivately(file);
    const connection = openSqlite(file, "write");
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return connection;
  } catch (error) {
    throw translate(error);
  }
}

/** So that nobody else reads it, wherever the folder is; SQLite gives the files beside it the same mode. */
function createPrivately(file: string): void {
  closeSync(openSync(file, "a", 0o600));
}

/** Writes on the connection that it is given, in this thread. */
function createDirectWriter(connection: Sqlite.Database): WriterClient {
  const runner = createRunner(connection);
  const execute = async (statement: string): Promise<void> => {
    try {
      connection.exec(statement);
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    begin: async () => {
      await execute("begin immediate");
      return {
        query: async (sql, parameters) => runner.run(sql, parameters),
        commit: () => execute("commit"),
        rollback: async () => {
          if (connection.inTransaction) await execute("rollback");
        },
      };
    },
    write: async (sql, parameters) => runner.run(sql, parameters),
    close: () => {},
  };
}

/** The state before the open transaction: nothing was written in it yet. */
function takeSnapshot(connection: Sqlite.Database, file: string, migration: string, free: number): string {
  const pages = Number(connection.pragma("page_count", { simple: true })) - Number(connection.pragma("freelist_count", { simple: true }));
  const size = pages * Number(connection.pragma("page_size", { simple: true }));
  if (free < size + SPARE_BYTES) throw noRoom(size + SPARE_BYTES, free);
  const snapshot = `${file}.before-${migration}`;
  const partial = `${snapshot}.partial`;
  rmSync(partial, { force: true });
  createPrivately(partial);
  const reader = openSqlite(file, "read");
  try {
    reader.prepare("vacuum into ?").run(partial);
    sync(partial);
    renameSync(partial, snapshot);
  } catch (error) {
    rmSync(partial, { force: true });
    const ours = translate(error);
    throw ours instanceof SmartyError && ours.code === "full" ? noRoom(size + SPARE_BYTES, free) : ours;
  } finally {
    reader.close();
  }
  forgetOldSnapshots(file);
  return snapshot;
}

function noRoom(needed: number, free: number): SmartyError {
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024).toLocaleString("en")} MB`;
  return new SmartyError(
    "full",
    `The upgrade first copies the database, which needs ${megabytes(needed)}; the data directory's disk has ${megabytes(free)} left. ` +
      "Nothing was changed. Free some space, then start again.",
  );
}

function bytesLeft(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function sync(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function forgetOldSnapshots(file: string): void {
  const folder = join(file, "..");
  const snapshots = readdirSync(folder)
    .filter((name) => name.startsWith(`${FILE_NAME}.before-`) && !name.endsWith(".partial"))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.at - a.at || b.path.localeCompare(a.path));
  for (const { path } of snapshots.slice(SNAPSHOTS_KEPT)) rmSync(path, { force: true });
}
