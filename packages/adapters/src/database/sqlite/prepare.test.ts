import { execFile, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import Sqlite from "better-sqlite3";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { MIGRATIONS } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/types.ts";
import { prepareSqliteFile } from "./prepare.ts";

const TYPESCRIPT = ["--conditions=source", "--disable-warning=ExperimentalWarning"];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-prepare-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "data");
}

function inspect(file: string, statement: string): unknown[] {
  const connection = new Sqlite(file, { readonly: true });
  try {
    return connection.prepare(statement).pluck().all();
  } finally {
    connection.close();
  }
}

const tables = (file: string): unknown[] => inspect(file, "select name from sqlite_master where type = 'table' order by name");
const [first] = MIGRATIONS;

/** A database as the first version left it, with a row of a user. */
async function oldDatabase(): Promise<{ folder: string; file: string }> {
  if (first === undefined) throw new Error("there are no migrations");
  const folder = newFolder();
  const { file } = await prepareSqliteFile(folder, { migrations: [first] });
  const connection = new Sqlite(file);
  connection.exec("insert into epoch (name, value) values ('mine', 7)");
  connection.close();
  return { folder, file };
}

const later = (name: string, up: Migration["up"]): Migration => ({ name, up });
const addTable = (name: string, table: string): Migration =>
  later(name, async (db) => void (await sql.raw(`create table ${table} (id text primary key) strict`).execute(db)));

test("a folder that is not there gets a database with our pragmas and no snapshot", async () => {
  const folder = newFolder();
  const { file, snapshot } = await prepareSqliteFile(folder);
  expect(snapshot).toBeNull();
  expect(tables(file)).toContain("document");
  expect(inspect(file, "pragma journal_mode")).toEqual(["wal"]);
  expect(inspect(file, "pragma page_size")).toEqual([16384]);
  expect(readdirSync(folder).filter((name) => name.includes("before"))).toEqual([]);
});

test.skipIf(process.platform === "win32")("nobody else may read the data, nor a copy of it", async () => {
  const { folder, file } = await oldDatabase();
  chmodSync(folder, 0o755);
  const { snapshot } = await prepareSqliteFile(folder);
  for (const path of [file, snapshot ?? ""]) expect(statSync(path).mode & 0o077, path).toBe(0);
  const fresh = newFolder();
  await prepareSqliteFile(fresh);
  expect(statSync(fresh).mode & 0o077).toBe(0);
});

test("doing it again changes nothing", async () => {
  const folder = newFolder();
  const { file } = await prepareSqliteFile(folder);
  const schema = inspect(file, "select sql from sqlite_master order by name");
  expect(await prepareSqliteFile(folder)).toEqual({ file, snapshot: null });
  expect(inspect(file, "select sql from sqlite_master order by name")).toEqual(schema);
});

test("an older database is copied, then brought up to date", async () => {
  const { folder, file } = await oldDatabase();
  const before = tables(file);
  const { snapshot } = await prepareSqliteFile(folder);
  expect(snapshot).toBe(`${file}.before-${MIGRATIONS[1]?.name}`);
  expect(tables(file)).toContain("auth_user");
  expect(inspect(file, "select value from epoch where name = 'mine'")).toEqual([7]);
  expect(tables(snapshot ?? "")).toEqual(before);
  expect(inspect(snapshot ?? "", "select value from epoch where name = 'mine'")).toEqual([7]);
  expect(inspect(snapshot ?? "", "pragma integrity_check")).toEqual(["ok"]);
});

// What makes an upgrade safe to try: the old version starts again on the same file.
test("a migration that fails half-way leaves the old schema and data working", async () => {
  const { folder, file } = await oldDatabase();
  const before = inspect(file, "select sql from sqlite_master order by name");
  const faulty = later("0003-faulty", async (db) => {
    await sql.raw("create table half (id text primary key) strict").execute(db);
    await sql.raw("alter table epoch rename column value to worth").execute(db);
    throw new Error("power cut");
  });
  const migrations = [...MIGRATIONS, faulty];
  await expect(prepareSqliteFile(folder, { migrations })).rejects.toThrow("power cut");
  expect(inspect(file, "select sql from sqlite_master order by name")).toEqual(before);
  expect(inspect(file, "select value from epoch where name = 'mine'")).toEqual([7]);
  // The migration before the faulty one was undone with it, and can be done by a version that is not faulty.
  await prepareSqliteFile(folder);
  expect(tables(file)).toContain("auth_user");
  expect(tables(file)).not.toContain("half");
});

test("a statement that fails in a migration undoes all of it too", async () => {
  const { folder, file } = await oldDatabase();
  const faulty = later("0003-faulty", async (db) => {
    await sql.raw("create table half (id text primary key) strict").execute(db);
    await sql.raw("create table half (id text primary key) strict").execute(db);
  });
  await expect(prepareSqliteFile(folder, { migrations: [...MIGRATIONS, faulty] })).rejects.toThrow("already exists");
  expect(tables(file)).not.toContain("half");
  expect(tables(file)).not.toContain("auth_user");
});

test("a database that a newer version has used is refused and not touched", async () => {
  const { folder, file } = await oldDatabase();
  const newer = [...MIGRATIONS, addTable("9999-later", "later")];
  await prepareSqliteFile(folder, { migrations: newer });
  const snapshots = (): string[] => readdirSync(folder).filter((name) => name.includes(".before-"));
  const before = snapshots();
  await expect(prepareSqliteFile(folder)).rejects.toMatchObject({ code: "config", message: expect.stringContaining("newer") });
  // Also when this version has migrations that the newer one did not have.
  const others = [...MIGRATIONS, addTable("8888-other", "other")];
  await expect(prepareSqliteFile(folder, { migrations: others })).rejects.toMatchObject({ code: "config" });
  expect(tables(file)).toContain("later");
  expect(snapshots()).toEqual(before);
});

test("the last two snapshots are kept", async () => {
  const { folder, file } = await oldDatabase();
  const migrations = [...MIGRATIONS];
  for (const [at, name] of ["9001-a", "9002-b", "9003-c"].entries()) {
    migrations.push(addTable(name, `extra_${at}`));
    const { snapshot } = await prepareSqliteFile(folder, { migrations });
    // Each a day after the one before.
    utimesSync(snapshot ?? "", 1_700_000_000 + at * 86_400, 1_700_000_000 + at * 86_400);
  }
  const kept = readdirSync(folder).filter((name) => name.includes(".before-"));
  expect(kept.toSorted()).toEqual(["smartypants.db.before-9002-b", "smartypants.db.before-9003-c"]);
  expect(tables(`${file}.before-9003-c`)).toContain("extra_1");
  expect(tables(`${file}.before-9003-c`)).not.toContain("extra_2");
});

test("no room for the snapshot: says how much is needed, and changes nothing", async () => {
  const { folder, file } = await oldDatabase();
  const before = tables(file);
  await expect(prepareSqliteFile(folder, { freeBytes: () => 5 * 1024 * 1024 })).rejects.toMatchObject({
    code: "full",
    message: expect.stringMatching(/needs \d+ MB; .* has 5 MB left/),
  });
  expect(tables(file)).toEqual(before);
  expect(readdirSync(folder).filter((name) => name.includes(".before-"))).toEqual([]);
});

test("a snapshot that was cut off is not taken for one", async () => {
  const { folder, file } = await oldDatabase();
  writeFileSync(`${file}.before-${MIGRATIONS[1]?.name}.partial`, "rubbish");
  const { snapshot } = await prepareSqliteFile(folder);
  expect(inspect(snapshot ?? "", "pragma integrity_check")).toEqual(["ok"]);
  expect(existsSync(`${snapshot}.partial`)).toBe(false);
});

test("a file that is no database is refused in words", async () => {
  const { folder, file } = await oldDatabase();
  writeFileSync(file, "This is a text, and a rather long one, so that it cannot be taken for an empty database.".repeat(20));
  await expect(prepareSqliteFile(folder)).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("damaged") });
});

const prepareProcess = fileURLToPath(new URL("../testing/prepare-process.ts", import.meta.url));

async function prepareInProcesses(folder: string, count: number): Promise<readonly unknown[]> {
  const run = promisify(execFile);
  const runs = Array.from({ length: count }, () => run(process.execPath, [...TYPESCRIPT, prepareProcess, folder]));
  return (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout));
}

test("of processes that start at once on an old database one migrates, and the others find it done", async () => {
  const { folder, file } = await oldDatabase();
  const answers = await prepareInProcesses(folder, 3);
  const snapshot = `${file}.before-${MIGRATIONS[1]?.name}`;
  expect(answers.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)).toEqual([
    { snapshot },
    { snapshot: null },
    { snapshot: null },
  ]);
  expect(inspect(file, "select count(*) from schema_migration")).toEqual([MIGRATIONS.length]);
});

test("processes that start at once on nothing make one database", async () => {
  const folder = newFolder();
  expect(await prepareInProcesses(folder, 3)).toEqual([{ snapshot: null }, { snapshot: null }, { snapshot: null }]);
  expect(inspect(join(folder, "smartypants.db"), "select count(*) from schema_migration")).toEqual([MIGRATIONS.length]);
});

const commitProcess = fileURLToPath(new URL("../testing/commit-process.ts", import.meta.url));

/** Kills the process once it has confirmed `commits`, at whatever it does then. Returns the last number it has confirmed. */
async function killAfter(folder: string, commits: number): Promise<number> {
  const child = spawn(process.execPath, [...TYPESCRIPT, commitProcess, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString();
    if (output.split("\n").length > commits) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.once("close", resolve));
  expect(child.signalCode).toBe("SIGKILL");
  return Number(output.split("\n").at(-2));
}

test("a process killed while it commits leaves a sound file with every confirmed change and no half of one", async () => {
  const folder = newFolder();
  const file = join(folder, "smartypants.db");
  for (const commits of [3, 40, 1, 17]) {
    const confirmed = await killAfter(folder, commits);
    const connection = new Sqlite(file);
    expect(connection.pragma("integrity_check", { simple: true })).toBe("ok");
    const [one, two] = connection.prepare("select value from epoch where name in ('first', 'second') order by name").pluck().all();
    expect(one).toBe(two);
    expect(one).toBeGreaterThanOrEqual(confirmed);
    expect(connection.prepare("select count(*) from setting").pluck().get()).toBe(Number(one) * 100);
    connection.close();
  }
});
