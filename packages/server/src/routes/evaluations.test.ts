import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";

let server: TestServer;
let editor: TestPerson;
let other: TestPerson;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await openTestServer();
  editor = await server.person("editor", { role: "editor" });
  other = await server.person("other", { role: "editor" });
  ada = await server.person("ada");
  bob = await server.person("bob");
  const open = await server.folderSource(
    {
      "leave.md": "# Parental leave\n\nBirthing parents receive twenty-two weeks of parental leave.",
      "vpn.md": "# VPN\n\nRestart the VPN client after error TW-214.",
    },
    { mode: "everyone" },
  );
  const closed = await server.folderSource(
    { "pay.md": "# Pay\n\nThe salary of the managing director is ninety thousand euros." },
    { mode: "restricted", allow: ["user:bob@example.org"] },
  );
  for (const source of [open, closed]) await server.sync(source.id);
});
afterAll(() => server.close());

const LEAVE = {
  question: "How many weeks of parental leave do birthing parents receive?",
  documents: ["leave.md"],
  phrase: "twenty-two weeks",
};
const PAY = { question: "How high is the salary of the managing director?", documents: ["pay.md"] };
const NOBODY = { question: "Which giraffe won the chess tournament in Atlantis?", expectRefusal: true };

interface Evaluation {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly error: { readonly code: string } | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly results: readonly {
    readonly question: string;
    readonly state: string;
    readonly mode: string;
    readonly ranks: readonly (number | null)[];
    readonly ranked: readonly ({ readonly title: string } | null)[];
    readonly runId: string | null;
    readonly error: string | null;
  }[];
}

let made = 0;

async function makeSet(questions: readonly object[], more: object = {}): Promise<string> {
  const json = { name: `Set ${(made += 1)}`, questions, ...more };
  const { body, status, text } = await server.call<{ id: string }>(editor, "POST /api/v1/test-sets", { json });
  expect(status, text).toBe(201);
  return body.id;
}

async function start(who: TestPerson, setId: string, more: object = {}): Promise<string> {
  const { body, status, text } = await server.call<{ id: string }>(who, "POST /api/v1/evaluations", { json: { setId, ...more } });
  expect(status, text).toBe(202);
  return body.id;
}

async function ended(who: TestPerson, id: string): Promise<Evaluation> {
  return until(async () => {
    const { body } = await server.call<Evaluation>(who, `GET /api/v1/evaluations/${id}`);
    return body.state === "queued" || body.state === "running" ? undefined : body;
  }, 20_000);
}

describe("an evaluation", () => {
  test("measures what is found, said and refused, without a language model", async () => {
    const evaluation = await ended(editor, await start(editor, await makeSet([LEAVE, NOBODY])));
    expect(evaluation).toMatchObject({ state: "done", total: 2, done: 2, error: null });
    expect(evaluation.metrics).toMatchObject({ recallAt1: 1, mrr: 1, ndcgAt10: 1, phraseFound: 1, citationPrecision: 1, citedExpected: 1 });
    expect(evaluation.metrics).toMatchObject({
      refusalCorrect: 1,
      wronglyRefused: 0,
      wronglyAnswered: 0,
      failed: 0,
      tokens: 0,
      costUsd: 0,
    });
    const [first] = evaluation.results;
    expect(first).toMatchObject({
      mode: "extractive",
      ranks: [1],
      ranked: expect.arrayContaining([expect.objectContaining({ title: "Parental leave" })]),
    });
    const answer = await server.call<{ answer: string }>(editor, `GET /api/v1/runs/${first?.runId}`);
    expect(answer.body.answer).toContain("twenty-two weeks");
  });

  test("finds with the permissions of whom it is run as, and shows an administrator no title of what they may not open", async () => {
    const setId = await makeSet([PAY]);
    const asBob = await ended(server.admin, await start(server.admin, setId, { actingUserId: bob.id }));
    expect(asBob.metrics).toMatchObject({ recallAt1: 1, refusalCorrect: 1 });
    expect(asBob.results[0]).toMatchObject({ ranks: [1], runId: null });
    expect(asBob.results[0]?.ranked[0], "a document that only Bob may open").toBeNull();
    expect(JSON.stringify(asBob)).not.toMatch(/Pay|ninety/);
    const asAda = await ended(server.admin, await start(server.admin, setId, { actingUserId: ada.id }));
    expect(asAda.metrics).toMatchObject({ recallAt10: 0 });
    expect(asAda.results[0]?.ranks).toEqual([null]);
  });

  test("is run as oneself by editors, who see their own alone; others see none", async () => {
    const setId = await makeSet([LEAVE]);
    const as = { json: { setId, actingUserId: bob.id } };
    expect((await server.call(editor, "POST /api/v1/evaluations", as)).status).toBe(403);
    const mine = await start(editor, setId);
    await ended(editor, mine);
    const listed = async (who: TestPerson): Promise<string> => (await server.call(who, `GET /api/v1/evaluations?setId=${setId}`)).text;
    expect(await listed(editor)).toContain(mine);
    expect(await listed(server.admin)).toContain(mine);
    expect(await listed(other)).not.toContain(mine);
    for (const line of [
      `GET /api/v1/evaluations/${mine}`,
      `GET /api/v1/evaluations/${mine}/export`,
      `POST /api/v1/evaluations/${mine}/cancel`,
    ]) {
      expect((await server.call(other, line)).status, line).toBe(404);
      expect((await server.call(ada, line)).status, line).toBe(403);
    }
    expect((await server.call(ada, "GET /api/v1/test-sets")).status).toBe(403);
  });

  test("answers as an assistant of a given version does", async () => {
    const content = { name: "Strange", instructions: "" };
    const collection = await server.call<{ id: string }>(editor, "POST /api/v1/collections", {
      json: { name: "VPN", filter: { containers: ["nowhere"] } },
    });
    const narrow = { ...content, collectionIds: [collection.body.id] };
    const assistant = await server.call<{ id: string }>(editor, "POST /api/v1/assistants", { json: { content: narrow } });
    await server.call(editor, `PATCH /api/v1/assistants/${assistant.body.id}`, { json: { content } });
    const setId = await makeSet([LEAVE], { assistantId: assistant.body.id });
    expect((await ended(editor, await start(editor, setId))).metrics).toMatchObject({ recallAt1: 1 });
    const first = await ended(editor, await start(editor, setId, { configuration: { assistantVersion: 1 } }));
    expect(first.metrics).toMatchObject({ recallAt10: 0, wronglyRefused: 1 });
    const unknown = { json: { setId, configuration: { assistantVersion: 9 } } };
    expect((await server.call(editor, "POST /api/v1/evaluations", unknown)).status).toBe(404);
  });

  test("goes on past a question that cannot be asked, and says so", async () => {
    const evaluation = await ended(editor, await start(editor, await makeSet([{ question: "before:never leave" }, LEAVE])));
    expect(evaluation).toMatchObject({ state: "done", metrics: { failed: 1, recallAt1: 1 } });
    expect(evaluation.results[0]).toMatchObject({ state: "failed", runId: null, error: expect.stringContaining("is not a date") });
  });

  test("is stopped, keeps what was answered, and goes with its answers when it is deleted", async () => {
    const setId = await makeSet(Array.from({ length: 60 }, (_each, at) => ({ ...LEAVE, question: `${LEAVE.question} (${at})` })));
    const id = await start(editor, setId);
    const running = await until(async () => {
      const { body } = await server.call<Evaluation>(editor, `GET /api/v1/evaluations/${id}`);
      return body.done > 0 ? body : undefined;
    }, 20_000);
    expect(running.state).toBe("running");
    expect((await server.call(editor, `DELETE /api/v1/evaluations/${id}`)).status).toBe(409);
    expect((await server.call(editor, `POST /api/v1/evaluations/${id}/cancel`)).status).toBe(202);
    const stopped = await ended(editor, id);
    expect(stopped.state).toBe("cancelled");
    expect(stopped.done).toBeGreaterThan(0);
    expect(stopped.done).toBeLessThan(60);
    const runId = stopped.results[0]?.runId ?? "";
    expect((await server.call(editor, `GET /api/v1/runs/${runId}`)).status).toBe(200);
    expect((await server.call(editor, `DELETE /api/v1/evaluations/${id}`)).status).toBe(204);
    expect((await server.call(editor, `GET /api/v1/runs/${runId}`)).status).toBe(404);
  });

  test("needs questions, and its results are a table", async () => {
    const empty = await makeSet([]);
    expect((await server.call(editor, "POST /api/v1/evaluations", { json: { setId: empty } })).status).toBe(409);
    const id = await start(editor, await makeSet([LEAVE, NOBODY]));
    await ended(editor, id);
    const { text, headers } = await server.call(editor, `GET /api/v1/evaluations/${id}/export`);
    expect(headers.get("content-type")).toContain("text/csv");
    expect(text.split("\r\n")[1]).toMatch(/^"How many weeks.*","done","extractive","no","yes","1.0000","1.0000","1.0000"/);
    expect(text.split("\r\n")[2]).toMatch(/^"Which giraffe.*","done","none","yes","yes","","",""/);
  });
});

describe("a set of questions", () => {
  test("is read from a file and written to one", async () => {
    const id = await makeSet([LEAVE]);
    const json = { format: "csv", content: "question,documents\nWhere?,vpn.md\n" };
    const added = await server.call<{ items: unknown[] }>(editor, `POST /api/v1/test-sets/${id}/import`, { json });
    expect(added.body.items).toHaveLength(2);
    const { text } = await server.call(editor, `GET /api/v1/test-sets/${id}/export?format=json`);
    expect(JSON.parse(text)).toEqual({
      questions: [
        { ...LEAVE, expectRefusal: false },
        { question: "Where?", documents: ["vpn.md"], expectRefusal: false, phrase: null },
      ],
    });
    const wrong = await server.call(editor, `POST /api/v1/test-sets/${id}/import`, { json: { format: "csv", content: "a\nb" } });
    expect([wrong.status, wrong.body["detail"]]).toEqual([400, expect.stringContaining("The first line must name the columns")]);
  });

  test("has a name of its own, and is everybody's who edits", async () => {
    const id = await makeSet([LEAVE]);
    const { body } = await server.call<{ name: string }>(other, `GET /api/v1/test-sets/${id}`);
    expect((await server.call(other, "POST /api/v1/test-sets", { json: { name: body.name } })).status).toBe(409);
    expect((await server.call(other, `PATCH /api/v1/test-sets/${id}`, { json: { name: `${body.name} again` } })).status).toBe(200);
    expect((await server.call(other, `DELETE /api/v1/test-sets/${id}`)).status).toBe(204);
    expect((await server.call(editor, `GET /api/v1/test-sets/${id}`)).status).toBe(404);
  });
});

describe("a prompt", () => {
  const line = "PATCH /api/v1/prompts/answer";

  test("of the product's own is changed by administrators, version by version, and restored", async () => {
    const { body } = await server.call<{ items: { id: string; text: string; version: number }[] }>(editor, "GET /api/v1/prompts");
    const own = body.items.find(({ id }) => id === "answer");
    expect(own?.version).toBe(0);
    const change = { text: `${own?.text}\n- Today is {{date}}.`, note: "day", basedOn: 0 };
    expect((await server.call(editor, line, { json: change })).status).toBe(403);
    expect((await server.call(server.admin, line, { json: change })).body).toMatchObject({ version: 1 });
    expect((await server.call(server.admin, line, { json: change })).status, "somebody was faster").toBe(409);
    const restored = await server.call(server.admin, "POST /api/v1/prompts/answer/rollback", { json: { version: 0 } });
    expect(restored.body).toMatchObject({ version: 0, text: own?.text });
    const again = await server.call(server.admin, "POST /api/v1/prompts/answer/rollback", { json: { version: 1 } });
    expect(again.body).toMatchObject({ version: 2, text: change.text });
    await server.call(server.admin, "POST /api/v1/prompts/answer/rollback", { json: { version: 0 } });
    const versions = await server.call<{ items: { version: number }[] }>(editor, "GET /api/v1/prompts/answer/versions");
    expect(versions.body.items.map(({ version }) => version)).toEqual([2, 1, 0]);
    expect((await server.call(server.admin, "DELETE /api/v1/prompts/answer")).status).toBe(409);
  });

  test("that cannot be is refused with every reason", async () => {
    const refused = await server.call<{ errors: { message: string }[] }>(server.admin, line, {
      json: { text: `{{day}} ${"word ".repeat(1_200)}` },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The text has \d+ tokens; at most 1000 are allowed/),
      expect.stringContaining('there is no variable "day"'),
    ]);
    const preview = await server.call(editor, "POST /api/v1/prompts/preview", {
      json: { text: "In {{language}}", values: { language: "Welsh" } },
    });
    expect(preview.body).toMatchObject({ text: "In Welsh", problems: [], used: ["language"] });
    expect((await server.call(ada, "GET /api/v1/prompts")).status).toBe(403);
  });

  test("of one's own is given to an assistant, and cannot be deleted from under it", async () => {
    const json = { name: "Terse", text: "Answer in one sentence, in {{language}}." };
    const prompt = await server.call<{ id: string }>(editor, "POST /api/v1/prompts", { json });
    expect(prompt.status).toBe(201);
    const { id } = prompt.body;
    const assistant = await server.call<{ id: string }>(editor, "POST /api/v1/assistants", {
      json: { content: { name: "Terse", promptId: id } },
    });
    expect((await server.call(editor, `DELETE /api/v1/prompts/${id}`)).status).toBe(409);
    await server.call(editor, `DELETE /api/v1/assistants/${assistant.body.id}`);
    expect((await server.call(editor, `DELETE /api/v1/prompts/${id}`)).status).toBe(204);
  });
});
