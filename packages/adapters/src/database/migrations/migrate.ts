import { SmartyError } from "@smartypants/sdk";
import type { Kysely } from "kysely";
import { type MigrationProvider, Migrator } from "kysely/migration";
import { initial } from "./0001-initial.ts";
import { auth } from "./0002-auth.ts";
import type { Engine, Migration } from "./types.ts";

/** Forward only; names are never changed once released. */
const MIGRATIONS: readonly Migration[] = [initial, auth];

/** How many migrations wait. Zero on an up-to-date database. */
export async function waitingMigrations(db: Kysely<never>, engine: Engine): Promise<number> {
  const all = await createMigrator(db, engine).getMigrations();
  return all.filter((each) => each.executedAt === undefined).length;
}

/** Brings the schema up to date under a lock. Throws `config` when a newer version has used this database. */
export async function migrate(db: Kysely<never>, engine: Engine): Promise<void> {
  const { error } = await createMigrator(db, engine).migrateToLatest();
  if (error === undefined) return;
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("corrupted migrations")) {
    throw new SmartyError(
      "config",
      "This data directory was used by a newer SmartyPants. Start that version, or restore a backup made with this one.",
      { cause: error },
    );
  }
  throw error;
}

function createMigrator(db: Kysely<never>, engine: Engine): Migrator {
  const provider: MigrationProvider = {
    getMigrations: async () =>
      Object.fromEntries(MIGRATIONS.map((each) => [each.name, { up: (tx: Kysely<never>) => each.up(tx, engine) }])),
  };
  return new Migrator({ db, provider, migrationTableName: "schema_migration", migrationLockTableName: "schema_migration_lock" });
}
