import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, type TestSource, until } from "../testing/open-test-server.ts";
import { createScriptedModels } from "../testing/scripted-llm.ts";

const models = createScriptedModels();
let server: TestServer;
let source: TestSource;
let ada: TestPerson;
let grace: TestPerson;
let weeks = 22;

interface AnswerBody {
  readonly runId: string;
  readonly mode: string;
  readonly answer: string;
  readonly written: { readonly inputTokens: number };
}

beforeAll(async () => {
  server = await openTestServer({ environment: { SMARTY_ANSWER_CACHE: "10" }, replace: () => ({ models }) });
  ada = await server.person("ada");
  grace = await server.person("grace");
  source = await server.folderSource({ "leave.md": leave() });
  await server.sync(source.id);
});
afterAll(() => server.close());
beforeEach(() => {
  models.finish("stop");
  models.say(() => `Birthing parents receive ${weeks} weeks of parental leave [1].`);
});

const leave = (): string => `# Parental leave\n\nBirthing parents receive ${weeks} weeks of parental leave.`;

const asks = (): number => models.asked.filter(({ purpose }) => purpose === "answer").length;

async function ask(who: TestPerson = ada, question = "How many weeks of parental leave are there?"): Promise<AnswerBody> {
  const { body, status, text } = await server.call<AnswerBody>(who, "POST /api/v1/answers", { json: { question } });
  expect(status, text).toBe(200);
  expect(body.mode).toBe("llm");
  return body;
}

test("the same question over the same passages is answered once, for everybody who may read the same", async () => {
  const first = await ask();
  const before = asks();
  const [again, hers] = [await ask(), await ask(grace)];
  expect(asks()).toBe(before);
  expect([again.answer, hers.answer]).toEqual([first.answer, first.answer]);
  expect(again.written.inputTokens, "no token was spent").toBe(0);
});

test("another question, and the same one when it is asked for once more, are asked anew", async () => {
  const { runId } = await ask();
  const before = asks();
  await ask(ada, "How many weeks of parental leave do birthing parents have?");
  expect(asks()).toBe(before + 1);
  const again = await server.call<{ runId: string }>(ada, `POST /api/v1/runs/${runId}/regenerate`, { json: {} });
  await until(async () => {
    const { body } = await server.call<{ state: string }>(ada, `GET /api/v1/runs/${again.body.runId}`);
    return body.state === "running" ? undefined : true;
  });
  expect(asks()).toBe(before + 2);
});

test("nothing outlives a change of a document", async () => {
  await ask();
  weeks = 30;
  source.files.write("leave.md", leave());
  await server.sync(source.id);
  expect((await ask()).answer).toContain("30 weeks");
});

test("what was cut off is not kept", async () => {
  const question = "How long is parental leave, in weeks?";
  models.finish("length");
  await ask(ada, question);
  const before = asks();
  await ask(ada, question);
  expect(asks()).toBe(before + 1);
});

test("whoever may read something else is not given another's", async () => {
  const secret = await server.folderSource(
    { "bonus.md": "# Bonus\n\nThe parental bonus is 900 euros." },
    { mode: "restricted", allow: [`user:${grace.email}`] },
  );
  await ask(ada, "What is there for parents?");
  await server.sync(secret.id);
  await ask(grace, "What is there for parents?");
  const before = asks();
  await ask(ada, "What is there for parents?");
  expect(asks(), "of another index").toBe(before + 1);
  await ask(grace, "What is there for parents?");
  expect(asks()).toBe(before + 1);
});
