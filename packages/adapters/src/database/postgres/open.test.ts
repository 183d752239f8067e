import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { openTestPostgres, testPostgres } from "../testing/describe-on-engines.ts";
import { openPostgresHandle } from "./open.ts";
import { translate } from "./translate.ts";

describe("openPostgresHandle", () => {
  test.each(["", "not a url", "mysql://localhost/x", "postgres://"])("%j is a wrong setting", async (url) => {
    await expect(openPostgresHandle(url)).rejects.toMatchObject({ isSmartyError: true, code: "config" });
  });

  test("a server that is not there is unavailable", async () => {
    await expect(openPostgresHandle("postgres://nobody@127.0.0.1:1/nothing")).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("translate", () => {
  test.each([
    ["23505", "conflict"],
    ["53100", "full"],
    ["08006", "unavailable"],
    ["53300", "unavailable"],
    ["57P01", "unavailable"],
    ["25006", "unavailable"],
    ["40P01", "unavailable"],
    ["ECONNRESET", "unavailable"],
    ["28P01", "config"],
  ])("%s is %s", (code, expected) => {
    expect(translate(Object.assign(new Error("x"), { code }))).toMatchObject({ isSmartyError: true, code: expected });
  });

  test("a fault of ours passes unchanged", () => {
    const syntax = Object.assign(new Error("syntax error"), { code: "42601" });
    expect(translate(syntax)).toBe(syntax);
    expect(translate("text")).toBe("text");
  });
});

const postgres = testPostgres();

describe.skipIf("missing" in postgres)(`a Postgres handle${"missing" in postgres ? ` (Postgres: ${postgres.missing})` : ""}`, () => {
  const server = "url" in postgres ? postgres.url : "";

  test("a database that does not exist is a wrong setting", async () => {
    await expect(openPostgresHandle(server.replace(/\/postgres$/, "/nothing"))).rejects.toMatchObject({ code: "config" });
  });

  test("a connection that is cut fails its statement as unavailable, and the next one works", async () => {
    const { handle, dispose } = await openTestPostgres(server);
    onTestFinished(dispose);
    const cut = sql`select pg_terminate_backend(pg_backend_pid())`.execute(handle.db);
    await expect(cut).rejects.toMatchObject({ isSmartyError: true, code: "unavailable" });
    expect((await sql`select 1 as one`.execute(handle.db)).rows).toEqual([{ one: 1 }]);
  });

  test("a connection that is cut inside a transaction leaves nothing behind", async () => {
    const { handle, dispose } = await openTestPostgres(server);
    onTestFinished(dispose);
    const cut = handle.db.transaction().execute(async (tx) => {
      await tx.insertInto("epoch").values({ name: "e", value: 1 }).execute();
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    });
    await expect(cut).rejects.toMatchObject({ isSmartyError: true, code: "unavailable" });
    expect(await handle.db.selectFrom("epoch").selectAll().execute()).toEqual([]);
  });

  test("a connection that is cut while idle is replaced unseen", async () => {
    const { handle, dispose } = await openTestPostgres(server);
    onTestFinished(dispose);
    const other = await openPostgresHandle(server);
    onTestFinished(other.close);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'smartypants' and datname like 'test_%'
      and datname = (select datname from pg_database order by oid desc limit 1)`.execute(other.db);
    await expect.poll(async () => (await sql`select 1 as one`.execute(handle.db).catch(() => ({ rows: [] }))).rows).toEqual([{ one: 1 }]);
  });

  test("a statement that takes too long is ended", async () => {
    const handle = await openPostgresHandle(server, { statementTimeoutMs: 50 });
    onTestFinished(handle.close);
    await expect(sql`select pg_sleep(10)`.execute(handle.db)).rejects.toMatchObject({ isSmartyError: true, code: "unavailable" });
  });
});
