import { SmartyError } from "@smartypants/sdk";
import { type Kysely, sql } from "kysely";
import { type MigrationProvider, Migrator } from "kysely/migration";
import { initial } from "./0001-initial.ts";
import { auth } from "./0002-auth.ts";
import { models } from "./0003-models.ts";
import { writtenAnswers } from "./0004-written-answers.ts";
import { childItems } from "./0005-child-items.ts";
import { webhooks } from "./0006-webhooks.ts";
import { sourceConnections } from "./0007-source-connections.ts";
import { signInProviders } from "./0008-sign-in-providers.ts";
import { assistants } from "./0009-assistants.ts";
import { chat } from "./0010-chat.ts";
import { answerReadings } from "./0015-answer-readings.ts";
import { groupTitles } from "./0016-group-titles.ts";
import { retention } from "./0017-retention.ts";
import { uploadPlaces } from "./0021-upload-places.ts";
import { unansweredQuestions } from "./0018-unanswered-questions.ts";
import { logs } from "./0019-logs.ts";
import type { Engine, Migration } from "./types.ts";

/** Forward only; names are never changed once released. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  auth,
  models,
  writtenAnswers,
  childItems,
  webhooks,
  sourceConnections,
  assistants,
  signInProviders,
  chat,
  answerReadings,
  groupTitles,
  retention,
  uploadPlaces,
  unansweredQuestions,
  logs,
];

const TABLE = "schema_migration";

/** How many migrations wait. Zero on an up-to-date database. */
export async function waitingMigrations(db: Kysely<never>, engine: Engine): Promise<number> {
  const all = await createMigrator(db, engine, MIGRATIONS).getMigrations();
  return all.filter((each) => each.executedAt === undefined).length;
}

/** Names of the migrations that this database has been through, in their order. None for an empty one. */
export async function doneMigrations(db: Kysely<never>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === TABLE)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)} order by name`.execute(db);
  return rows.map((row) => row.name);
}

/** Brings the schema up to date under a lock; `db` may be a transaction. Throws `config` when a newer version has used this database. */
export async function migrate(db: Kysely<never>, engine: Engine, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const { error } = await createMigrator(db, engine, migrations).migrateToLatest();
  if (error === undefined) return;
  if (!(error instanceof Error)) throw new Error("the migration failed", { cause: error });
  if (error.message.includes("corrupted migrations")) throw usedByNewer(error);
  throw error;
}

export function usedByNewer(cause?: unknown): SmartyError {
  const message = "This data directory was used by a newer SmartyPants. Start that version, or restore a backup made with this one.";
  return new SmartyError("config", message, { cause });
}

function createMigrator(db: Kysely<never>, engine: Engine, migrations: readonly Migration[]): Migrator {
  const provider: MigrationProvider = {
    getMigrations: async () =>
      Object.fromEntries(migrations.map((each) => [each.name, { up: (tx: Kysely<never>) => each.up(tx, engine) }])),
  };
  return new Migrator({ db, provider, migrationTableName: TABLE, migrationLockTableName: "schema_migration_lock" });
}
