import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { type Connector, defineConnector, type SyncOp } from "../connector.ts";
import { type ConnectorContext } from "../connector-host.ts";
import { SmartyError } from "../errors.ts";
import { connectOverPort, type RemoteConnector } from "./connect-over-port.ts";
import { recordingContext } from "./recording-context.ts";
import { serveConnector } from "./serve-connector.ts";
import { within } from "./within.ts";

type Sync = (context: ConnectorContext) => AsyncIterable<SyncOp>;

async function remoteOf(sync: Sync, more: Partial<Connector> = {}): Promise<RemoteConnector> {
  const connector = defineConnector<unknown, unknown, unknown>({
    id: "far",
    title: "Far away",
    version: "1.0.0",
    capabilities: { incremental: false, inventory: false, acl: "none", ...more.capabilities },
    auth: ["none"],
    settings: z.unknown(),
    async *check() {},
    sync,
    ...more,
  });
  const { port1, port2 } = new MessageChannel();
  serveConnector(port1, connector);
  const remote = await connectOverPort(port2);
  onTestFinished(() => remote.close());
  return remote;
}

const limited = () => Promise.reject(new SmartyError("rate_limited", "Later.", { retryAfterMs: 30 }));
const odd = () => Promise.reject(new TypeError("odd"));
const note = (text: unknown): SyncOp => ({ op: "progress", note: JSON.stringify(text) });

async function notesOf(stream: AsyncIterable<SyncOp>): Promise<readonly unknown[]> {
  const notes: unknown[] = [];
  for await (const op of stream) if (op.op === "progress") notes.push(JSON.parse(op.note ?? "null"));
  return notes;
}

test("every call of the context reaches the host and brings its answer back", async () => {
  const remote = await remoteOf(async function* (context) {
    yield note(context.settings);
    yield note(await context.credentials.get());
    await context.credentials.update({ token: "new" });
    const answer = await context.http.request({ url: "https://api.example/", body: new Uint8Array([1]) });
    yield note([answer.status, await new Response(answer.body).text()]);
    yield note(await context.blobs.put(new Blob(["bytes"]).stream()));
    yield note([...(await context.known(["a"])), ...(await context.knownByChangeKey(["k"]))]);
    yield note(await context.now());
    context.log("info", "done", { count: 1 });
  });
  const context = recordingContext<unknown, unknown>({
    settings: { folder: "x" },
    credential: { token: "old" },
    known: [["a", { changeKey: "k" }]],
    http: [{ url: "https://api.example/", body: "hi" }],
    now: () => 7,
  });
  expect(await notesOf(remote.sync(context, null))).toEqual([
    { folder: "x" },
    { token: "old" },
    [200, "hi"],
    { blobId: "blob-1", sizeBytes: 5 },
    [
      ["a", { changeKey: "k" }],
      ["k", ["a"]],
    ],
    7,
  ]);
  expect(await context.credentials.get()).toEqual({ token: "new" });
  expect(context.requests[0]?.body).toEqual(new Uint8Array([1]));
  expect(context.logs).toEqual([{ level: "info", message: "done", fields: { count: 1 } }]);
});

test("values are pulled one by one: a host that stops asking stops the connector", async () => {
  let made = 0;
  const remote = await remoteOf(async function* () {
    for (; made < 1000; made++) yield { op: "progress", done: made };
  });
  const iterator = remote.sync(recordingContext<unknown, unknown>({ settings: {} }), null)[Symbol.asyncIterator]();
  for (let count = 0; count < 3; count++) await iterator.next();
  expect(made).toBeLessThanOrEqual(3);
});

test("leaving the loop runs the connector's clean-up, with its context still there", async () => {
  let cleaned = 0;
  const remote = await remoteOf(async function* (context) {
    try {
      while (true) yield { op: "progress" };
    } finally {
      cleaned = await context.now();
    }
  });
  for await (const op of remote.sync(recordingContext<unknown, unknown>({ settings: {}, now: () => 5 }), null))
    if (op.op === "progress") break;
  expect(cleaned).toBe(5);
});

test("errors keep their code and wait in both directions; a foreign error becomes internal", async () => {
  const remote = await remoteOf(async function* (context) {
    await context.known([]);
    yield { op: "progress" };
  });
  const base = recordingContext<unknown, unknown>({ settings: {} });
  await expect(notesOf(remote.sync({ ...base, known: limited }, null))).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 30 });
  await expect(notesOf(remote.sync({ ...base, known: odd }, null))).rejects.toMatchObject({ code: "internal", message: "odd" });
});

test("the host's abort reaches the connector while it waits, with our reason or as aborted", async () => {
  const remote = await remoteOf(async function* (context) {
    yield { op: "progress" };
    await new Promise((_, reject) => context.signal.addEventListener("abort", () => reject(context.signal.reason)));
  });
  for (const [reason, code] of [[undefined, "aborted"] as const, [new SmartyError("conflict", "Another run."), "conflict"] as const]) {
    const controller = new AbortController();
    const context = recordingContext<unknown, unknown>({ settings: {}, signal: controller.signal });
    const iterator = remote.sync(context, null)[Symbol.asyncIterator]();
    await iterator.next();
    const next = iterator.next();
    controller.abort(reason);
    await expect(within(2000, "stopping", next)).rejects.toMatchObject({ code });
  }
});

test("a stream is pulled at the host's pace, and its source learns when the host gives up", async () => {
  let pulled = 0;
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const remote = await remoteOf(async function* (context) {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => (pulled++, controller.enqueue(new Uint8Array(1000))),
      cancel: () => resolve(),
    });
    await context.blobs.put(endless);
    yield { op: "progress" };
  });
  const context = recordingContext<unknown, unknown>({ settings: {}, maxBlobBytes: 10_000 });
  await expect(notesOf(remote.sync(context, null))).rejects.toMatchObject({ code: "too_large" });
  await within(2000, "telling the source", cancelled);
  expect(pulled).toBeLessThan(100);
});

test("a value that cannot be cloned fails its run, and the port goes on", async () => {
  let isBad = true;
  const remote = await remoteOf(async function* () {
    yield { op: "checkpoint", value: isBad ? () => undefined : 1 };
  });
  const context = recordingContext<unknown, unknown>({ settings: {} });
  await expect(notesOf(remote.sync(context, null))).rejects.toThrow("could not be cloned");
  isBad = false;
  expect(await notesOf(remote.sync(context, null))).toEqual([]);
});

test("when the other side goes away, what waits for it fails instead of hanging", async () => {
  const { port1, port2 } = new MessageChannel();
  const server = serveConnector(
    port1,
    defineConnector<unknown>({
      id: "far",
      title: "Far away",
      version: "1.0.0",
      capabilities: { incremental: false, inventory: false, acl: "none" },
      auth: ["none"],
      settings: z.unknown(),
      async *check() {},
      async *sync() {
        yield { op: "progress" };
        await new Promise(() => undefined);
      },
    }),
  );
  const remote = await connectOverPort(port2);
  const iterator = remote.sync(recordingContext<unknown, unknown>({ settings: {} }), null)[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  server.close();
  await expect(within(2000, "noticing", next)).rejects.toMatchObject({ code: "unavailable" });
});

test("optional methods exist exactly where the connector has them", async () => {
  const bare = await remoteOf(async function* () {});
  expect(bare.info.methods).toEqual([]);
  expect("fetchOne" in bare || "listen" in bare).toBe(false);
  const full = await remoteOf(async function* () {}, { resolveUrl: () => [{ id: "1" }], migrateCheckpoint: () => ({ moved: true }) });
  expect(await full.resolveUrl?.("https://x.example", {})).toEqual([{ id: "1" }]);
  expect(await full.migrateCheckpoint?.({}, 1)).toEqual({ moved: true });
});
