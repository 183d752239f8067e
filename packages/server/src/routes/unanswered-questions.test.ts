import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deleteConversation } from "@smartypants/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credential } from "../testing/http-client.ts";
import { openTestServer, PASSWORD, type TestPerson, type TestServer } from "../testing/open-test-server.ts";

interface Question {
  readonly id: string;
  readonly wording: string | null;
  readonly words: readonly string[];
  readonly people: number;
  readonly kinds: readonly string[];
  readonly lastAskedOn: string;
  readonly trend: readonly number[] | null;
  readonly state: string;
  readonly shared: readonly { readonly question: string; readonly comment: string | null; readonly reason: string | null }[];
}

interface Asked {
  readonly conversationId: string;
  readonly runId: string;
}

const DAY_MS = 86_400_000;
let server: TestServer;
let people: readonly TestPerson[];
let sessions: readonly Credential[];
let laterMs = 0;

beforeAll(async () => {
  const later = { now: () => Date.now() + laterMs };
  server = await openTestServer({ replace: () => ({ clock: later }) });
  people = await server.people(["ada", "ben", "cleo", "dora", "emil", "fay"], { password: PASSWORD });
  sessions = await Promise.all(people.map((each) => server.signIn(each)));
  const source = await server.folderSource({
    "leave.md": "# Parental leave\n\nBirthing parents receive twenty-two weeks of parental leave.",
  });
  await server.sync(source.id);
});
afterAll(() => server.close());

/** In a conversation of their own. */
async function ask(who: Credential, question: string, how: { readonly temporary?: boolean } = {}): Promise<Asked> {
  const conversation = await server.call<{ id: string }>(who, "POST /api/v1/conversations", { json: how });
  const json = { question, conversationId: conversation.body.id };
  const { status, body, text } = await server.call<{ runId: string; mode: string }>(who, "POST /api/v1/answers", { json });
  expect([status, body.mode], text).toEqual([200, "none"]);
  return { conversationId: conversation.body.id, runId: body.runId };
}

async function list(query = ""): Promise<readonly Question[]> {
  const { status, body } = await server.call<{ items: readonly Question[] }>(server.admin, `GET /api/v1/unanswered-questions${query}`);
  expect(status).toBe(200);
  return body.items;
}

async function about(word: string): Promise<Question | undefined> {
  return (await list()).find(({ wording, words }) => wording?.includes(word) === true || words.includes(word));
}

/** Of the data directory, the database and its journal among them. */
function filesWith(word: string): readonly string[] {
  const files = readdirSync(server.config.dataDir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files.filter((each) => readFileSync(join(each.parentPath, each.name)).includes(word)).map((each) => each.name);
}

async function search(who: Credential, query: string, more: object = {}): Promise<void> {
  const { status, text } = await server.call(who, "POST /api/v1/search", { json: { query, finished: true, ...more } });
  expect(status, text).toBe(200);
}

// The promise to people: what one of them asks stays with them until four others ask the same.
test("four people's question is told nowhere, the fifth shows it in words that two have used, with nobody's name", async () => {
  const wordings = ["How tall is the Eiffel Tower?", "how tall is the eiffel tower", "Eiffel tower: how tall?", "Tall, the Eiffel Towers"];
  for (const [at, wording] of wordings.entries()) await ask(sessions[at] ?? {}, wording);
  await ask(sessions[0] ?? {}, "How tall is the Eiffel Tower");
  expect(await list()).toEqual([]);
  await ask(sessions[4] ?? {}, "How tall is the Eiffel Tower?!");
  const [question, ...others] = await list();
  expect(others).toEqual([]);
  expect(question).toMatchObject({
    wording: "how tall is the eiffel tower",
    words: ["eiffel", "tall", "tower"],
    people: 5,
    kinds: ["refused"],
    state: "open",
    trend: [0, 0, 0, 0, 0, 5],
    shared: [],
  });
  expect(question?.lastAskedOn, "the day, and nothing more exact").toMatch(/^\d{4}-\d\d-\d\d$/);
  const told = JSON.stringify(question);
  for (const { id, name, email } of people) for (const word of [id, email, `"${name}"`]) expect(told).not.toContain(word);
});

test("a question that each has worded in their own way shows only what the wordings have in common", async () => {
  const wordings = [
    "Where is the zebra crossing?",
    "zebra crossing",
    "Zebra crossings!",
    "What zebra crossing is there",
    "crossing, zebra",
  ];
  for (const [at, wording] of wordings.entries()) await ask(sessions[at] ?? {}, wording);
  expect(await about("zebra")).toMatchObject({ wording: null, words: ["crossing", "zebra"], people: 5 });
});

test("deleting a conversation takes its question back, at once", async () => {
  const asked: Asked[] = [];
  for (const who of sessions.slice(0, 5)) asked.push(await ask(who, "Who feeds the penguins?"));
  expect(await about("penguins")).toMatchObject({ people: 5 });
  const [ada] = people;
  if (ada === undefined) throw new Error("nobody");
  await deleteConversation(server.ports, await server.actorOf(ada), asked[0]?.conversationId ?? "");
  expect(await about("penguins")).toBeUndefined();
  await ask(sessions[5] ?? {}, "who feeds the penguins");
  expect(await about("penguins")).toMatchObject({ people: 5, wording: "who feeds the penguins" });
});

test("temporary conversations, programs and questions with personal data never count", async () => {
  for (const who of sessions.slice(0, 5)) await ask(who, "Who paints the walrus?", { temporary: true });
  for (const who of people.slice(0, 5)) await ask(who, "Who washes the walrus?");
  for (const who of sessions.slice(0, 5)) await ask(who, "Why does walrus@example.org not answer?");
  expect(await about("walrus")).toBeUndefined();
  expect((await list()).some(({ words }) => words.includes("walrus"))).toBe(false);
});

test("an answer that five people disliked counts, and no longer when one takes it back", async () => {
  const runs: string[] = [];
  for (const who of sessions.slice(0, 5)) {
    const conversation = await server.call<{ id: string }>(who, "POST /api/v1/conversations", { json: {} });
    const json = { question: "How many weeks of parental leave do birthing parents receive?", conversationId: conversation.body.id };
    const { body } = await server.call<{ runId: string; mode: string }>(who, "POST /api/v1/answers", { json });
    expect(body.mode).toBe("extractive");
    await server.call(who, "POST /api/v1/feedback", {
      json: { runId: body.runId, rating: -1, reason: "outdated", comment: "private words" },
    });
    runs.push(body.runId);
  }
  const question = await about("parental");
  expect(question).toMatchObject({ people: 5, kinds: ["disliked"], shared: [] });
  expect(JSON.stringify(question), "a comment is not told without the tick").not.toContain("private words");
  await server.call(sessions[0] ?? {}, `DELETE /api/v1/runs/${runs[0]}/feedback`);
  expect(await about("parental")).toBeUndefined();
  await server.call(sessions[1] ?? {}, "POST /api/v1/feedback", { json: { runId: runs[1], rating: 1 } });
  expect(await about("parental")).toBeUndefined();
});

test("a question that is sent on purpose shows at once, in the asker's words and without their name, until it is taken back", async () => {
  for (const who of sessions.slice(1, 4)) await ask(who, "Why is the otter grumpy?");
  const { runId } = await ask(sessions[0] ?? {}, "Why IS the otter so grumpy?");
  const feedback = { runId, rating: -1, reason: "incomplete", comment: "Ask the keeper" };
  await server.call(sessions[0] ?? {}, "POST /api/v1/feedback", { json: feedback });
  expect(await about("otter"), "not without the tick").toBeUndefined();
  expect((await server.call(sessions[0] ?? {}, "POST /api/v1/feedback", { json: { ...feedback, share: true } })).status).toBe(201);
  expect(await about("otter")).toMatchObject({
    wording: "Why IS the otter so grumpy?",
    // Three others have asked: that stays untold, for they are too few.
    people: 1,
    words: [],
    trend: null,
    kinds: ["disliked"],
    shared: [{ question: "Why IS the otter so grumpy?", comment: "Ask the keeper", reason: "incomplete" }],
  });
  expect((await server.call(sessions[1] ?? {}, "POST /api/v1/feedback", { json: { ...feedback, share: true } })).status).toBe(404);
  await server.call(sessions[0] ?? {}, `DELETE /api/v1/runs/${runId}/feedback`);
  expect(await about("otter")).toBeUndefined();
});

test("what is sent on purpose may say anything; a temporary conversation and a good answer send nothing", async () => {
  const personal = await ask(sessions[0] ?? {}, "Why does heron@example.org not answer?");
  await server.call(sessions[0] ?? {}, "POST /api/v1/feedback", { json: { runId: personal.runId, rating: -1, share: true } });
  expect(await about("heron")).toMatchObject({ wording: "Why does heron@example.org not answer?", people: 1 });
  const temporary = await ask(sessions[0] ?? {}, "Where does the ibis sleep?", { temporary: true });
  for (const [runId, rating] of [
    [temporary.runId, -1],
    [personal.runId, 1],
  ] as const) {
    const { status, body } = await server.call(sessions[0] ?? {}, "POST /api/v1/feedback", { json: { runId, rating, share: true } });
    expect([status, body["code"]]).toEqual([400, "invalid"]);
  }
  expect(await about("ibis")).toBeUndefined();
});

test("searches count that found nothing anywhere and were typed to their end, once a person", async () => {
  const query = '"blue heliotrope vase"';
  for (const who of sessions.slice(0, 5)) {
    await search(who, query, { finished: false });
    await search(who, query, { filters: { types: ["pdf"] } });
    await search(who, `${query} type:pdf`);
  }
  for (const who of sessions.slice(0, 4)) await search(who, query);
  await search(sessions[0] ?? {}, query);
  for (const who of people) await search(who, query);
  expect(await about("heliotrope")).toBeUndefined();
  expect(filesWith("heliotrope"), "until then no word of it is written down anywhere").toEqual([]);
  await search(sessions[4] ?? {}, "“blue heliotrope vase”");
  await search(sessions[4] ?? {}, query);
  expect(await about("heliotrope")).toMatchObject({ people: 5, kinds: ["nothing_found"], wording: "blue heliotrope vase" });
  expect(filesWith("heliotrope")).not.toEqual([]);
});

test("an administrator marks a question; five more people open it again, and the log has it", async () => {
  const before = await about("eiffel");
  const line = `PATCH /api/v1/unanswered-questions/${before?.id}`;
  expect((await server.call(server.admin, line, { json: { state: "answered" } })).body).toMatchObject({
    id: before?.id,
    state: "answered",
  });
  expect((await list("?state=open")).some(({ id }) => id === before?.id)).toBe(false);
  expect((await list("?state=answered")).map(({ id }) => id)).toEqual([before?.id]);
  const log = await server.call<{ items: readonly object[] }>(server.admin, "GET /api/v1/audit?action=unanswered-question.update");
  expect(log.body.items[0]).toMatchObject({ objectId: before?.id, detail: { state: "answered" } });
  laterMs = DAY_MS;
  try {
    for (const who of sessions.slice(0, 4)) await ask(who, "How tall is the Eiffel Tower?");
    expect(await about("eiffel")).toMatchObject({ state: "answered" });
    await ask(sessions[4] ?? {}, "How tall is the Eiffel Tower?");
    expect(await about("eiffel")).toMatchObject({ state: "open" });
  } finally {
    laterMs = 0;
  }
});

test("a question that is not told cannot be marked, nor seen by anybody but administrators", async () => {
  const [mark, read] = ["PATCH /api/v1/unanswered-questions/unknown", "GET /api/v1/unanswered-questions"];
  expect((await server.call(server.admin, mark, { json: { state: "ignored" } })).status).toBe(404);
  const editor = await server.person("eve", { role: "editor" });
  expect((await server.call(editor, read)).status).toBe(403);
  expect((await server.call(editor, mark, { json: { state: "ignored" } })).status).toBe(403);
});

test("the list as CSV cannot become a formula", async () => {
  const { runId } = await ask(sessions[0] ?? {}, "=cmd|' /C calc'!A0 axolotl");
  await server.call(sessions[0] ?? {}, "POST /api/v1/feedback", { json: { runId, rating: -1, share: true, comment: "@sum" } });
  const { headers, text } = await server.call(server.admin, "GET /api/v1/unanswered-questions", { headers: { accept: "text/csv" } });
  expect(headers.get("content-disposition")).toContain("unanswered-questions.csv");
  expect(text.split("\r\n")[0]).toBe("question,people,kinds,lastAsked,state,comments");
  expect(text).toMatch(/^'=cmd.*axolotl,1,disliked,\d{4}-\d\d-\d\d,open,'@sum\r$/m);
});

test("after ninety days only what was sent on purpose is left", async () => {
  laterMs = 91 * DAY_MS;
  try {
    const left = await list();
    expect(
      left.every(({ shared }) => shared.length > 0),
      JSON.stringify(left),
    ).toBe(true);
  } finally {
    laterMs = 0;
  }
});
