import { createChatModels } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credential, Reply } from "../testing/http-client.ts";
import { openTestServer, type TestPerson, type TestServer } from "../testing/open-test-server.ts";
import { createScriptedProviders, type ScriptedProviders } from "../testing/scripted-providers.ts";

const ENVIRONMENT_SECRET = "sk-environment-0123456789-QRST";
const TYPED_SECRET = "sk-typed-0123456789-UVWX";

let server: TestServer;
let scripted: ScriptedProviders;
let member: TestPerson;

beforeAll(async () => {
  scripted = createScriptedProviders();
  server = await openTestServer({
    environment: { ANTHROPIC_API_KEY: ENVIRONMENT_SECRET, OPENAI_BASE_URL: "http://127.0.0.1:9999/v1" },
    replace: (ports) => {
      const llms = { ...ports.llms, providers: scripted.providers };
      return { llms, models: createChatModels({ ...ports, llms }) };
    },
  });
  member = await server.person("mel");
});
afterAll(() => server.close());

async function call<Body>(line: string, json?: unknown, who: Credential = server.admin): Promise<Reply<Body>> {
  return server.call<Body>(who, line, json === undefined ? {} : { json });
}

interface Tested {
  readonly ok: boolean;
  readonly totalMs?: number;
  readonly dimensions?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

describe("what a first run finds", () => {
  test("the environment's keys are named by their variables, and never shown", async () => {
    const { body, text } = await call<{ items: unknown[] }>("GET /api/v1/models/environment");
    expect(body.items).toEqual([
      { provider: "openai-compatible", variable: "OPENAI_BASE_URL", host: "http://127.0.0.1:9999", model: null },
      {
        provider: "anthropic",
        variable: "ANTHROPIC_API_KEY",
        host: "api.anthropic.com",
        model: { id: "environment-anthropic", name: "anthropic/claude-haiku-5-5" },
      },
    ]);
    expect(text).not.toContain(ENVIRONMENT_SECRET);
  });

  test("an Ollama of this machine is found; where there is none, that is an answer with advice", async () => {
    const none = await call("GET /api/v1/models/ollama");
    expect([none.status, none.body]).toEqual([200, { found: null, advice: expect.stringContaining("ollama serve") as unknown }]);
    scripted.offer("http://127.0.0.1:11434", [{ model: "llama3.2", kind: "chat" }]);
    expect((await call("GET /api/v1/models/ollama")).body).toEqual({
      found: { baseUrl: "http://127.0.0.1:11434", models: [{ model: "llama3.2", kind: "chat", contextTokens: null }] },
      advice: null,
    });
  });

  test("a model is tried before it is added: what it took, or what is wrong; nothing of it stays", async () => {
    const request = { provider: "openai", model: "gpt-x", apiKey: TYPED_SECRET };
    scripted.seen.length = 0;
    const good = await call<Tested>("POST /api/v1/models/try", request);
    expect([good.status, good.body]).toEqual([200, expect.objectContaining({ ok: true, totalMs: expect.any(Number) as unknown })]);
    expect(scripted.seen).toMatchObject([{ provider: "openai", model: "gpt-x", apiKey: TYPED_SECRET }]);
    scripted.answer("gpt-x", new SmartyError("auth", "OpenAI does not accept the API key."));
    const bad = await call<Tested>("POST /api/v1/models/try", request);
    expect(bad.body).toEqual({ ok: false, error: { code: "auth", message: "OpenAI does not accept the API key." } });
    expect(
      (await call<{ items: { origin: string }[] }>("GET /api/v1/models")).body.items.every(({ origin }) => origin === "environment"),
    ).toBe(true);
    expect((await call<{ items: unknown[] }>("GET /api/v1/credentials")).body.items).toEqual([]);
  });

  test("the environment's key goes to its own host and no other when a model is tried", async () => {
    scripted.seen.length = 0;
    await call("POST /api/v1/models/try", { provider: "anthropic", model: "c" });
    await call("POST /api/v1/models/try", { provider: "anthropic", model: "c", baseUrl: "https://evil.example" });
    expect(scripted.seen.map(({ apiKey }) => apiKey)).toEqual([ENVIRONMENT_SECRET, undefined]);
    expect((await call("POST /api/v1/models/try", { provider: "openai", model: "gpt-x" })).status, "there is no key for it").toBe(400);
  });

  test("the built-in model reads a sentence; one whose files are not here says what to do; nothing is fetched", async () => {
    const good = await call<Tested>("POST /api/v1/embedding-model/try", { model: "smartypants/static-en" });
    expect(good.body).toMatchObject({ ok: true, dimensions: 384 });
    const missing = await call<Tested>("POST /api/v1/embedding-model/try", { model: "onnx/all-MiniLM-L6-v2" });
    expect(missing.body).toMatchObject({ ok: false, error: { code: "config", message: expect.stringContaining("download") as unknown } });
    expect((await call("POST /api/v1/embedding-model/try", { model: "nobody/knows" })).status).toBe(400);
    expect((await call<{ next: unknown }>("GET /api/v1/embedding-model")).body.next).toBeNull();
  });

  test("which steps were passed by is remembered for every administrator and browser, in their order", async () => {
    expect((await call("GET /api/v1/setup/progress")).body).toEqual({ passed: [] });
    await call("POST /api/v1/setup/progress", { step: "source" });
    await call("POST /api/v1/setup/progress", { step: "model" });
    await call("POST /api/v1/setup/progress", { step: "model" });
    const other = await server.person("other", { role: "admin" });
    expect((await call("GET /api/v1/setup/progress", undefined, other)).body).toEqual({ passed: ["model", "source"] });
    expect((await call("POST /api/v1/setup/progress", { step: "administrator" })).status).toBe(400);
  });

  test("is for administrators", async () => {
    const tried = { provider: "openai", model: "x", apiKey: "k" };
    for (const [line, json] of [
      ["GET /api/v1/models/environment"],
      ["GET /api/v1/models/ollama"],
      ["POST /api/v1/models/try", tried],
      ["POST /api/v1/embedding-model/try", { model: "smartypants/static-en" }],
      ["GET /api/v1/setup/progress"],
      ["POST /api/v1/setup/progress", { step: "model" }],
    ] as const) {
      expect((await call(line, json, member)).status, line).toBe(403);
    }
  });
});
