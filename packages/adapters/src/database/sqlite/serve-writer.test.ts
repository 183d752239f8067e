import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { openSqlite } from "./connection.ts";
import { createWriterServer, type WriterPriority } from "./serve-writer.ts";
import { IDLE_MS } from "./transactions.ts";
import { createWriterClient, startWriterThread, type WriterClient } from "./writer.ts";

function openServer() {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-writer-"));
  const connection = openSqlite(join(folder, "test.db"), "write");
  connection.exec("create table item (id integer primary key, name text not null) strict");
  const pending = new Set<{ work: () => void; ms: number }>();
  const timer = (work: () => void, ms: number): (() => void) => {
    const entry = { work, ms };
    pending.add(entry);
    return () => void pending.delete(entry);
  };
  const server = createWriterServer(connection, timer);
  onTestFinished(() => {
    if (connection.open) server.close();
    rmSync(folder, { recursive: true });
  });
  const connect = (priority: WriterPriority = "interactive"): WriterClient & { readonly gone: Promise<unknown> } => {
    const { port1, port2 } = new MessageChannel();
    server.connect(port1, priority);
    const gone = new Promise((resolve) => port1.once("close", resolve));
    const client = createWriterClient(port2);
    onTestFinished(() => client.close());
    return { ...client, gone };
  };
  const names = (): unknown[] => connection.prepare("select name from item order by id").pluck().all();
  return { connection, server, connect, names, pending };
}

/** Looked at later: a rejection that nobody waits for meanwhile ends the process. */
const outcomeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

const INSERT = "insert into item (name) values (?)";

// Without it one client that hangs stops everybody's writes for good.
test("a transaction left alone is undone when its time is up, and the next one begins", async () => {
  const { connect, names, pending } = openServer();
  const hanging = await connect().begin();
  await hanging.query(INSERT, ["half"]);
  const other = connect();
  const waiting = other.begin();
  expect([...pending].map((entry) => entry.ms)).toEqual([IDLE_MS]);
  for (const { work } of pending) work();
  const next = await waiting;
  await expect(hanging.query(INSERT, ["late"])).rejects.toMatchObject({ code: "unavailable" });
  await expect(hanging.commit()).rejects.toMatchObject({ code: "unavailable" });
  await hanging.rollback();
  await next.query(INSERT, ["whole"]);
  await next.commit();
  expect(names()).toEqual(["whole"]);
  expect(pending.size).toBe(0);
});

test("each statement gives a transaction its whole time again", async () => {
  const { connect, names, pending } = openServer();
  const transaction = await connect().begin();
  const [first] = pending;
  await transaction.query(INSERT, ["a"]);
  expect(pending.size).toBe(1);
  expect([...pending][0]).not.toBe(first);
  await transaction.commit();
  expect(pending.size).toBe(0);
  expect(names()).toEqual(["a"]);
});

test("a client that goes in the middle of a transaction leaves nothing behind", async () => {
  const { connect, names } = openServer();
  const leaving = connect();
  const transaction = await leaving.begin();
  await transaction.query(INSERT, ["half"]);
  const next = connect().write(INSERT, ["whole"]);
  leaving.close();
  await next;
  expect(names()).toEqual(["whole"]);
});

test("a client that goes while it waits for its turn does not keep it", async () => {
  const { connect, names } = openServer();
  const busy = await connect().begin();
  const leaving = connect();
  const never = leaving.begin();
  leaving.close();
  await expect(never).rejects.toMatchObject({ code: "unavailable" });
  await leaving.gone;
  await busy.commit();
  await connect().write(INSERT, ["after"]);
  expect(names()).toEqual(["after"]);
});

test("a failed commit is reported, undoes everything and lets the next one write", async () => {
  const { connection, connect, names } = openServer();
  connection.exec("create table part (item_id integer not null references item(id) deferrable initially deferred) strict");
  const client = connect();
  const transaction = await client.begin();
  await transaction.query(INSERT, ["with a part"]);
  await transaction.query("insert into part (item_id) values (?)", [99]);
  await expect(transaction.commit()).rejects.toMatchObject({ message: expect.stringContaining("FOREIGN KEY") });
  expect(connection.inTransaction).toBe(false);
  await transaction.rollback();
  await client.write(INSERT, ["next"]);
  expect(names()).toEqual(["next"]);
});

// Postgres refuses everything after an error. A use case that goes on here would fail only there.
test("after a statement has failed a transaction can only be undone", async () => {
  const { connect, names } = openServer();
  const client = connect();
  const transaction = await client.begin();
  await transaction.query(INSERT, ["before"]);
  await expect(transaction.query(INSERT, [null])).rejects.toThrow("NOT NULL");
  await expect(transaction.query(INSERT, ["after"])).rejects.toThrow("rolled back");
  await expect(transaction.commit()).rejects.toThrow("rolled back");
  await transaction.rollback();
  await client.write(INSERT, ["next"]);
  expect(names()).toEqual(["next"]);
});

test("a full disk is told as such, and a transaction that meets it does not go on in pieces", async () => {
  const { connection, connect, names } = openServer();
  connection.pragma(`max_page_count = ${Number(connection.pragma("page_count", { simple: true })) + 1}`);
  const client = connect();
  const transaction = await client.begin();
  await transaction.query(INSERT, ["small"]);
  await expect(transaction.query(INSERT, ["x".repeat(100_000)])).rejects.toMatchObject({ code: "full" });
  await expect(transaction.query(INSERT, ["after"])).rejects.toThrow("rolled back");
  await transaction.rollback();
  await expect(client.write(INSERT, ["x".repeat(100_000)])).rejects.toMatchObject({ code: "full" });
  connection.pragma("max_page_count = 100000");
  await client.write(INSERT, ["after some room was made"]);
  expect(names()).toEqual(["after some room was made"]);
});

test("people's writes go before those of syncs, each in order of arrival", async () => {
  const { connect, names } = openServer();
  const people = connect("interactive");
  const syncs = connect("ingest");
  const busy = await people.begin();
  const writes = [syncs.write(INSERT, ["sync 1"]), syncs.write(INSERT, ["sync 2"])];
  // Its answer shows that what was sent before it has arrived.
  await busy.query("select 1", []);
  writes.push(people.write(INSERT, ["person 1"]), people.write(INSERT, ["person 2"]));
  await busy.query("select 1", []);
  await busy.commit();
  await Promise.all(writes);
  expect(names()).toEqual(["person 1", "person 2", "sync 1", "sync 2"]);
});

test("two clients cannot reach into each other's transaction, though their numbers are the same", async () => {
  const { connect, names } = openServer();
  const [one, other] = [connect(), connect()];
  const first = await one.begin();
  const waiting = other.begin();
  await first.query(INSERT, ["first"]);
  await first.rollback();
  const second = await waiting;
  await expect(first.query(INSERT, ["stray"])).rejects.toMatchObject({ code: "unavailable" });
  await expect(first.commit()).rejects.toMatchObject({ code: "unavailable" });
  await first.rollback();
  await second.query(INSERT, ["second"]);
  await second.commit();
  expect(names()).toEqual(["second"]);
});

test("closing undoes what is open and tells everybody who waits", async () => {
  const { server, connect, connection } = openServer();
  const client = connect();
  const transaction = await client.begin();
  await transaction.query(INSERT, ["half"]);
  const waiting = outcomeOf(connect().begin());
  server.close();
  expect(await waiting).toBe("unavailable");
  await expect(transaction.commit()).rejects.toMatchObject({ code: "unavailable" });
  const reader = openSqlite(connection.name, "read");
  onTestFinished(() => void reader.close());
  expect(reader.prepare("select count(*) from item").pluck().get()).toBe(0);
});

test("a thread that dies in the middle of a transaction frees the real writer thread", async () => {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-writer-"));
  const writer = startWriterThread(join(folder, "test.db"));
  onTestFinished(async () => {
    await writer.close();
    rmSync(folder, { recursive: true });
  });
  const client = createWriterClient(writer.connect("interactive"));
  onTestFinished(() => client.close());
  await client.write("create table item (name text) strict", []);
  const port = writer.connect("interactive");
  const dying = new Worker(
    `const { port } = require("node:worker_threads").workerData;
    port.on("message", ({ id }) => (id === 1
      ? port.postMessage({ id: 2, kind: "query", transaction: 1, sql: "insert into item values ('half')", parameters: [] })
      : process.exit()));
    port.postMessage({ id: 1, kind: "begin", transaction: 1 });`,
    { eval: true, workerData: { port }, transferList: [port] },
  );
  await new Promise((resolve) => dying.once("exit", resolve));
  await client.write("insert into item values ('whole')", []);
  expect((await client.write("select name from item", [])).rows).toEqual([{ name: "whole" }]);
});

test("a writer thread that cannot open its file says so to whoever must end the process", async () => {
  const writer = startWriterThread(join(tmpdir(), "smartypants-no-such-folder", "test.db"));
  const client = createWriterClient(writer.connect("interactive"));
  const refused = outcomeOf(client.write("select 1", []));
  const errors: Error[] = [];
  await new Promise<void>((resolve) =>
    writer.onDeath((error) => {
      errors.push(error);
      resolve();
    }),
  );
  expect(await refused).toBe("unavailable");
  expect(errors).toHaveLength(1);
  await writer.close();
});
