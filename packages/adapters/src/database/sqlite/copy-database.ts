import { closeSync, fsyncSync, openSync, rmSync, statSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { MIGRATIONS } from "../migrations/migrate.ts";
import { openSqlite, translate } from "./connection.ts";
import { integrityOf } from "./integrity.ts";

/** What a database file that nobody uses has in it. */
export interface DatabaseFacts {
  readonly sizeBytes: number;
  /** What its own checks complain of; empty when all is well. */
  readonly complaints: readonly string[];
  readonly migrations: readonly string[];
  /** Originals that its documents refer to. */
  readonly blobIds: readonly string[];
}

export interface CopyOptions {
  /** Called now and then with how much is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

const PAGES_PER_STEP = 256;

/**
 * Copies the database as it was at one moment into a new file, whoever writes to it meanwhile. The copy is one file without a log beside it, private
 * and on the disk when this resolves. Throws `full` when there is no room; nothing is left then, nor when the signal aborts.
 */
export async function copyDatabase(file: string, target: string, { onProgress, signal }: CopyOptions): Promise<DatabaseFacts> {
  // First, so that its mode is never another.
  closeSync(openSync(target, "wx", 0o600));
  try {
    const source = openSqlite(file, "read");
    try {
      // What is read in one transaction is one moment; without it the copy would begin anew with each write of the server.
      source.exec("begin");
      source.prepare("select count(*) from sqlite_schema").get();
      await source.backup(target, {
        progress: ({ totalPages, remainingPages }) => {
          signal.throwIfAborted();
          onProgress(totalPages === 0 ? 0 : 1 - remainingPages / totalPages);
          return PAGES_PER_STEP;
        },
      });
    } finally {
      source.close();
    }
    signal.throwIfAborted();
    foldLog(target);
    return readDatabaseFacts(target);
  } catch (error) {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${target}${suffix}`, { force: true });
    throw signal.aborted ? error : translate(error);
  }
}

/** Makes it a single file: a copy takes over that its original keeps a log. */
function foldLog(target: string): void {
  const copy = new Sqlite(target);
  try {
    copy.pragma("journal_mode = delete");
  } finally {
    copy.close();
  }
  const descriptor = openSync(target, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Of a file that nobody writes to. That it is no database at all is a complaint too. */
export function readDatabaseFacts(file: string): DatabaseFacts {
  try {
    const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      const texts = (query: string): readonly string[] => connection.prepare(query).pluck().all() as string[];
      const complaints = integrityOf(connection);
      const facts = { sizeBytes: statSync(file).size, complaints };
      if (complaints.length > 0) return { ...facts, migrations: [], blobIds: [] };
      return {
        ...facts,
        migrations: texts("select name from schema_migration order by name"),
        blobIds: texts("select distinct blob_id from document where blob_id is not null order by blob_id"),
      };
    } finally {
      connection.close();
    }
  } catch (error) {
    throw translate(error);
  }
}

/** Of these migrations, those that only a newer version knows. */
export function unknownMigrations(names: readonly string[]): readonly string[] {
  const known = new Set(MIGRATIONS.map((each) => each.name));
  return names.filter((name) => !known.has(name));
}
