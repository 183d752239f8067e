import type { LexicalIndex } from "@smartypants/core";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../../testing/open-test-server.ts";
import { listenOnLoopback, type Loopback } from "../testing/on-loopback.ts";

let server: TestServer;
let loopback: Loopback;
let ada: TestPerson;
/** Searches that wait until they are told to stop. */
let waiting = 0;

/** A search that ends only by being aborted. */
function endless(lexical: LexicalIndex): LexicalIndex {
  const search: LexicalIndex["search"] = (_query, _filter, _limit, signal) =>
    new Promise((_resolve, reject) => {
      waiting += 1;
      signal?.addEventListener("abort", () => {
        waiting -= 1;
        reject(signal.reason);
      });
    });
  return { ...lexical, search };
}

beforeAll(async () => {
  server = await openTestServer({ replace: (ports) => ({ lexical: endless(ports.lexical) }) });
  loopback = await listenOnLoopback(server);
  ada = await server.person("ada");
});
afterAll(async () => {
  await loopback.close();
  await server.close();
});

function ask(stream: boolean, signal: AbortSignal): Promise<unknown> {
  const client = new OpenAI({ apiKey: ada.key, baseURL: `${loopback.url}/v1`, maxRetries: 0 });
  const messages = [{ role: "user" as const, content: "Who approves travel?" }];
  return client.chat.completions.create({ model: "smartypants", messages, stream }, { signal });
}

test.each([true, false])("an answer stops within two seconds when its caller goes (stream: %s)", async (stream) => {
  const controller = new AbortController();
  const asked = ask(stream, controller.signal).catch((error: unknown) => error);
  await until(async () => (waiting === 1 ? true : undefined));
  controller.abort();
  await asked;
  expect(await until(async () => (waiting === 0 ? "stopped" : undefined), 2000)).toBe("stopped");
});

test("more than sixteen at once are told to wait, in OpenAI's shape", async () => {
  const controller = new AbortController();
  const all = Array.from({ length: 16 }, () => ask(false, controller.signal).catch((error: unknown) => error));
  await until(async () => (waiting === 16 ? true : undefined));
  await expect(ask(false, controller.signal)).rejects.toMatchObject({
    status: 429,
    code: "rate_limit_exceeded",
    headers: expect.toSatisfy((headers: Headers) => Number(headers.get("retry-after")) > 0),
  });
  controller.abort();
  await Promise.all(all);
  await until(async () => (waiting === 0 ? true : undefined), 2000);
});
