import type { MessagePort } from "node:worker_threads";
import { CamelCasePlugin, Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { createRunner, openSqlite } from "./connection.ts";
import { createSqliteDialect } from "./dialect.ts";
import { createWriterClient } from "./writer.ts";

export interface SqliteHandle {
  readonly engine: "sqlite";
  readonly db: Kysely<Schema>;
  /** Without the camel-case plugin, for libraries that bring their own column names. */
  readonly plain: Kysely<never>;
  close(): Promise<void>;
}

/** Opens the database in this thread: reads here, writes through `writerPort`. The file must exist. */
export function openSqliteHandle(file: string, writerPort: MessagePort): SqliteHandle {
  const connection = openSqlite(file, "read");
  const writer = createWriterClient(writerPort);
  const dialect = createSqliteDialect(createRunner(connection), writer);
  return {
    engine: "sqlite",
    db: new Kysely<Schema>({ dialect, plugins: [new CamelCasePlugin({ underscoreBeforeDigits: false })] }),
    plain: new Kysely<never>({ dialect }),
    close: async () => {
      writer.close();
      connection.close();
    },
  };
}
