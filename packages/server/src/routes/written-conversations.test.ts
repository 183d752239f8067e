import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, type TestSource, until } from "../testing/open-test-server.ts";
import { readEvents } from "../testing/read-events.ts";
import { createScriptedModels } from "../testing/scripted-llm.ts";

const models = createScriptedModels();
let server: TestServer;
let ada: TestPerson;
let vault: TestSource;

beforeAll(async () => {
  server = await openTestServer({ replace: () => ({ models }) });
  ada = await server.person("ada");
  const open = await server.folderSource({
    "leave.md": "# Parental leave\n\nBirthing parents receive twenty-two weeks of parental leave. Other parents receive eleven weeks.",
    "travel.md": "# Travel\n\nTrains to the vault are booked by the office. Flights need a reason.",
  });
  vault = await server.folderSource({ "vault.md": "# Vault\n\nThe vault opens with the word rutabaga." }, { mode: "everyone" }, "Vault");
  await server.sync(open.id);
  await server.sync(vault.id);
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  models.finish("stop");
  models.say(() => "Birthing parents get 22 weeks of parental leave.");
  models.say(() => "How long is the parental leave of other parents?", "rewrite");
  await restrict({ mode: "everyone" });
});

async function restrict(access: object): Promise<void> {
  const { status } = await server.call(server.admin, `PATCH /api/v1/sources/${vault.id}`, { json: { access } });
  expect(status).toBe(200);
}

interface MessageBody {
  readonly id: string;
  readonly role: string;
  readonly runId: string | null;
  readonly parentId: string | null;
  readonly content: string;
  readonly feedback: object | null;
  readonly answer: {
    readonly state: string;
    readonly answer: string;
    readonly hidden?: true;
    readonly written?: { readonly continues: string | null };
  } | null;
}

async function create(): Promise<string> {
  return (await server.call<{ id: string }>(ada, "POST /api/v1/conversations", { json: {} })).body.id;
}

async function read(id: string): Promise<{ readonly title: string; readonly messages: readonly MessageBody[] }> {
  return (await server.call<{ title: string; messages: readonly MessageBody[] }>(ada, `GET /api/v1/conversations/${id}`)).body;
}

async function started(line: string, json: object = {}): Promise<string> {
  const { body, status, text } = await server.call<{ runId: string }>(ada, line, { json });
  expect(status, text).toBe(202);
  await until(async () => {
    const run = await server.call<{ state: string }>(ada, `GET /api/v1/runs/${body.runId}`);
    return run.body.state === "running" ? undefined : true;
  });
  return body.runId;
}

const post = (id: string, content: string, more: object = {}) => started(`POST /api/v1/conversations/${id}/messages`, { content, ...more });

const promptOf = (purpose: string) => models.asked.findLast((each) => each.purpose === purpose)?.messages ?? [];

describe("a follow-up", () => {
  test("is rewritten with the conversation, searched for so, and asked as it was", async () => {
    const id = await create();
    await post(id, "How long is the leave of birthing parents?");
    expect(
      models.asked.some(({ purpose }) => purpose === "rewrite"),
      "not without history",
    ).toBe(false);
    await post(id, "And the others?");
    expect(promptOf("rewrite").at(-1)?.content).toContain("How long is the leave of birthing parents?");
    const prompt = promptOf("answer");
    expect(prompt.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(prompt.at(-1)?.content).toContain("Question: And the others?");
    expect(prompt.at(-1)?.content).toContain("Other parents receive eleven weeks");
    expect((await read(id)).title).toBe("How long is the leave of birthing parents?");
  });
});

describe("the tree of messages", () => {
  test("grows at its latest message, branches where it is told to, and shows answers beside each other", async () => {
    const id = await create();
    const first = await post(id, "How long is the leave of birthing parents?");
    await post(id, "And the others?");
    const { messages } = await read(id);
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    expect(messages.map(({ parentId }) => parentId)).toEqual([null, ...messages.slice(0, 3).map((message) => message.id)]);
    await post(id, "And of grandparents?", { parentId: messages[1]?.id });
    const edited = await post(id, "How long is the leave of other parents?", { parentId: null });
    expect(
      promptOf("answer").map(({ role }) => role),
      "a new beginning knows nothing of before",
    ).toEqual(["system", "user"]);
    const again = await started(`POST /api/v1/runs/${first}/regenerate`);
    const all = (await read(id)).messages;
    const byRun = new Map(all.map((message) => [message.runId, message]));
    expect(all[4]).toMatchObject({ role: "user", parentId: messages[1]?.id });
    expect(all.find((message) => message.id === byRun.get(edited)?.parentId)).toMatchObject({ role: "user", parentId: null });
    expect(byRun.get(again)).toMatchObject({ role: "assistant", parentId: messages[0]?.id });
    expect(all).toHaveLength(9);
  });

  test("takes no message of another conversation as parent", async () => {
    const [one, other] = [await create(), await create()];
    await post(one, "How long is the leave?");
    const parentId = (await read(one)).messages[0]?.id;
    const { status } = await server.call(ada, `POST /api/v1/conversations/${other}/messages`, { json: { content: "Hm?", parentId } });
    expect(status).toBe(404);
    expect((await read(other)).messages).toEqual([]);
  });

  test("an answer that was cut off goes on below itself; one that was not does not", async () => {
    const id = await create();
    models.finish("length");
    const cut = await post(id, "How long is the leave of birthing parents?");
    models.finish("stop");
    models.say(() => "Other parents receive eleven weeks.");
    const rest = await started(`POST /api/v1/runs/${cut}/continue`);
    expect(promptOf("answer").at(-2)).toEqual({ role: "assistant", content: "Birthing parents get 22 weeks of parental leave." });
    const { messages } = await read(id);
    expect(messages.at(-1)).toMatchObject({ runId: rest, parentId: messages.at(-2)?.id, answer: { written: { continues: cut } } });
    expect((await server.call(ada, `POST /api/v1/runs/${rest}/continue`)).status).toBe(409);
  });
});

test("another's answer looks missing to whoever would have it made again or go on", async () => {
  const runId = await post(await create(), "How long is the leave?");
  const carol = await server.person("carol");
  for (const line of [`POST /api/v1/runs/${runId}/regenerate`, "POST /api/v1/runs/missing/regenerate"]) {
    expect((await server.call(carol, line, { json: {} })).status).toBe(404);
  }
  expect((await server.call(carol, `POST /api/v1/runs/${runId}/continue`)).status).toBe(404);
});

describe("a document that is taken away", () => {
  const SECRET = "The vault opens with the word rutabaga";

  async function answered(words: string): Promise<{ readonly id: string; readonly runId: string }> {
    models.say((messages) => words.replace("[vault]", `[${/passage \[(\d+)\]\nVault/.exec(messages.at(-1)?.content ?? "")?.[1] ?? "0"}]`));
    const id = await create();
    return { id, runId: await post(id, "Which word opens the vault?") };
  }

  test("takes the whole answer along, its events and its place in later prompts", async () => {
    for (const words of [`${SECRET} [vault].`, `${SECRET}.`]) {
      const { id, runId } = await answered(words);
      expect((await read(id)).messages.at(-1)?.answer?.answer).toContain("rutabaga");
      await restrict({ mode: "restricted", allow: [] });
      const { messages } = await read(id);
      expect(messages.at(-1)?.answer).toMatchObject({ hidden: true, answer: expect.stringContaining("no longer available to you") });
      for (const line of [`GET /api/v1/conversations/${id}`, `GET /api/v1/runs/${runId}`, `GET /api/v1/runs/${runId}/events`]) {
        expect(await (await server.open(ada, line)).text(), line).not.toContain("rutabaga");
      }
      models.say(() => "I do not know.");
      await post(id, "And what else about the vault?");
      expect(JSON.stringify(promptOf("answer"))).not.toContain("rutabaga");
      expect(JSON.stringify(promptOf("answer"))).not.toContain("no longer available");
      expect((await server.call(ada, `POST /api/v1/runs/${runId}/continue`)).status).toBe(409);
      await restrict({ mode: "everyone" });
      expect((await read(id)).messages[1]?.answer?.answer).toContain("rutabaga");
    }
  });

  test("takes along later answers that were made from the one it was behind", async () => {
    const { id } = await answered(`${SECRET} [vault].`);
    models.say(() => "As said before, rutabaga is the word of the vault.");
    await post(id, "Say it again?");
    await restrict({ mode: "restricted", allow: [] });
    expect(await (await server.open(ada, `GET /api/v1/conversations/${id}`)).text()).not.toContain("rutabaga");
  });

  test("that was only found beside leaves a fully cited answer as it is, but not its events", async () => {
    models.say(
      (messages) =>
        `Trains to the vault are booked by the office [${/passage \[(\d+)\]\nTravel/.exec(messages.at(-1)?.content ?? "")?.[1] ?? "0"}].`,
    );
    const id = await create();
    const runId = await post(id, "Who books trains to the vault?");
    await restrict({ mode: "restricted", allow: [] });
    expect((await read(id)).messages.at(-1)?.answer?.answer).toBe("Trains to the vault are booked by the office [1].");
    const events = await readEvents(await server.open(ada, `GET /api/v1/runs/${runId}/events`));
    expect(events.filter(({ event }) => event === "delta").map(({ data }) => data)).toEqual([{ text: "", hidden: true }]);
  });
});

test("what was said about an answer can be taken back, by who said it", async () => {
  const id = await create();
  const runId = await post(id, "How long is the leave?");
  expect((await server.call(ada, "POST /api/v1/feedback", { json: { runId, rating: -1, reason: "wrong" } })).status).toBe(201);
  expect((await read(id)).messages.at(-1)?.feedback).toEqual({ rating: -1, reason: "wrong", comment: null, shared: false });
  expect((await server.call(await server.person("bob"), `DELETE /api/v1/runs/${runId}/feedback`)).status).toBe(404);
  expect((await server.call(ada, `DELETE /api/v1/runs/${runId}/feedback`)).status).toBe(204);
  expect((await read(id)).messages.at(-1)?.feedback).toBeNull();
});
