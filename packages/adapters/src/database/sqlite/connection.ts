import Sqlite from "better-sqlite3";
import { SmartyError } from "@smartypants/sdk";

export interface QueryAnswer {
  readonly rows: unknown[];
  readonly changes: number;
}

const STATEMENTS_KEPT = 500;
/** An insert of hundreds of rows has another text for each number of them: kept, each would hold hundreds of kilobytes and never be used again. */
const LONGEST_KEPT = 4000;

/** Opens the file with the pragmas every connection of ours has. Only the writer thread opens it for writing. */
export function openSqlite(file: string, mode: "read" | "write"): Sqlite.Database {
  const connection = new Sqlite(file, { readonly: mode === "read" });
  connection.pragma("busy_timeout = 5000");
  connection.pragma("foreign_keys = on");
  connection.pragma("temp_store = memory");
  // SQLite's own knows ASCII only.
  connection.function("lower", { deterministic: true }, (text: unknown) => (typeof text === "string" ? text.toLowerCase() : text));
  // Pages stay in the system's cache; ours is small because several threads have one each.
  connection.pragma("cache_size = -8000");
  if (mode === "write") {
    connection.pragma("page_size = 16384");
    connection.pragma("journal_mode = wal");
    connection.pragma("synchronous = full");
  }
  return connection;
}

export interface Runner {
  run(sql: string, parameters: readonly unknown[]): QueryAnswer;
  isRead(sql: string): boolean;
}

/** Prepares once, runs often. Errors are ours where a user can do something about them. */
export function createRunner(connection: Sqlite.Database): Runner {
  const statements = new Map<string, Sqlite.Statement>();
  const prepared = (text: string): Sqlite.Statement => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    if (statements.size >= STATEMENTS_KEPT) statements.clear();
    const statement = connection.prepare(text);
    if (text.length <= LONGEST_KEPT) statements.set(text, statement);
    return statement;
  };
  return {
    isRead: (text) => {
      try {
        return prepared(text).readonly;
      } catch (error) {
        throw translate(error);
      }
    },
    run: (text, parameters) => {
      try {
        const statement = prepared(text);
        if (statement.reader) return { rows: statement.all(...parameters), changes: 0 };
        return { rows: [], changes: statement.run(...parameters).changes };
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

/** SQLite's result codes as ours; anything else is a bug and passes unchanged. */
export function translate(error: unknown): unknown {
  const { code: given } = error as { code?: unknown };
  const code = typeof given === "string" ? given : "";
  const is = (...kinds: readonly string[]): boolean => kinds.some((kind) => code === kind || code.startsWith(`${kind}_`));
  if (is("SQLITE_FULL", "SQLITE_IOERR")) {
    return new SmartyError("full", "The disk is full or cannot be written. Free some space on the data directory's disk and try again.", {
      cause: error,
    });
  }
  if (is("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) {
    const message = "The database cannot be written. Check that the data directory and its files belong to the user that runs the server.";
    return new SmartyError("config", message, { cause: error });
  }
  if (is("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")) {
    return new SmartyError("conflict", "Something with the same name or id exists already.", { cause: error });
  }
  if (is("SQLITE_BUSY", "SQLITE_LOCKED")) {
    return new SmartyError("unavailable", "The database is busy. Try again in a moment.", { cause: error });
  }
  if (is("SQLITE_CORRUPT", "SQLITE_NOTADB")) {
    return new SmartyError(
      "unavailable",
      "The database file is damaged. Stop the server and restore a backup: smartypants restore <file>.",
      { cause: error },
    );
  }
  return error;
}
