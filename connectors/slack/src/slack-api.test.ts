import { type HttpRequest, SmartyError, type SyncOp } from "@smartypants/sdk";
import { EMPTY_STATE } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { company, HOUR_MS, MINUTE_MS } from "./__fixtures__/company.ts";
import { collect, contextFor, fetchHttp, syncOnce } from "./__fixtures__/fake-host.ts";
import { readAnswer, retryAfter } from "./slack-answer.ts";
import { slack } from "./slack-connector.ts";

const answerOf = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  body: new Blob([body]).stream(),
});
const now = () => Promise.resolve(0);

test("16: a 429 pauses its method for its workspace alone, as long as Slack says, and the run goes on", async () => {
  const { fake, general, say, reply } = await company();
  reply(general, say(general, "Question"), "Answer");
  fake.faults.add("conversations.replies", { kind: "tooMany", retryAfter: "30" });
  const { state, context } = await syncOnce(fake);
  expect(context.slowDowns).toEqual([{ limit: "other:conversations.replies", account: "T0001", retryAfterMs: 30_000 }]);
  expect(state.documents.size).toBe(1);
});

test.each([
  ["without a header", { kind: "tooMany" }],
  ["with an odd header", { kind: "tooMany", retryAfter: "soon" }],
  ["in the body of a 200", { kind: "rateLimited" }],
] as const)("16: asked to slow down %s, it waits as long as the host thinks right", async (_, fault) => {
  const { fake, general, say } = await company();
  say(general, "Message");
  fake.faults.add("conversations.history", fault, { times: 2 });
  const { state, context } = await syncOnce(fake);
  const pause = { limit: "other:conversations.history", account: "T0001" };
  expect(context.slowDowns).toEqual([pause, pause]);
  expect(state.documents.size).toBe(1);
});

test("Slack's own limits hold for slack.com and GovSlack, and for no other server", async () => {
  const asked: HttpRequest[] = [];
  const http = (request: HttpRequest) => {
    asked.push(request);
    return Promise.reject(new SmartyError("auth", "enough"));
  };
  const { fake } = await company();
  for (const apiBaseUrl of ["https://slack.com/api/", "https://slack-gov.com/api", fake.settings.advanced.apiBaseUrl]) {
    const context = contextFor(fake, { advanced: { apiBaseUrl } }, EMPTY_STATE, { http });
    await expect(collect(slack.sync(context, null))).rejects.toMatchObject({ code: "auth" });
  }
  expect(asked.map(({ url, limit, retry }) => [url, limit, retry])).toEqual([
    ["https://slack.com/api/auth.test", "auth.test", "none"],
    ["https://slack-gov.com/api/auth.test", "auth.test", "none"],
    [`${fake.origin}/api/auth.test`, "other:auth.test", "none"],
  ]);
  for (const { limit = "" } of asked) expect(slack.limits?.[limit], limit).toBeDefined();
});

test.each([
  ["a server's fault", { kind: "status", status: 502 }],
  ["a connection that breaks in the middle", { kind: "reset" }],
  ["a web page in the place of the answer", { kind: "html" }],
] as const)("%s is tried again, and ends the run only when it stays", async (_, fault) => {
  const { fake, general, say } = await company();
  say(general, "Message");
  fake.faults.add("conversations.history", fault, { times: 2 });
  expect((await syncOnce(fake)).state.documents.size).toBe(1);
  fake.faults.add("auth.test", fault, { times: 100 });
  await expect(syncOnce(fake)).rejects.toMatchObject({ code: expect.stringMatching(/^(unavailable|network)$/) });
});

test("31: a token that no longer works ends the run at once, with what to do and without the token", async () => {
  for (const refusal of ["account_inactive", "token_revoked", "token_expired", "invalid_auth"]) {
    const { fake } = await company();
    const token = fake.world.tokens.get(fake.credential.botToken);
    if (token !== undefined) token.refusal = refusal;
    const failure = await syncOnce(fake).catch((error: unknown) => error as SmartyError);
    expect(failure).toMatchObject({ code: "auth", message: expect.stringContaining(refusal) });
    expect((failure as SmartyError).message).not.toContain(fake.credential.botToken);
    expect(fake.calls.length).toBe(1);
  }
});

test.each(["conversations.history", "conversations.replies"])(
  "31: a token that is taken back when %s is asked stops the run: it is no fault of an item",
  async (route) => {
    const { fake, general, say, reply } = await company();
    const parent = say(general, "Question");
    reply(general, parent, "Answer");
    fake.faults.add(route, { kind: "refuse", error: "token_revoked" }, { times: 100 });
    const ops: SyncOp[] = [];
    const run = async (): Promise<void> => {
      for await (const op of slack.sync(contextFor(fake), null)) ops.push(op);
    };
    await expect(run()).rejects.toMatchObject({ code: "auth" });
    expect(ops.filter(({ op }) => op === "error" || op === "done")).toEqual([]);
  },
);

test("32: a check stands behind no limit of a running sync, and never waits", async () => {
  const { fake } = await company();
  const context = contextFor(fake);
  for await (const _ of slack.check(context));
  expect(context.requests.length).toBeGreaterThan(5);
  expect(context.requests.filter((request) => request.limit !== undefined)).toEqual([]);
  fake.faults.add("*", { kind: "tooMany", retryAfter: "30" }, { times: 100 });
  const limited = contextFor(fake);
  const results = await collect(slack.check(limited));
  expect(results[0]).toMatchObject({ id: "token", status: "failed" });
  expect(limited.slowDowns).toEqual([]);
});

test("22: a person whom Slack does not tell is asked for once, and the message has their id", async () => {
  const { fake, general, say } = await company();
  for (let at = 0; at < 4; at++) fake.change.post(fake.world, general, "U0STRANGER", `Hello ${at}`, { at: fake.world.now - at * HOUR_MS });
  say(general, "Me too");
  const { state } = await syncOnce(fake);
  expect([...state.documents.values()].flatMap((document) => document.authors)).toContain("U0STRANGER");
  expect(fake.calls.filter((call) => call.method === "users.info" && call.params["user"] === "U0STRANGER").length).toBe(1);
});

test("a thread that Slack cannot give is reported, keeps what was stored, and the run goes on", async () => {
  const { fake, general, say, reply } = await company();
  const parent = say(general, "Question", { at: fake.world.now - 3 * HOUR_MS });
  reply(general, parent, "Answer", { at: fake.world.now - 2 * HOUR_MS });
  const first = await syncOnce(fake);
  fake.advance(HOUR_MS);
  reply(general, parent, "Another answer");
  say(general, "Unrelated");
  fake.faults.add("conversations.replies", { kind: "status", status: 500 }, { times: 4 });
  const { ops, state } = await syncOnce(fake, first.state);
  expect(ops).toContainEqual({
    op: "error",
    error: expect.objectContaining({ scope: "document", ref: `${general}/${parent}`, retryable: true }),
  });
  expect(state.documents.size).toBe(2);
  expect(state.failed.size).toBe(1);
});

test("a token that ends is renewed once, under the lock, and is stored before it is used", async () => {
  const { fake, general, say } = await company();
  say(general, "Message");
  const token = fake.world.tokens.get(fake.credential.botToken);
  if (token !== undefined) token.expiresAt = fake.world.now + 5 * MINUTE_MS;
  const rotation = { clientId: "1.2", clientSecret: "secret", refreshToken: "xoxe-1-1", expiresAt: fake.world.now + 5 * MINUTE_MS };
  const context = contextFor(fake, {}, EMPTY_STATE, { credential: { botToken: fake.credential.botToken, ...rotation } });
  for await (const _ of slack.sync(context, null));
  expect(fake.count("oauth.v2.access")).toBe(1);
  expect(await context.credentials.get()).toMatchObject({ botToken: "xoxe.xoxb-2", refreshToken: "xoxe-1-2", clientId: "1.2" });
  expect(new Set(fake.calls.filter((call) => call.method !== "oauth.v2.access").map((call) => call.token))).toEqual(
    new Set(["xoxe.xoxb-2"]),
  );
});

test("a token that somebody else has renewed meanwhile is taken as it is; one that cannot be renewed asks to reconnect", async () => {
  const { fake } = await company();
  const old = fake.world.tokens.get(fake.credential.botToken);
  if (old !== undefined) old.expiresAt = 0;
  const credential = { botToken: fake.credential.botToken, clientId: "1", clientSecret: "s", refreshToken: "xoxe-1-1" };
  const renewed = { botToken: "xoxe.xoxb-9", clientId: "1", clientSecret: "s", refreshToken: "xoxe-1-9" };
  fake.world.tokens.set("xoxe.xoxb-9", { kind: "bot", scopes: new Set(old?.scopes), refusal: undefined, expiresAt: undefined });
  const base = contextFor(fake, {}, EMPTY_STATE, { credential });
  const context = { ...base, credentials: { ...base.credentials, lock: () => Promise.resolve({ credential: renewed, leaseId: "1" }) } };
  for await (const _ of slack.sync(context, null));
  expect(fake.count("oauth.v2.access")).toBe(0);
  fake.world.tokens.delete("xoxe.xoxb-9");
  const spent = contextFor(fake, {}, EMPTY_STATE, { credential: { ...credential, refreshToken: "xoxe-1-0" } });
  await expect(collect(slack.sync(spent, null))).rejects.toMatchObject({ code: "auth" });
});

test("answers: what is no answer, what is slow, and how long", async () => {
  expect(await readAnswer(answerOf(200, '{"ok":true}'), now)).toMatchObject({ kind: "body" });
  expect(await readAnswer(answerOf(200, '{"ok":false,"error":"ratelimited"}', { "retry-after": "7" }), now)).toEqual({
    kind: "slow",
    retryAfterMs: 7000,
  });
  expect(await readAnswer(answerOf(429, "", { "retry-after": "0" }), now)).toEqual({ kind: "slow", retryAfterMs: 1000 });
  expect(await readAnswer(answerOf(200, "<html>"), now)).toMatchObject({ kind: "fault", error: { code: "unavailable" } });
  expect(await readAnswer(answerOf(200, "[]"), now)).toMatchObject({ kind: "fault" });
  expect(retryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 0)).toBe(60_000);
  expect(["-1", "", "abc", "1e9", undefined].map((header) => retryAfter(header, 0))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("the token goes to the API and to nobody else", async () => {
  const { fake, general, ada } = await company();
  const { change, world } = fake;
  const own = change.addFile(world, { name: "own.txt", user: ada, content: "own" });
  const foreign = change.addFile(world, {
    name: "foreign.txt",
    user: ada,
    content: "foreign",
    url: "https://files.example.org/foreign.txt",
  });
  change.post(world, general, ada, "Two files", { files: [own.id, foreign.id] });
  const hosts = new Set<string>();
  const http = (request: HttpRequest) => {
    if (request.headers?.["authorization"] !== undefined) hosts.add(new URL(request.url).host);
    return fetchHttp(request);
  };
  const { state, context } = await syncOnce(fake, EMPTY_STATE, { http });
  expect([...hosts]).toEqual([new URL(fake.origin).host]);
  // 20: along a redirect the host hands it on to these, and to no others.
  const download = context.requests.find((request) => request.url.includes("/files-pri/"));
  expect(download?.authorizedHosts).toEqual(fake.settings.advanced.filesHosts);
  expect(state.skipped.get(`${general}/${foreign.id}`)).toBe("not_downloadable");
});
