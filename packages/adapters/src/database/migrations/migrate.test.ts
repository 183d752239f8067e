import { type Kysely, sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestClock, describeOnEngines, openTestPostgres, openTestSqlite, testPostgres } from "../testing/describe-on-engines.ts";
import { migrate, waitingMigrations } from "./migrate.ts";

interface Column {
  readonly table: string;
  readonly column: string;
  readonly nullable: boolean;
}

async function columnsOf(db: Kysely<never>): Promise<readonly Column[]> {
  const tables = await db.introspection.getTables();
  return tables
    .filter((table) => !table.name.startsWith("schema_migration"))
    .flatMap((table) =>
      table.columns.map((column) => ({ table: table.name, column: column.name, nullable: column.isNullable && column.name !== "id" })),
    )
    .toSorted((a, b) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`));
}

describeOnEngines("migrate", (open) => {
  test("a new database is brought up to date, and doing so again changes nothing", async () => {
    const { handle, dispose } = await open();
    onTestFinished(dispose);
    expect(await waitingMigrations(handle.plain, handle.engine)).toBe(0);
    await migrate(handle.plain, handle.engine);
    expect((await columnsOf(handle.plain)).length).toBeGreaterThan(100);
  });

  test("a database that a newer version has migrated is refused", async () => {
    const { handle, dispose } = await open();
    onTestFinished(dispose);
    await sql`insert into schema_migration (name, timestamp) values ('9999-later', '2030-01-01T00:00:00.000Z')`.execute(handle.plain);
    await expect(migrate(handle.plain, handle.engine)).rejects.toMatchObject({ code: "config" });
  });

  test("rows come back as they were written: 64-bit numbers, bytes, null, generated ids", async () => {
    const { handle, dispose } = await open();
    onTestFinished(dispose);
    const vector = new Uint8Array([0, 1, 127, 128, 255]);
    const embedding = await handle.db
      .insertInto("embedding")
      .values({ model: "m", hash: "h", vector })
      .returningAll()
      .executeTakeFirstOrThrow();
    expect(embedding.id).toBeTypeOf("number");
    const read = await handle.db.selectFrom("embedding").selectAll().where("id", "=", embedding.id).executeTakeFirstOrThrow();
    expect(read.vector).toBeInstanceOf(Uint8Array);
    expect([...read.vector]).toEqual([...vector]);
    const late = Date.UTC(2286, 0, 1);
    await handle.db.insertInto("epoch").values({ name: "e", value: late }).execute();
    expect(await handle.db.selectFrom("epoch").selectAll().execute()).toEqual([{ name: "e", value: late }]);
    const { total, count } = await handle.db
      .selectFrom("epoch")
      .select((epoch) => [epoch.fn.sum<number>("value").as("total"), epoch.fn.countAll<number>().as("count")])
      .executeTakeFirstOrThrow();
    expect({ total, count }).toEqual({ total: late, count: 1 });
  });

  test("a second row with the same name is a conflict", async () => {
    const { handle, dispose } = await open();
    onTestFinished(dispose);
    const add = (id: string): Promise<unknown> => handle.db.insertInto("group").values({ id, name: "staff", createdAt: 1 }).execute();
    await add("1");
    await expect(add("2")).rejects.toMatchObject({ isSmartyError: true, code: "conflict" });
  });

  test("a transaction that throws leaves nothing behind", async () => {
    const { handle, dispose } = await open();
    onTestFinished(dispose);
    const failing = handle.db.transaction().execute(async (tx) => {
      await tx.insertInto("epoch").values({ name: "e", value: 1 }).execute();
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await handle.db.selectFrom("epoch").selectAll().execute()).toEqual([]);
  });
});

const postgres = testPostgres();

describe.skipIf("missing" in postgres)(`migrate on both engines${"missing" in postgres ? ` (Postgres: ${postgres.missing})` : ""}`, () => {
  const server = "url" in postgres ? postgres.url : "";

  // Repositories are written once: a column that only one engine has would be found by a user of the other.
  test("both engines have the same tables, columns and nullability", async () => {
    const sqlite = await openTestSqlite();
    onTestFinished(sqlite.dispose);
    const other = await openTestPostgres(server);
    onTestFinished(other.dispose);
    expect(await columnsOf(other.handle.plain)).toEqual(await columnsOf(sqlite.handle.plain));
  });

  test("two servers that start at once migrate once", async () => {
    const { handle, dispose } = await openTestPostgres(server, { migrated: false });
    onTestFinished(dispose);
    await Promise.all([migrate(handle.plain, "postgres"), migrate(handle.plain, "postgres")]);
    expect(await waitingMigrations(handle.plain, "postgres")).toBe(0);
  });
});

test("a test clock moves when told and not else", () => {
  const clock = createTestClock(1000);
  clock.advance(-10);
  expect(clock.now()).toBe(990);
});
