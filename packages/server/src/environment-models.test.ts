import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config.ts";
import { readEnvironmentModels } from "./environment-models.ts";

function read(environment: Readonly<Record<string, string>>) {
  return readEnvironmentModels(readConfig(environment).config);
}

/** The models, the default one first. */
function names(environment: Readonly<Record<string, string>>): readonly string[] {
  const { environment: models } = read(environment);
  return models.toSorted((one, other) => Number(other.isDefault) - Number(one.isDefault)).map((model) => model.name);
}

test("nothing set means no model, and nothing to say", () => {
  expect(read({})).toEqual({ environment: [], connections: [], notes: [] });
});

test.each([
  [{ OPENAI_API_KEY: "k" }, { provider: "openai", model: "gpt-5.4-mini", apiKey: "k" }],
  [{ ANTHROPIC_API_KEY: "k" }, { provider: "anthropic", model: "claude-haiku-5-5", apiKey: "k" }],
  [{ GEMINI_API_KEY: "k" }, { provider: "gemini", model: "gemini-3.8-flash", apiKey: "k" }],
  [{ GOOGLE_API_KEY: "k" }, { provider: "gemini", model: "gemini-3.8-flash", apiKey: "k" }],
])("a key alone brings its provider's usual model, and the start says so: %o", (environment, connection) => {
  const found = read(environment);
  expect(found.environment).toMatchObject([{ id: `environment-${connection.provider}`, isDefault: true, connection }]);
  expect(found.notes).toEqual([expect.stringContaining(`${connection.provider}/${connection.model}`)]);
  expect(found.notes[0]).toContain("SMARTY_CHAT_MODEL");
});

test("SMARTY_CHAT_MODEL names the model of its provider and makes it the default; the others are there too", () => {
  const keys = { OPENAI_API_KEY: "o", ANTHROPIC_API_KEY: "a" };
  expect(names(keys)).toEqual(["openai/gpt-5.4-mini", "anthropic/claude-haiku-5-5"]);
  expect(names({ ...keys, SMARTY_CHAT_MODEL: "anthropic/claude-opus-5-5" })).toEqual(["anthropic/claude-opus-5-5", "openai/gpt-5.4-mini"]);
  expect(read({ ...keys, SMARTY_CHAT_MODEL: "anthropic/claude-opus-5-5" }).notes).toEqual([]);
});

test("another address needs a model that is named, with slashes of its own", () => {
  const environment = { OPENAI_BASE_URL: "http://vllm:8000/v1" };
  expect(read(environment)).toMatchObject({ environment: [], notes: [expect.stringContaining("SMARTY_CHAT_MODEL")] });
  for (const provider of ["openai", "openai-compatible"]) {
    const { environment: models } = read({ ...environment, SMARTY_CHAT_MODEL: `${provider}/meta-llama/Llama-4` });
    expect(models).toMatchObject([
      { connection: { provider: "openai-compatible", model: "meta-llama/Llama-4", baseUrl: "http://vllm:8000/v1" } },
    ]);
  }
});

describe("Azure", () => {
  const azure = { AZURE_OPENAI_ENDPOINT: "https://r.openai.azure.com", AZURE_OPENAI_API_KEY: "k" };

  test("answers with its deployment", () => {
    const found = read({ ...azure, AZURE_OPENAI_API_VERSION: "2024-10-21", AZURE_OPENAI_DEPLOYMENT: "work" });
    expect(found.environment).toMatchObject([
      { connection: { provider: "azure-openai", model: "work", options: { apiVersion: "2024-10-21" } } },
    ]);
    expect(names({ ...azure, SMARTY_CHAT_MODEL: "azure/mine" })).toEqual(["azure-openai/mine"]);
    expect(read(azure).notes).toEqual([expect.stringContaining("AZURE_OPENAI_DEPLOYMENT")]);
  });

  test("OPENAI_DRIVER says which of the two is used, and whose the OPENAI variables are", () => {
    const both = { ...azure, AZURE_OPENAI_DEPLOYMENT: "work", OPENAI_API_KEY: "o" };
    expect(names(both)).toEqual(["openai/gpt-5.4-mini", "azure-openai/work"]);
    expect(names({ ...both, OPENAI_DRIVER: "azure" })).toEqual(["azure-openai/work"]);
    expect(names({ ...both, OPENAI_DRIVER: "openai" })).toEqual(["openai/gpt-5.4-mini"]);
    const openai = { OPENAI_DRIVER: "azure", OPENAI_API_KEY: "o", OPENAI_BASE_URL: "https://r.openai.azure.com" };
    expect(read({ ...openai, AZURE_OPENAI_DEPLOYMENT: "work" }).environment).toMatchObject([
      { connection: { apiKey: "o", baseUrl: openai.OPENAI_BASE_URL } },
    ]);
  });

  test("half of it is said, and stops the start only when Azure was asked for", () => {
    expect(read({ AZURE_OPENAI_API_KEY: "k" })).toMatchObject({ environment: [], notes: [expect.stringContaining("belong together")] });
    expect(() => read({ AZURE_OPENAI_API_KEY: "k", OPENAI_DRIVER: "azure" })).toThrow(expect.objectContaining({ code: "config" }));
  });
});

test.each([
  ["10.0.0.5", "http://10.0.0.5:11434"],
  ["0.0.0.0:8080", "http://127.0.0.1:8080"],
  ["https://ollama.example", "https://ollama.example"],
])("OLLAMA_HOST=%s is %s", (OLLAMA_HOST, baseUrl) => {
  expect(read({ OLLAMA_HOST, SMARTY_CHAT_MODEL: "ollama/llama3.2" }).environment).toMatchObject([
    { connection: { model: "llama3.2", baseUrl } },
  ]);
});

test("an Ollama that is named without an address is on this machine", () => {
  expect(read({ SMARTY_CHAT_MODEL: "ollama/llama3.2:1b" }).environment).toMatchObject([
    { id: "environment-ollama", isDefault: true, connection: { model: "llama3.2:1b", baseUrl: "http://127.0.0.1:11434" } },
  ]);
});

test.each([
  [{ SMARTY_CHAT_MODEL: "gpt-4" }, "SMARTY_CHAT_MODEL"],
  [{ SMARTY_CHAT_MODEL: "nobody/gpt" }, "SMARTY_CHAT_MODEL"],
  [{ SMARTY_CHAT_MODEL: "openai/" }, "SMARTY_CHAT_MODEL"],
  [{ SMARTY_CHAT_MODEL: "openai/gpt" }, "OPENAI_API_KEY"],
  [{ SMARTY_CHAT_MODEL: "gemini/x", OPENAI_API_KEY: "k" }, "GEMINI_API_KEY"],
  [{ OPENAI_BASE_URL: "vllm:8000" }, "OPENAI_BASE_URL"],
  [{ OPENAI_BASE_URL: "https://me:pw@x.example" }, "OPENAI_BASE_URL"],
  [{ OPENAI_DRIVER: "litellm" }, "OPENAI_DRIVER"],
])("%o stops the start and says %s", (environment, variable) => {
  expect(() => read(environment as Record<string, string>)).toThrow(
    expect.objectContaining({ code: "config", message: expect.stringContaining(variable) }),
  );
});

test("keys may lie in files, under every name, and are never explained in clear", () => {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "key"), "s3cret-from-file\n");
  const secrets = ["OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"];
  const { explained, config } = readConfig(Object.fromEntries(secrets.map((name) => [`${name}_FILE`, join(folder, "key")])));
  expect(config.openaiApiKey).toBe("s3cret-from-file");
  expect(explained.filter((each) => secrets.includes(each.variable)).map(({ value, from }) => [value, from])).toEqual(
    secrets.map(() => ["(set)", "file"]),
  );
  expect(JSON.stringify(explained)).not.toContain("s3cret");
  expect(readConfig({ GOOGLE_API_KEY_FILE: join(folder, "key") }).config.geminiApiKey).toBe("s3cret-from-file");
});

test("networks of model servers can be closed", () => {
  expect(readConfig({}).config.modelNetworks).toContain("127.0.0.0/8");
  expect(readConfig({ SMARTY_MODEL_NETWORKS: "none" }).config.modelNetworks).toEqual([]);
  expect(readConfig({ SMARTY_MODEL_NETWORKS: "10.1.0.0/16, vllm" }).config.modelNetworks).toEqual(["10.1.0.0/16", "vllm"]);
});
