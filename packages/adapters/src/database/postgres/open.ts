import { SmartyError } from "@smartypants/sdk";
import { CamelCasePlugin, Kysely, sql } from "kysely";
import { Pool, TypeOverrides, types } from "pg";
import type { Schema } from "../schema.ts";
import { createPostgresDialect } from "./dialect.ts";

export interface PostgresHandle {
  readonly engine: "postgres";
  readonly db: Kysely<Schema>;
  /** Without the camel-case plugin, for libraries that bring their own column names. */
  readonly plain: Kysely<never>;
  readonly close: () => Promise<void>;
}

export interface PostgresOptions {
  /** Connections held at most; 10 when absent. */
  readonly connections?: number;
  /** No statement takes longer; 30 s when absent. */
  readonly statementTimeoutMs?: number;
}

const OLDEST_VERSION = 140_000;

/**
 * Connects and checks the server. Throws `config` for a url or server that cannot be used, `unavailable` when it does not answer within
 * ten seconds. Later on a lost connection is an `unavailable` of the statement that needed it; the next one connects anew.
 */
export async function openPostgresHandle(url: string, options: PostgresOptions = {}): Promise<PostgresHandle> {
  const pool = createPool(url, options);
  const dialect = createPostgresDialect(pool);
  const db = new Kysely<Schema>({ dialect, plugins: [new CamelCasePlugin({ underscoreBeforeDigits: false })] });
  try {
    await check(db);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { engine: "postgres", db, plain: new Kysely<never>({ dialect }), close: () => pool.end() };
}

function createPool(url: string, { connections = 10, statementTimeoutMs = 30_000 }: PostgresOptions): Pool {
  if (!/^postgres(ql)?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new SmartyError(
      "config",
      "DATABASE_URL is not the address of a Postgres server. It looks like postgres://user:password@host:5432/name.",
    );
  }
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    // A transaction awaits nothing but the database: one that idles belongs to a process that hangs, and holds locks.
    idle_in_transaction_session_timeout: 60_000,
    application_name: "smartypants",
    types: createValueParsers(),
  });
  // An idle connection that breaks must not end the process; the pool has dropped it already.
  pool.on("error", () => {});
  // Nor one that breaks while in use: its statement fails and says so.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** The values that SQLite gives: numbers for 64-bit integers and for sums of them, plain byte arrays that start at offset 0. */
function createValueParsers(): TypeOverrides {
  const parsers = new TypeOverrides();
  parsers.setTypeParser(types.builtins.INT8, Number);
  parsers.setTypeParser(types.builtins.NUMERIC, Number);
  parsers.setTypeParser(types.builtins.BYTEA, (text) => Uint8Array.from(Buffer.from(text.slice(2), "hex")));
  return parsers;
}

async function check(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ version: number; encoding: string }>`
    select current_setting('server_version_num')::bigint as version, current_setting('server_encoding') as encoding`.execute(db);
  const server = rows[0];
  if (server === undefined || server.version < OLDEST_VERSION) {
    throw new SmartyError("config", "This Postgres server is too old. SmartyPants needs Postgres 14 or newer.");
  }
  if (server.encoding !== "UTF8") {
    throw new SmartyError(
      "config",
      `The database's encoding is ${server.encoding}. Create one with UTF-8 and name it in DATABASE_URL: create database smartypants encoding 'UTF8' template template0.`,
    );
  }
}
