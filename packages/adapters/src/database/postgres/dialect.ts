import { isSmartyError } from "@smartypants/sdk";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import type { Pool, PoolClient, QueryResult as PgResult } from "pg";
import { translate } from "./translate.ts";

/** A Kysely dialect over `pool` whose errors are ours, and which never lends a connection again that has failed under a statement. */
export function createPostgresDialect(pool: Pool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(pool),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

const CHANGING: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

class PostgresConnection implements DatabaseConnection {
  readonly client: PoolClient;
  isSpent = false;

  constructor(client: PoolClient) {
    this.client = client;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.ask(sql, parameters);
    return { rows, ...(CHANGING.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }) };
  }

  /** The command that was carried out, which is ROLLBACK for the commit of a transaction that had failed. */
  async ask(sql: string, parameters: readonly unknown[] = []): Promise<PgResult<never>> {
    try {
      return await this.client.query<never>(sql, [...parameters]);
    } catch (error) {
      const translated = translate(error);
      this.isSpent ||= isSmartyError(translated) && translated.code === "unavailable";
      throw translated;
    }
  }

  streamQuery(): never {
    throw new Error("streaming is not used: lists are paged");
  }
}

function ours(connection: DatabaseConnection): PostgresConnection {
  if (connection instanceof PostgresConnection) return connection;
  throw new Error("a connection of another driver was given back");
}

function createDriver(pool: Pool): Driver {
  return {
    init: async () => {},
    acquireConnection: async () => {
      try {
        return new PostgresConnection(await pool.connect());
      } catch (error) {
        throw translate(error);
      }
    },
    beginTransaction: async (connection, { isolationLevel, accessMode }) => {
      const level = isolationLevel === undefined ? "" : ` isolation level ${isolationLevel}`;
      const access = accessMode === undefined ? "" : ` ${accessMode}`;
      await connection.executeQuery(CompiledQuery.raw(`start transaction${level}${access}`));
    },
    commitTransaction: async (connection) => {
      const { command } = await ours(connection).ask("commit");
      if (command === "ROLLBACK") throw new Error("a statement of this transaction had failed, so it was rolled back");
    },
    rollbackTransaction: async (connection) => {
      // A connection that is gone has been rolled back by the server.
      if (!ours(connection).isSpent) await connection.executeQuery(CompiledQuery.raw("rollback"));
    },
    releaseConnection: async (connection) => {
      const { client, isSpent } = ours(connection);
      client.release(isSpent);
    },
    // The pool is shared by two Kysely instances, so neither ends it.
    destroy: async () => {},
  };
}
