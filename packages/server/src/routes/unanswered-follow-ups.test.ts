import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credential } from "../testing/http-client.ts";
import { openTestServer, PASSWORD, type TestServer } from "../testing/open-test-server.ts";
import { createScriptedModels } from "../testing/scripted-llm.ts";

const models = createScriptedModels();
let server: TestServer;
let sessions: readonly Credential[];

beforeAll(async () => {
  server = await openTestServer({ replace: () => ({ models }) });
  const people = await server.people(["ada", "ben", "cleo", "dora", "emil"], { password: PASSWORD });
  sessions = await Promise.all(people.map((each) => server.signIn(each)));
  const source = await server.folderSource({
    "leave.md": "# Parental leave\n\nBirthing parents receive twenty-two weeks of parental leave.",
  });
  await server.sync(source.id);
  models.finish("stop");
  models.say(() => "NOT_IN_SOURCES");
  models.say(() => "How long is the parental leave in Iceland?", "rewrite");
});
afterAll(() => server.close());

async function ask(who: Credential, conversationId: string, question: string): Promise<string> {
  const { body, status, text } = await server.call<{ runId: string; mode: string }>(who, "POST /api/v1/answers", {
    json: { question, conversationId },
  });
  expect([status, body.mode], text).toEqual([200, "none"]);
  return body.runId;
}

// "And in Iceland?" is five different questions after five different ones.
test("what a model understood from the questions before is not counted by its words, the question that began is", async () => {
  for (const who of sessions) {
    const { id } = (await server.call<{ id: string }>(who, "POST /api/v1/conversations", { json: {} })).body;
    await ask(who, id, "How long is parental leave in Iceland?");
    const runId = await ask(who, id, "And for llamas there?");
    await server.call(who, "POST /api/v1/feedback", { json: { runId, rating: -1 } });
  }
  const { body } = await server.call<{ items: readonly { wording: string | null; people: number; words: readonly string[] }[] }>(
    server.admin,
    "GET /api/v1/unanswered-questions",
  );
  expect(body.items).toMatchObject([{ wording: "how long is parental leave in iceland", people: 5 }]);
});
