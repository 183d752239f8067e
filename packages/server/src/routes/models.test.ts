import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createChatModels } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createApp } from "../app.ts";
import { createHttpClient, type Credential, type Fields, type Reply } from "../testing/http-client.ts";
import { openTestServer, type TestPerson, type TestServer } from "../testing/open-test-server.ts";
import { createScriptedProviders, type ScriptedProviders } from "../testing/scripted-providers.ts";

const SECRET = "sk-live-0123456789-abcdefghij-WXYZ";
const ENVIRONMENT_SECRET = "sk-environment-0123456789-QRST";

let server: TestServer;
let scripted: ScriptedProviders;
let member: TestPerson;
/** Everything that anybody was answered. */
const answered: string[] = [];

beforeAll(async () => {
  scripted = createScriptedProviders();
  server = await openTestServer({
    environment: { ANTHROPIC_API_KEY: ENVIRONMENT_SECRET, SMARTY_LOG_LEVEL: "debug" },
    replace: (ports) => {
      const llms = { ...ports.llms, providers: scripted.providers };
      return { llms, models: createChatModels({ ...ports, llms }) };
    },
  });
  member = await server.person("mel", { role: "member" });
});
afterAll(() => server.close());

beforeEach(async () => {
  const { body } = await call<{ items: { id: string; origin: string }[] }>("GET /api/v1/models");
  for (const { id, origin } of body.items) if (origin === "registry") await call(`DELETE /api/v1/models/${id}`);
  const { body: saved } = await call<{ items: { id: string }[] }>("GET /api/v1/credentials");
  for (const { id } of saved.items) await call(`DELETE /api/v1/credentials/${id}`);
  await call("PUT /api/v1/budgets", { personPerDay: NONE, keyPerDay: NONE, instancePerMonth: NONE });
  scripted.seen.length = 0;
});

const NONE = { tokens: null, usd: null };

async function call<Body = Fields>(line: string, json?: unknown, who: Credential = server.admin): Promise<Reply<Body>> {
  const answer = await server.call<Body>(who, line, json === undefined ? {} : { json });
  answered.push(answer.text);
  return answer;
}

async function add(fields: object = {}): Promise<Fields & { readonly id: string; readonly credentialId: string }> {
  const json = { name: "Work", provider: "openai", model: "gpt-x", apiKey: SECRET, ...fields };
  const { status, body, text } = await call<Fields & { id: string; credentialId: string }>("POST /api/v1/models", json);
  if (status !== 201) throw new Error(text);
  return body;
}

describe("the registry", () => {
  test("keeps what was entered, and says it to administrators", async () => {
    const made = await add({
      contextTokens: 1000,
      maxOutputTokens: 100,
      inputPrice: 0.15,
      outputPrice: 0.6,
      fallbackOrder: 3,
      options: { a: "b" },
    });
    expect(made).toMatchObject({
      name: "Work",
      kind: "chat",
      provider: "openai",
      model: "gpt-x",
      baseUrl: null,
      enabled: true,
      origin: "registry",
    });
    expect(made).toMatchObject({
      contextTokens: 1000,
      maxOutputTokens: 100,
      inputPrice: 0.15,
      outputPrice: 0.6,
      fallbackOrder: 3,
      options: { a: "b" },
    });
    expect((await call(`GET /api/v1/models/${made.id}`)).body).toEqual(made);
    const { body } = await call(`PATCH /api/v1/models/${made.id}`, { name: "Home", enabled: false, inputPrice: null, fallbackOrder: null });
    expect(body).toMatchObject({
      name: "Home",
      enabled: false,
      inputPrice: null,
      outputPrice: 0.6,
      fallbackOrder: null,
      credentialId: made.credentialId,
    });
    expect((await call(`DELETE /api/v1/models/${made.id}`)).status).toBe(204);
    expect((await call(`GET /api/v1/models/${made.id}`)).status).toBe(404);
    expect((await call(`PATCH /api/v1/models/${made.id}`, { name: "x" })).status).toBe(404);
  });

  test("shows all others only what they can choose: enabled chat models by name", async () => {
    const shown = await add();
    await add({ name: "Off", enabled: false });
    await add({ name: "Vectors", kind: "embedding" });
    await call(`POST /api/v1/models/${shown.id}/default`);
    const viewer = await server.person(`vic-${shown.id}`, { role: "viewer" });
    for (const who of [member, viewer]) {
      const { body } = await call<{ items: Fields[] }>("GET /api/v1/models", undefined, who);
      expect(body.items).toEqual([
        { id: shown.id, name: "Work", default: true },
        { id: "environment-anthropic", name: "anthropic/claude-haiku-5-5", default: false },
      ]);
      for (const line of [
        `GET /api/v1/models/${shown.id}`,
        `POST /api/v1/models/${shown.id}/test`,
        "GET /api/v1/credentials",
        "GET /api/v1/budgets",
      ])
        expect((await call(line, undefined, who)).status, line).toBe(403);
    }
  });

  test("has no two models of one name", async () => {
    await add();
    expect((await call("POST /api/v1/models", { name: " Work ", provider: "ollama", model: "x" })).status).toBe(409);
    const other = await add({ name: "Other" });
    expect((await call(`PATCH /api/v1/models/${other.id}`, { name: "Work" })).status).toBe(409);
    expect((await call(`PATCH /api/v1/models/${other.id}`, { name: "Other" })).status).toBe(200);
  });

  test("the environment's models are there to choose and test, not to change", async () => {
    const id = "environment-anthropic";
    const { body } = await call(`GET /api/v1/models/${id}`);
    expect(body).toMatchObject({ origin: "environment", provider: "anthropic", default: true, credentialId: null, createdAt: null });
    expect((await call(`PATCH /api/v1/models/${id}`, { name: "Mine" })).status).toBe(409);
    expect((await call(`DELETE /api/v1/models/${id}`)).status).toBe(409);
    expect((await call(`POST /api/v1/models/${id}/test`)).body).toMatchObject({ ok: true });
    expect(scripted.seen.at(-1)).toMatchObject({ provider: "anthropic", apiKey: ENVIRONMENT_SECRET });
    const made = await add();
    await call(`POST /api/v1/models/${made.id}/default`);
    expect((await call(`GET /api/v1/models/${id}`)).body).toMatchObject({ default: false });
    expect((await call(`POST /api/v1/models/${id}/default`)).body).toMatchObject({ default: true });
  });

  test("a default is a chat model that is enabled; without one, what is left answers", async () => {
    const off = await add({ name: "Off", enabled: false });
    const vectors = await add({ name: "Vectors", kind: "embedding" });
    for (const { id } of [off, vectors]) expect((await call(`POST /api/v1/models/${id}/default`)).status).toBe(409);
    const made = await add();
    await call(`POST /api/v1/models/${made.id}/default`);
    await call(`DELETE /api/v1/models/${made.id}`);
    expect((await call("GET /api/v1/models/environment-anthropic")).body).toMatchObject({ default: true });
  });

  test("keeps a model that an assistant uses, and says which; conversations go back to the default", async () => {
    const made = await add({ maskPersonalData: true });
    expect(made["maskPersonalData"]).toBe(true);
    const content = { name: "Leave desk", modelId: made.id };
    const assistant = await call<{ id: string }>("POST /api/v1/assistants", { content });
    expect(assistant.status, assistant.text).toBe(201);
    const refused = await call(`DELETE /api/v1/models/${made.id}`);
    expect([refused.status, refused.body["detail"]]).toEqual([409, expect.stringContaining('the assistant "Leave desk"')]);
    await call(`DELETE /api/v1/assistants/${assistant.body.id}`);
    const conversation = await call<{ id: string }>("POST /api/v1/conversations", {});
    await server.ports.database.conversations.change(conversation.body.id, { modelId: made.id });
    expect((await call(`DELETE /api/v1/models/${made.id}`)).status).toBe(204);
    expect((await call(`GET /api/v1/conversations/${conversation.body.id}`)).body["model"]).toBeNull();
  });

  test("refuses addresses that are none, that hold a password, and models without what they need", async () => {
    const bad = [
      "ftp://x.example",
      "x.example",
      "https://me:pw@x.example",
      "https://x.example/v1?key=1",
      "https://x.example/#a",
      "javascript:alert(1)",
      "http://",
    ];
    for (const baseUrl of bad) {
      const { status, body } = await call("POST /api/v1/models", { name: "x", provider: "openai-compatible", model: "x", baseUrl });
      expect({ status, errors: body["errors"] }, baseUrl).toMatchObject({ status: 400, errors: [{ path: "baseUrl" }] });
    }
    for (const provider of ["openai-compatible", "azure-openai"])
      expect((await call("POST /api/v1/models", { name: "x", provider, model: "x", apiKey: SECRET })).status, provider).toBe(400);
    for (const provider of ["openai", "anthropic", "gemini"])
      expect((await call("POST /api/v1/models", { name: "x", provider, model: "x" })).status, provider).toBe(400);
  });

  test("an Idempotency-Key makes one model of two requests", async () => {
    const sent = { json: { name: "Once", provider: "ollama", model: "x" }, headers: { "idempotency-key": "once" } };
    const [first, second] = [
      await server.call(server.admin, "POST /api/v1/models", sent),
      await server.call(server.admin, "POST /api/v1/models", sent),
    ];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  test("every write is in the audit, without secrets", async () => {
    const made = await add();
    await call(`PATCH /api/v1/models/${made.id}`, { apiKey: `${SECRET}-2` });
    await call(`POST /api/v1/models/${made.id}/default`);
    await call("PUT /api/v1/budgets", { personPerDay: NONE, keyPerDay: NONE, instancePerMonth: { tokens: 9, usd: null } });
    await call(`DELETE /api/v1/models/${made.id}`);
    await call(`PATCH /api/v1/credentials/${made.credentialId}`, { name: "Old" });
    await call(`DELETE /api/v1/credentials/${made.credentialId}`);
    const { body } = await call<{ items: { action: string }[] }>("GET /api/v1/audit?limit=9");
    expect(body.items.map((each) => each.action).toReversed()).toEqual([
      "credential.create",
      "model.create",
      "credential.rotate",
      "model.update",
      "model.default",
      "budget.update",
      "model.delete",
      "credential.update",
      "credential.delete",
    ]);
  });
});

describe("credentials", () => {
  test("are bound to their host: another one asks for the secret again", async () => {
    const made = await add();
    expect((await call<{ items: Fields[] }>("GET /api/v1/credentials")).body.items).toMatchObject([
      { id: made.credentialId, host: "api.openai.com", lastFour: "WXYZ" },
    ]);
    for (const baseUrl of [
      "https://evil.example/v1",
      "http://api.openai.com/v1",
      "https://api.openai.com:444",
      "https://api.openai.com.evil.example",
    ]) {
      const { status, body } = await call(`PATCH /api/v1/models/${made.id}`, { baseUrl });
      expect({ status, body }, baseUrl).toMatchObject({ status: 400, body: { errors: [{ path: "apiKey" }] } });
      expect(body["detail"], baseUrl).toContain("saved for api.openai.com");
      const fields = { name: baseUrl.slice(0, 30), provider: "openai-compatible", model: "x", baseUrl, credentialId: made.credentialId };
      expect((await call("POST /api/v1/models", fields)).status, baseUrl).toBe(400);
      const discovery = { provider: "openai-compatible", baseUrl, credentialId: made.credentialId };
      expect((await call("POST /api/v1/models/discover", discovery)).status, baseUrl).toBe(400);
    }
    expect(scripted.seen, "nothing was sent anywhere").toEqual([]);
    expect((await call(`PATCH /api/v1/models/${made.id}`, { baseUrl: "https://api.openai.com/other/" })).body).toMatchObject({
      baseUrl: "https://api.openai.com/other",
      credentialId: made.credentialId,
    });
    const moved = await call(`PATCH /api/v1/models/${made.id}`, {
      baseUrl: "https://gateway.example/v1",
      apiKey: "another-secret-1234567",
    });
    expect(moved.status).toBe(200);
    expect(moved.body["credentialId"], "the old one stays with its host").not.toBe(made.credentialId);
    await call(`POST /api/v1/models/${made.id}/test`);
    expect(scripted.seen).toMatchObject([{ baseUrl: "https://gateway.example/v1", apiKey: "another-secret-1234567" }]);
  });

  test("are rotated in their place: id and host stay, and models go on with the new secret", async () => {
    const made = await add();
    const { body } = await call(`PATCH /api/v1/credentials/${made.credentialId}`, { secret: "sk-rotated-000000-ABCD" });
    expect(body).toMatchObject({ id: made.credentialId, host: "api.openai.com", lastFour: "ABCD" });
    await call(`POST /api/v1/models/${made.id}/test`);
    expect(scripted.seen.at(-1)).toMatchObject({ apiKey: "sk-rotated-000000-ABCD" });
    await call(`PATCH /api/v1/models/${made.id}`, { apiKey: SECRET });
    expect((await call<{ items: Fields[] }>("GET /api/v1/credentials")).body.items).toMatchObject([
      { id: made.credentialId, lastFour: "WXYZ" },
    ]);
  });

  test("of one host serve several models, and are erased when none uses them", async () => {
    const { body } = await call("POST /api/v1/credentials", { name: "Shared", provider: "gemini", secret: SECRET });
    expect(body).toMatchObject({ host: "generativelanguage.googleapis.com" });
    const made = await add({ provider: "gemini", apiKey: undefined, credentialId: body["id"] });
    const refused = await call(`DELETE /api/v1/credentials/${String(body["id"])}`);
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('"Work"') } });
    await call(`DELETE /api/v1/models/${made.id}`);
    expect((await call(`DELETE /api/v1/credentials/${String(body["id"])}`)).status).toBe(204);
    expect((await call(`PATCH /api/v1/credentials/${String(body["id"])}`, { name: "x" })).status).toBe(404);
    expect((await call("POST /api/v1/models", { name: "x", provider: "gemini", model: "x", credentialId: "none" })).status).toBe(404);
    const both = { name: "x", provider: "gemini", model: "x", credentialId: "c", apiKey: "k" };
    expect((await call("POST /api/v1/models", both)).status).toBe(400);
  });

  // Four characters of eight would be half of the secret.
  test("of a short secret nothing is shown", async () => {
    const { body } = await call("POST /api/v1/credentials", { name: "Short", provider: "ollama", secret: "hunter22" });
    expect(body).toMatchObject({ lastFour: "", host: "http://127.0.0.1:11434" });
  });
});

describe("testing a model", () => {
  test("says how long it took, or in words what is wrong", async () => {
    const made = await add();
    expect((await call(`POST /api/v1/models/${made.id}/test`)).body).toEqual({
      ok: true,
      firstTokenMs: expect.any(Number),
      totalMs: expect.any(Number),
      inputTokens: 10,
      outputTokens: 5,
      contextTokens: 8000,
    });
    scripted.answer("gpt-x", new SmartyError("auth", "OpenAI does not accept this key. Enter another."));
    const { status, body } = await call(`POST /api/v1/models/${made.id}/test`);
    expect({ status, body }).toEqual({
      status: 200,
      body: { ok: false, error: { code: "auth", message: "OpenAI does not accept this key. Enter another." } },
    });
    scripted.answer("gpt-x", "ready");
    const vectors = await add({ name: "Vectors", kind: "embedding" });
    expect((await call(`POST /api/v1/models/${vectors.id}/test`)).status).toBe(409);
    expect((await call("POST /api/v1/models/none/test")).status).toBe(404);
  });
});

describe("discovering models", () => {
  const llama = { model: "llama3.2", kind: "chat", contextTokens: 4096 } as const;

  test("finds the Ollama of this machine by itself, and says when there is none", async () => {
    const none = await call("POST /api/v1/models/discover", { provider: "ollama" });
    expect(none).toMatchObject({ status: 503, body: { code: "unavailable", detail: expect.stringContaining("ollama serve") } });
    scripted.offer("http://127.0.0.1:11434", [llama, { model: "nomic", kind: "embedding" }]);
    expect((await call("POST /api/v1/models/discover", { provider: "ollama" })).body).toEqual({
      baseUrl: "http://127.0.0.1:11434",
      models: [llama, { model: "nomic", kind: "embedding", contextTokens: null }],
    });
  });

  test("the environment's key is used for its own host and no other", async () => {
    scripted.offer("anthropic", [llama]);
    scripted.offer("https://evil.example", [llama]);
    expect((await call("POST /api/v1/models/discover", { provider: "anthropic" })).body).toMatchObject({ models: [llama] });
    expect(scripted.seen).toMatchObject([{ apiKey: ENVIRONMENT_SECRET }]);
    scripted.seen.length = 0;
    expect((await call("POST /api/v1/models/discover", { provider: "anthropic", baseUrl: "https://evil.example" })).status).toBe(200);
    expect(scripted.seen.map((each) => each.apiKey)).toEqual([undefined]);
    expect((await call("POST /api/v1/models/discover", { provider: "openai" })).status, "there is no key for it").toBe(400);
  });

  test("a key that is typed is not kept", async () => {
    scripted.offer("openai", [llama]);
    await call("POST /api/v1/models/discover", { provider: "openai", apiKey: SECRET });
    expect((await call<{ items: unknown[] }>("GET /api/v1/credentials")).body.items).toEqual([]);
  });
});

describe("usage and budgets", () => {
  async function spend(who: TestPerson, modelId: string, apiKeyId?: string): Promise<void> {
    const { ports } = server;
    const llms = { ...ports.llms, providers: scripted.providers };
    const models = createChatModels({ ...ports, llms });
    const llm = await models.open({ modelId, purpose: "answer", userId: who.id, ...(apiKeyId !== undefined && { apiKeyId }) });
    const options = { maxOutputTokens: 10, signal: new AbortController().signal };
    for await (const _event of llm?.stream([{ role: "user", content: "Hello" }], options) ?? []);
  }

  test("everybody sees their own, administrators everybody's, and the sums are right", async () => {
    const [ada, eve] = await server.people(["usage-ada", "usage-eve"]);
    if (ada === undefined || eve === undefined) throw new Error("nobody was made");
    const model = await add({ inputPrice: 1, outputPrice: 4 });
    const free = await add({ name: "Free" });
    await spend(ada, model.id);
    await spend(ada, free.id);
    await spend(eve, model.id);
    const mine = await call<{ items: Fields[]; total: Fields }>("GET /api/v1/usage?groupBy=model", undefined, ada);
    const one = { calls: 1, inputTokens: 10, outputTokens: 5, unpricedCalls: 0 };
    expect(mine.body.items.toSorted((a, b) => Number(b["costUsd"]) - Number(a["costUsd"]))).toEqual([
      { key: model.id, name: "openai/gpt-x", ...one, costUsd: 0.00003 },
      { key: free.id, name: "openai/gpt-x", ...one, costUsd: 0, unpricedCalls: 1 },
    ]);
    expect(mine.body.total).toEqual({
      key: null,
      name: null,
      calls: 2,
      inputTokens: 20,
      outputTokens: 10,
      costUsd: 0.00003,
      unpricedCalls: 1,
    });
    const people = await call<{ items: Fields[] }>("GET /api/v1/usage?groupBy=person");
    const known = people.body.items.filter((each) => [ada.id, eve.id].includes(String(each["key"])));
    expect(known.map((each) => [each["name"], each["calls"]])).toEqual([
      [ada.email, 2],
      [eve.email, 1],
    ]);
    const others = await call<{ items: Fields[] }>("GET /api/v1/usage?groupBy=person", undefined, eve);
    expect(others.body.items.map((each) => each["key"])).toEqual([eve.id]);
    const today = new Date(server.ports.clock.now()).toISOString().slice(0, 10);
    const byDay = await call<{ items: Fields[] }>(`GET /api/v1/usage?from=${today}&to=${today}`, undefined, eve);
    expect(byDay.body.items).toMatchObject([{ key: today, calls: 1 }]);
    expect((await call<{ items: Fields[] }>("GET /api/v1/usage?from=2020-01-01&to=2020-12-31", undefined, eve)).body.items).toEqual([]);
  });

  test("CSV comes to who asks for it, and a name is never a formula", async () => {
    const { body: key } = await call<{ id: string }>("POST /api/v1/api-keys", { name: '=HYPERLINK("x"),1' }, member);
    await spend(member, (await add()).id, key.id);
    const answer = await server.call(member, "GET /api/v1/usage?groupBy=key", { headers: { accept: "text/csv" } });
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.text).toBe(
      `key,name,calls,inputTokens,outputTokens,costUsd,unpricedCalls\r\n${key.id},"'=HYPERLINK(""x""),1",1,10,5,0,1\r\n`,
    );
    const html = await server.call(member, "GET /api/v1/usage", { headers: { accept: "text/html,*/*" } });
    expect(html.headers.get("content-type")).toContain("application/json");
  });

  test.each(["from=yesterday", "from=2026-13-01", "to=-1", "groupBy=password", "from=2026-03-02&to=2026-03-01"])(
    "?%s is refused",
    async (query) => {
      expect((await call(`GET /api/v1/usage?${query}`)).status).toBe(400);
    },
  );

  test("budgets are kept, and refuse from the next call on until they are free again", async () => {
    const made = await add();
    const budgets = { personPerDay: { tokens: 12, usd: null }, keyPerDay: NONE, instancePerMonth: { tokens: null, usd: 100.5 } };
    expect((await call("PUT /api/v1/budgets", budgets)).body).toEqual(budgets);
    expect((await call("GET /api/v1/budgets")).body).toEqual(budgets);
    const [kim] = await server.people(["budget-kim"]);
    if (kim === undefined) throw new Error("nobody was made");
    await spend(kim, made.id);
    await expect(spend(kim, made.id)).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: expect.any(Number) });
  });
});

// The product as it is composed: everything but the provider is real.
test("a server that speaks OpenAI's API on this machine is listed, tested and metered", async () => {
  const asked: (string | undefined)[] = [];
  const provider = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    if (request.method === "GET") {
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify({ object: "list", data: [{ id: "qwen", object: "model", created: 1, owned_by: "me" }] }));
    }
    response.setHeader("content-type", "text/event-stream");
    const chunk = { id: "1", object: "chat.completion.chunk", created: 1, model: "qwen" };
    const delta = { ...chunk, choices: [{ index: 0, delta: { content: "ready" }, finish_reason: "stop" }] };
    const usage = { ...chunk, choices: [], usage: { prompt_tokens: 21, completion_tokens: 1, total_tokens: 22 } };
    return response.end(`data: ${JSON.stringify(delta)}\n\ndata: ${JSON.stringify(usage)}\n\ndata: [DONE]\n\n`);
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void provider.close());
  const baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  const composed = createHttpClient(createApp(server.ports, server.config));
  const reach = { provider: "openai-compatible", baseUrl, apiKey: SECRET };
  const found = await composed.call(server.admin, "POST /api/v1/models/discover", { json: reach });
  expect(found.body).toMatchObject({ baseUrl, models: [{ model: "qwen" }] });
  const json = { name: "Local", model: "qwen", contextTokens: 4000, ...reach };
  const made = await composed.call<{ id: string }>(server.admin, "POST /api/v1/models", { json });
  const tested = await composed.call(server.admin, `POST /api/v1/models/${made.body.id}/test`);
  expect(tested.body).toMatchObject({ ok: true, inputTokens: 21, outputTokens: 1, contextTokens: 4000 });
  expect(asked).toContain(`POST /v1/chat/completions Bearer ${SECRET}`);
  const usage = await composed.call<{ items: Fields[] }>(server.admin, "GET /api/v1/usage?groupBy=model");
  expect(usage.body.items).toContainEqual(
    expect.objectContaining({ key: made.body.id, inputTokens: 21, outputTokens: 1, unpricedCalls: 1 }),
  );
  answered.push(found.text, made.text, tested.text, usage.text);
});

// Last: everything above has been answered and logged by now.
test("no secret was ever answered or logged, and none lies in the database in clear", async () => {
  expect(answered.length).toBeGreaterThan(100);
  const logged = server.log.lines().join("\n");
  expect(logged).toContain("/api/v1/models");
  const stored = JSON.stringify([await server.ports.database.settings.all(), await server.ports.database.records.auditEvents(null, 1000)]);
  for (const secret of [SECRET, ENVIRONMENT_SECRET, "another-secret", "sk-rotated", "hunter22"]) {
    for (const text of [...answered, logged, stored]) expect(text.includes(secret), secret).toBe(false);
  }
});
