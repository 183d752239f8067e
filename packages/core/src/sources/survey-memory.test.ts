import type { ConnectorContext, HttpRequest } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { createSurveyMemory, rememberAnswers } from "./survey-memory.ts";

const TOKEN = { authorization: "Bearer one" };

/** A network that counts, and answers with how often it was asked. */
function network(status = 200) {
  const asked: HttpRequest[] = [];
  const http = {
    request: async (request: HttpRequest) => {
      asked.push(request);
      return { status, headers: { "x-at": String(asked.length) }, body: new Blob([`answer ${asked.length}`]).stream() };
    },
    slowDown: async () => {},
    connect: () => Promise.reject(new Error("none")),
  } satisfies ConnectorContext["http"];
  return { asked, http };
}

function open({ calls = 10, status = 200 } = {}) {
  const { asked, http } = network(status);
  let spent = 0;
  const memory = createSurveyMemory(0);
  const next = () => rememberAnswers(http, memory, { calls, onSpent: () => void (spent += 1) });
  const ask = async (using: ConnectorContext["http"], request: HttpRequest): Promise<string> => {
    const { body } = await using.request(request);
    return new Response(body).text();
  };
  return { asked, next, ask, spent: () => spent };
}

test("an equal question of the next survey is answered from memory, whole and any number of times", async () => {
  const { asked, next, ask } = open();
  const request = { method: "POST", url: "https://slack.example/list", headers: TOKEN, body: "cursor=1" };
  const first = next();
  expect(await ask(first, request)).toBe("answer 1");
  const second = next();
  for (let at = 0; at < 3; at++) expect(await ask(second, { ...request, headers: { Authorization: "Bearer renewed" } })).toBe("answer 1");
  expect(asked).toHaveLength(1);
});

test("another address, method, body or header is another question", async () => {
  const { asked, next, ask } = open();
  const http = next();
  const request = { url: "https://slack.example/list", headers: TOKEN };
  await ask(http, request);
  for (const change of [{ url: "https://slack.example/other" }, { method: "POST" }, { body: "a" }, { headers: { ...TOKEN, "x-key": "1" } }])
    await ask(http, { ...request, ...change });
  expect(asked).toHaveLength(5);
});

test("what failed, and what is asked without a token, is asked again", async () => {
  const failing = open({ status: 429 });
  const request = { url: "https://slack.example/list", headers: TOKEN };
  for (let at = 0; at < 2; at++) await failing.ask(failing.next(), request);
  expect(failing.asked).toHaveLength(2);
  const signing = open();
  for (let at = 0; at < 2; at++) await signing.ask(signing.next(), { url: "https://oauth.example/token", method: "POST", body: "secret" });
  expect(signing.asked).toHaveLength(2);
});

test("only so many questions go out; what is remembered costs nothing", async () => {
  const { asked, next, ask, spent } = open({ calls: 2 });
  const http = next();
  const page = (at: number) => ({ url: `https://slack.example/${at}`, headers: TOKEN });
  for (const at of [1, 2, 1, 2, 1]) await ask(http, page(at));
  expect(spent()).toBe(0);
  await expect(ask(http, page(3))).rejects.toMatchObject({ code: "aborted" });
  expect([asked.length, spent()]).toEqual([2, 1]);
});
