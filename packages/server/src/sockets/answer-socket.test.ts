import type { AddressInfo } from "node:net";
import { createAdaptorServer, type WebSocketServerLike } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { openTestServer, PASSWORD, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";
import { createScriptedModels } from "../testing/scripted-llm.ts";
import { MOST_RUNS } from "./answer-socket.ts";
import { MAX_MESSAGE_BYTES } from "./socket-messages.ts";

const models = createScriptedModels();
let server: TestServer;
let ada: TestPerson;
let grace: TestPerson;
let address = "";
let close: () => void;

interface Said {
  readonly type: string;
  readonly runId?: string;
  readonly id?: number;
  readonly event?: string;
  readonly data?: { readonly state?: string; readonly answer?: string };
  readonly code?: string;
}

beforeAll(async () => {
  server = await openTestServer({ replace: () => ({ models }) });
  ada = await server.person("ada", { password: PASSWORD });
  grace = await server.person("grace");
  const source = await server.folderSource({ "leave.md": "# Leave\n\nBirthing parents receive twenty-two weeks of parental leave." });
  await server.sync(source.id);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const websocket = { server: sockets as unknown as WebSocketServerLike };
  const http = createAdaptorServer({ fetch: (request, env) => server.app.fetch(request, env), websocket });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  close = () => {
    for (const client of sockets.clients) client.terminate();
    http.close();
  };
});
afterAll(async () => {
  close();
  await server.close();
});
beforeEach(() => models.say(() => "Birthing parents receive twenty-two weeks of parental leave [1]."));

async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield "Birthing parents receive twenty-two weeks of parental leave [1]. ";
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function begin(who: TestPerson = ada): Promise<string> {
  const { body } = await server.call<{ id: string }>(who, "POST /api/v1/conversations", { json: {} });
  const asked = await server.call<{ runId: string }>(who, `POST /api/v1/conversations/${body.id}/messages`, {
    json: { content: "How many weeks of parental leave are there?" },
  });
  expect(asked.status, asked.text).toBe(202);
  return asked.body.runId;
}

interface Listening {
  readonly said: Said[];
  readonly closed: Promise<number>;
  say(message: object | string): void;
  of(runId: string): Said[];
}

function listen(headers: Readonly<Record<string, string>>): Listening {
  const socket = new WebSocket(`ws://${address}/api/v1/answers/socket`, { headers });
  onTestFinished(() => socket.terminate());
  const said: Said[] = [];
  const waiting: string[] = [];
  socket.on("message", (data: Buffer) => said.push(JSON.parse(String(data)) as Said));
  socket.on("open", () => waiting.forEach((each) => socket.send(each)));
  const closed = new Promise<number>((resolve) => {
    socket.on("close", (code) => resolve(code));
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => {});
  });
  return {
    said,
    closed,
    of: (runId) => said.filter((each) => each.runId === runId),
    say: (message) => {
      const text = typeof message === "string" ? message : JSON.stringify(message);
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else waiting.push(text);
    },
  };
}

const withKey = (who: TestPerson = ada): Listening => listen({ authorization: `Bearer ${who.key}` });
const ended = (socket: Listening, runId: string): Promise<Said> =>
  until(async () => socket.of(runId).find(({ type }) => type === "ended" || type === "error"));

test("several answers are followed over one socket, each whole and in order", async () => {
  const socket = withKey();
  const runs = await Promise.all([begin(), begin(), begin()]);
  for (const runId of runs) socket.say({ type: "subscribe", runId });
  for (const runId of runs) {
    await ended(socket, runId);
    const events = socket.of(runId).filter(({ type }) => type === "event");
    expect(events.map(({ id }) => id)).toEqual(events.map((_each, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ event: "done", data: { state: "done", answer: expect.stringContaining("twenty-two weeks") } });
  }
});

test("whoever comes back resumes from the last event they saw: nothing is missing, nothing comes twice", async () => {
  models.say(endless);
  const runId = await begin();
  const first = withKey();
  first.say({ type: "subscribe", runId });
  const seen = await until(async () => first.of(runId).findLast(({ event }) => event === "delta")?.id);
  const second = withKey();
  second.say({ type: "subscribe", runId, after: seen });
  second.say({ type: "cancel", runId });
  await ended(second, runId);
  const ids = second.of(runId).flatMap(({ type, id }) => (type === "event" && id !== undefined ? [id] : []));
  expect(ids).toEqual(ids.map((_each, index) => seen + 1 + index));
  expect(second.of(runId).findLast(({ type }) => type === "event")).toMatchObject({ event: "done", data: { state: "cancelled" } });
});

test("an answer is stopped from another socket within two seconds, and goes on when a reader merely leaves", async () => {
  models.say(endless);
  const [runId, other] = [await begin(), await begin()];
  const before = models.stopped();
  const reader = withKey();
  reader.say({ type: "subscribe", runId });
  reader.say({ type: "subscribe", runId: other });
  await until(async () => reader.of(other).find(({ event }) => event === "delta"));
  reader.say({ type: "unsubscribe", runId: other });
  const stopper = withKey();
  stopper.say({ type: "cancel", runId });
  await until(async () => (models.stopped() > before ? true : undefined), 2_000);
  await ended(reader, runId);
  expect(reader.of(other).some(({ type }) => type === "ended")).toBe(false);
  const run = await server.call<{ state: string }>(ada, `GET /api/v1/runs/${other}`);
  expect(run.body.state).toBe("running");
  stopper.say({ type: "cancel", runId: other });
});

test("another's answer and one that does not exist look the same, for following and for stopping", async () => {
  const runId = await begin();
  const stranger = withKey(grace);
  for (const [type, id] of [
    ["subscribe", runId],
    ["subscribe", "nothing"],
    ["cancel", runId],
    ["cancel", "nothing"],
  ] as const)
    stranger.say({ type, runId: id });
  await until(async () => (stranger.said.length === 4 ? true : undefined));
  expect(new Set(stranger.said.map(({ type, code }) => `${type} ${code}`))).toEqual(new Set(["error not_found"]));
});

test("what is no message of ours is answered with what is, and harms nothing", async () => {
  const socket = withKey();
  for (const message of ["", "{", "[]", '{"type":"subscribe"}', { type: "subscribe", runId: "x", more: 1 }, { type: "ping", runId: 1 }])
    socket.say(message);
  socket.say({ type: "ping" });
  await until(async () => socket.said.find(({ type }) => type === "pong"));
  expect(socket.said.filter(({ code }) => code === "invalid")).toHaveLength(6);
});

test("a message larger than any of ours ends the connection", async () => {
  const socket = withKey();
  socket.say(JSON.stringify({ type: "ping", padding: "x".repeat(MAX_MESSAGE_BYTES) }));
  expect(await socket.closed).toBe(1009);
});

test(`more than ${MOST_RUNS} answers at once are refused`, async () => {
  models.say(endless);
  const runId = await begin();
  const socket = withKey();
  socket.say({ type: "subscribe", runId });
  await until(async () => socket.of(runId).find(({ type }) => type === "subscribed"));
  const { answers } = server.ports.database;
  const more = Array.from({ length: MOST_RUNS }, (_each, index) => `more-${index}`);
  const now = server.ports.clock.now();
  for (const id of more) {
    const run = { id, userId: ada.id, conversationId: null, question: "?", filters: {}, owner: "o", leaseUntil: now + 60_000, now };
    await answers.createRun(run);
    socket.say({ type: "subscribe", runId: id });
  }
  const refused = await until(async () => socket.said.find(({ code }) => code === "rate_limited"));
  expect(refused.runId).toBe(more.at(-1));
  socket.say({ type: "cancel", runId });
});

test("a session opens a socket from our own pages only, and loses it when it is signed out", async () => {
  const { cookie = "" } = await server.signIn(ada);
  const origin = "http://localhost:3210";
  expect(await listen({ cookie }).closed, "no origin").toBe(403);
  expect(await listen({ cookie, origin: "https://evil.example" }).closed).toBe(403);
  expect(await listen({}).closed, "nobody").toBe(401);
  expect(await listen({ authorization: `Bearer ${(await server.keyOf(ada, ["search"])).key}` }).closed, "a key for something else").toBe(
    403,
  );
  const own = listen({ cookie, origin });
  own.say({ type: "ping" });
  await until(async () => own.said.find(({ type }) => type === "pong"));
  await server.call({ cookie }, "POST /api/auth/sign-out", { json: {} });
  expect(await own.closed).toBe(4401);
}, 20_000);

test("whoever is disabled loses the socket, whatever opened it", async () => {
  const hopper = await server.person("hopper");
  const socket = withKey(hopper);
  socket.say({ type: "ping" });
  await until(async () => socket.said.find(({ type }) => type === "pong"));
  const { status, text } = await server.call(server.admin, `PATCH /api/v1/users/${hopper.id}`, { json: { disabled: true } });
  expect(status, text).toBe(200);
  expect(await socket.closed).toBe(4401);
}, 20_000);
