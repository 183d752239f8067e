import { createHash } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import type { HttpSocket } from "@smartypants/sdk";
import { expect, onTestFinished, test } from "vitest";
import { createRouteFinder } from "./find-route.ts";
import { openSocket, type SocketOptions } from "./open-socket.ts";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

interface Peer {
  readonly url: string;
  /** The connection after the handshake. */
  readonly connected: Promise<Duplex>;
  /** Frames of the client, unmasked: opcode and text. */
  readonly heard: [opcode: number, text: string][];
}

/** A server's end, by hand, so that it can break the rules. */
async function serve(answer: "accept" | "refuse" | "wrong key" = "accept"): Promise<Peer> {
  const connected = Promise.withResolvers<Duplex>();
  const heard: Peer["heard"] = [];
  const server = http.createServer((_request, response) => response.writeHead(200).end("<html>"));
  if (answer !== "refuse") {
    server.on("upgrade", (request, socket) => {
      const key = answer === "accept" ? `${request.headers["sec-websocket-key"]}${GUID}` : "x";
      const accept = createHash("sha1").update(key).digest("base64");
      socket.write(`HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
      socket.on("data", (bytes) => void heard.push(...unmask(bytes)));
      socket.on("error", () => {});
      onTestFinished(() => void socket.destroy());
      connected.resolve(socket);
    });
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { url: `ws://127.0.0.1:${address.port}/link?ticket=secret`, connected: connected.promise, heard };
}

function unmask(bytes: Buffer): Peer["heard"] {
  const frames: Peer["heard"] = [];
  for (let at = 0; at + 1 < bytes.length;) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short === 126 ? 4 : 2;
    const size = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    const mask = bytes.subarray(at + head, at + head + 4);
    const payload = bytes.subarray(at + head + 4, at + head + 4 + size).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    frames.push([(bytes[at] ?? 0) & 0x0f, Buffer.from(payload).toString("latin1")]);
    at += head + 4 + size;
  }
  return frames;
}

function frame(opcode: number, text: string | Buffer, { isLast = true } = {}): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.from([0, payload.length]) : Buffer.from([0, 126, payload.length >> 8, payload.length & 0xff]);
  head[0] = (isLast ? 0x80 : 0) | opcode;
  return Buffer.concat([head, payload]);
}

function open(
  url: string,
  {
    allowPrivate = ["127.0.0.1"],
    signal = new AbortController().signal,
    ...more
  }: Partial<SocketOptions & { allowPrivate: string[]; signal: AbortSignal }> = {},
) {
  return openSocket({ findRoute: createRouteFinder({ allowPrivate }), timeoutMs: 2000, ...more }, url, signal);
}

async function read(socket: HttpSocket, count: number): Promise<string[]> {
  const reader = socket.readable.getReader();
  const texts: string[] = [];
  while (texts.length < count) {
    const { done, value } = await reader.read();
    if (done) break;
    texts.push(value);
  }
  reader.releaseLock();
  return texts;
}

test("texts go both ways, in one piece or many, of any length, with questions in between", async () => {
  const peer = await serve();
  const socket = await open(peer.url);
  const connection = await peer.connected;
  const long = "ü".repeat(20_000);
  const whole = frame(1, long);
  connection.write(
    Buffer.concat([frame(1, "one"), frame(1, "tw", { isLast: false }), frame(9, "ping"), frame(0, "o"), whole.subarray(0, 5)]),
  );
  await new Promise((resolve) => setImmediate(resolve));
  connection.write(whole.subarray(5));
  expect(await read(socket, 3)).toEqual(["one", "two", long]);
  const writer = socket.writable.getWriter();
  await writer.write("hello");
  await writer.write("x".repeat(300));
  await expect
    .poll(() => peer.heard)
    .toEqual([
      [10, "ping"],
      [1, "hello"],
      [1, "x".repeat(300)],
    ]);
});

test("a goodbye of the other side ends the reading, ours ends the connection", async () => {
  const peer = await serve();
  const socket = await open(peer.url);
  (await peer.connected).write(frame(8, Buffer.from([3, 232])));
  expect(await read(socket, 1)).toEqual([]);
  const other = await serve();
  const cancelled = await open(other.url);
  await cancelled.readable.cancel();
  await expect.poll(() => other.heard.map(([opcode]) => opcode)).toEqual([8]);
});

test("a connection that is lost fails the reading; so does one without a sign of life", async () => {
  const peer = await serve();
  const socket = await open(peer.url);
  (await peer.connected).destroy();
  await expect(read(socket, 1)).rejects.toMatchObject({ code: "network" });
  const silent = await serve();
  const quiet = await open(silent.url, { quietMs: 30 });
  await expect(read(quiet, 1)).rejects.toMatchObject({ code: "network" });
  expect(silent.heard.map(([opcode]) => opcode)).toContain(9);
});

test("whoever needs it no more ends it", async () => {
  const ending = new AbortController();
  const peer = await serve();
  const socket = await open(peer.url, { signal: ending.signal });
  const connection = await peer.connected;
  const closed = once(connection, "end");
  ending.abort();
  await expect(read(socket, 1)).rejects.toMatchObject({ code: "aborted" });
  await closed;
});

test("what breaks the rules ends the connection: masked, with unknown bits, unfinished, too long, no UTF-8", async () => {
  const wrong = [
    Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5]),
    Buffer.from([0xc1, 1, 65]),
    frame(0, "a continuation of nothing"),
    Buffer.concat([frame(1, "a", { isLast: false }), frame(1, "b")]),
    Buffer.from([0x81, 127, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]),
    frame(1, Buffer.from([0xff, 0xfe])),
  ];
  for (const bytes of wrong) {
    const peer = await serve();
    const socket = await open(peer.url);
    (await peer.connected).write(bytes);
    await expect(read(socket, 1), bytes.toString("hex")).rejects.toMatchObject({ isSmartyError: true });
  }
});

test("addresses that are not allowed, refusals and impostors are errors that name the host alone", async () => {
  const peer = await serve();
  await expect(open(peer.url, { allowPrivate: [] })).rejects.toMatchObject({ code: "invalid" });
  await expect(open("https://example.org")).rejects.toMatchObject({ code: "invalid" });
  for (const answer of ["refuse", "wrong key"] as const) {
    const { url } = await serve(answer);
    const error = await open(url).catch((fault: unknown) => fault as Error);
    expect(error).toMatchObject({ code: "network" });
    expect((error as Error).message).not.toContain("secret");
  }
  await expect(open("ws://127.0.0.1:1/")).rejects.toMatchObject({ code: "network" });
});

test("the time limit is for opening, not for the connection", async () => {
  const peer = await serve();
  const socket = await open(peer.url, { timeoutMs: 100 });
  const connection = await peer.connected;
  await new Promise((resolve) => setTimeout(resolve, 150));
  connection.write(frame(1, "later"));
  expect(await read(socket, 1)).toEqual(["later"]);
});

test("a message over the limit is told as such", async () => {
  const peer = await serve();
  const socket = await open(peer.url);
  (await peer.connected).write(Buffer.from([0x81, 127, 0, 0, 0, 0, 0x00, 0x80, 0, 0]));
  await expect(read(socket, 1)).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("4 MB") });
});

test("behind a proxy the connection is a tunnel to the host, with the proxy's credentials", async () => {
  const peer = await serve();
  const asked: unknown[] = [];
  const proxy = http.createServer().on("connect", (request, client, head) => {
    asked.push(request.url, request.headers["proxy-authorization"]);
    // The name is one that only the proxy knows.
    const upstream = connect(Number(new URL(peer.url).port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const each of [upstream, client]) each.on("error", () => {});
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => void proxy.close());
  const proxyUrl = `http://ada:pass%20word@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const findRoute = createRouteFinder({ allowPrivate: [], proxyUrl, lookup: async () => [] });
  const socket = await open("ws://chat.example/link", { findRoute });
  (await peer.connected).write(frame(1, "hello"));
  expect(await read(socket, 1)).toEqual(["hello"]);
  expect(asked).toEqual(["chat.example:80", `Basic ${Buffer.from("ada:pass word").toString("base64")}`]);
});
