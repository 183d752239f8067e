import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Runner } from "./connection.ts";
import type { WriterClient, WriterTransaction } from "./writer.ts";

/**
 * A Kysely dialect whose writes and transactions go to the writer thread while reads outside a transaction run here, on a read-only
 * connection. Transactions are BEGIN IMMEDIATE.
 */
export function createSqliteDialect(reader: Runner, writer: WriterClient): Dialect {
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => createDriver(reader, writer),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  /** Or every read in this thread would wait for the end of any transaction, and one inside of its work for ever. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteConnection implements DatabaseConnection {
  transaction: WriterTransaction | undefined;
  readonly reader: Runner;
  readonly writer: WriterClient;

  constructor(reader: Runner, writer: WriterClient) {
    this.reader = reader;
    this.writer = writer;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const answer = await this.execute(query);
    return { rows: answer.rows as Row[], numAffectedRows: BigInt(answer.changes) };
  }

  private async execute(query: CompiledQuery): Promise<{ rows: unknown[]; changes: number }> {
    if (this.transaction !== undefined) return this.transaction.query(query.sql, query.parameters);
    const isRead = query.query.kind === "SelectQueryNode" || (query.query.kind === "RawNode" && this.reader.isRead(query.sql));
    return isRead ? this.reader.run(query.sql, query.parameters) : this.writer.write(query.sql, query.parameters);
  }

  streamQuery(): AsyncIterableIterator<QueryResult<never>> {
    throw new Error("streaming is not used: lists are paged");
  }
}

function createDriver(reader: Runner, writer: WriterClient): Driver {
  return {
    init: async () => {},
    acquireConnection: async () => new SqliteConnection(reader, writer),
    beginTransaction: async (connection) => {
      (connection as SqliteConnection).transaction = await writer.begin();
    },
    commitTransaction: async (connection) => {
      await (connection as SqliteConnection).transaction?.commit();
    },
    rollbackTransaction: async (connection) => {
      await (connection as SqliteConnection).transaction?.rollback();
    },
    releaseConnection: async (connection) => {
      (connection as SqliteConnection).transaction = undefined;
    },
    destroy: async () => {},
  };
}
