import { endLostWork, type Ports } from "@smartypants/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, type TestSource, until } from "../testing/open-test-server.ts";
import { readEvents, type SentEvent } from "../testing/read-events.ts";

let server: TestServer;
let ada: TestPerson;
let source: TestSource;
/** While set, the lexical leg waits: an answer stays under way until the gate opens or the answer is stopped. */
let gate: PromiseWithResolvers<void> | undefined;
let aborted = 0;
/** Searches that have come to the gate. */
let arrived = 0;

const QUESTION = "How many weeks of parental leave are there?";

beforeAll(async () => {
  server = await openTestServer({ replace: gated });
  ada = await server.person("ada");
  source = await server.folderSource({
    "leave.md": "# Parental leave\n\nBirthing parents receive twenty-two weeks of parental leave. Other parents receive eleven weeks.",
    "travel.md": "# Travel\n\nTrains are booked by the office. Flights need a reason.",
  });
  await server.sync(source.id);
});
afterAll(() => server.close());

function gated({ lexical }: Ports): Partial<Ports> {
  return {
    // Each search waits at the gate.
    caches: { searches: { get: () => undefined, set: () => {} }, answers: null },
    lexical: {
      ...lexical,
      search: async (query, filter, limit, signal) => {
        const stopped = Promise.withResolvers<never>();
        signal?.addEventListener("abort", () => {
          aborted += 1;
          stopped.reject(new Error("stopped"));
        });
        arrived += 1;
        if (gate !== undefined) await Promise.race([gate.promise, stopped.promise]);
        return lexical.search(query, filter, limit, signal);
      },
    },
  };
}

interface AnswerBody {
  readonly runId: string;
  readonly state: string;
  readonly mode: string;
  readonly answer: string;
  readonly citations: readonly {
    readonly documentId: string;
    readonly version: number;
    readonly start: number;
    readonly end: number;
    readonly quote: string;
    readonly marker: number;
  }[];
  readonly nearest?: readonly { readonly title: string }[];
}

async function ask(json: object = {}, headers: Record<string, string> = {}): Promise<AnswerBody> {
  const { body, status, text } = await server.call<AnswerBody>(ada, "POST /api/v1/answers", {
    json: { question: QUESTION, ...json },
    headers,
  });
  expect(status, text).toBe(200);
  return body;
}

async function events(runId: string, headers: Record<string, string> = {}, query = ""): Promise<readonly SentEvent[]> {
  return readEvents(await server.open(ada, `GET /api/v1/runs/${runId}/events${query}`, { headers }));
}

/** A conversation with a question whose answer is still being made. */
async function begin(): Promise<{ readonly id: string; readonly runId: string }> {
  const { body } = await server.call<{ id: string }>(ada, "POST /api/v1/conversations", { json: {} });
  const posted = await server.call<{ runId: string }>(ada, `POST /api/v1/conversations/${body.id}/messages`, {
    json: { content: QUESTION },
  });
  expect(posted.status).toBe(202);
  return { id: body.id, runId: posted.body.runId };
}

async function runOf(runId: string): Promise<AnswerBody> {
  return (await server.call<AnswerBody>(ada, `GET /api/v1/runs/${runId}`)).body;
}

describe("an answer", () => {
  test("quotes what the documents say, each quote a slice of the very version it names", async () => {
    const answer = await ask();
    expect(answer).toMatchObject({ state: "done", mode: "extractive" });
    expect(answer.answer).toContain("twenty-two weeks");
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const { documentId, version, start, end, quote, marker } of answer.citations) {
      const { body } = await server.call<{ text: string }>(ada, `GET /api/v1/documents/${documentId}/text?version=${version}`);
      expect(body.text.slice(start, end)).toBe(quote);
      expect(answer.answer).toContain(`${quote} [${marker}]`);
    }
  });

  test("says when it has found nothing, and shows what is nearest", async () => {
    const answer = await ask({ question: "At which temperature does mercury boil?" });
    expect(answer).toMatchObject({ state: "done", mode: "none", citations: [] });
    expect(answer.answer).toContain("found nothing");
    expect(answer.nearest?.length).toBeLessThanOrEqual(3);
    for (const question of ["?", "the of and", "-", "🤷", "-x"]) expect(await ask({ question })).toMatchObject({ state: "done" });
  });

  test("keeps to the filters it is given", async () => {
    const answer = await ask({ filters: { sources: ["no such source"] } });
    expect(answer).toMatchObject({ mode: "none", citations: [], nearest: [] });
  });
});

describe("events", () => {
  test("come in order with the whole answer at their end, and from any of them on again without loss or repetition", async () => {
    const { runId } = await begin();
    const all = await events(runId);
    expect(all.map((event) => Number(event.id))).toEqual(all.map((_event, at) => at + 1));
    expect(all.map((event) => event.event).slice(0, 3)).toEqual(["phase", "phase", "phase"]);
    expect(all.at(-1)).toMatchObject({ event: "done", data: { runId, state: "done" } });
    expect(all.at(-1)?.data).toEqual(await runOf(runId));
    for (let after = 0; after <= all.length; after++) {
      expect(await events(runId, { "last-event-id": String(after) }), `after ${after}`).toEqual(all.slice(after));
      expect(await events(runId, {}, `?after=${after}`), `after ${after}`).toEqual(all.slice(after));
    }
    // A browser that comes back sends what it saw last, whatever its first address said.
    expect(await events(runId, { "last-event-id": "2" }, "?after=1")).toEqual(all.slice(2));
  });

  test("are followed while the answer is made, by several at once; one who leaves loses nothing", async () => {
    gate = Promise.withResolvers();
    const { runId } = await begin();
    const whole = events(runId);
    const first = await readEvents(await server.open(ada, `GET /api/v1/runs/${runId}/events`), (seen) => seen.length === 1);
    expect(first).toMatchObject([{ id: "1", event: "phase", data: { phase: "searching" } }]);
    expect(await runOf(runId)).toMatchObject({ state: "running" });
    const later = events(runId, { "last-event-id": "1" });
    gate.resolve();
    gate = undefined;
    expect([...first, ...(await later)]).toEqual(await whole);
  });

  test("of a stream that cannot be resumed stop their answer when the reader goes; others go on", async () => {
    gate = Promise.withResolvers();
    const before = aborted;
    const waiting = arrived;
    const open = await server.open(ada, "POST /api/v1/answers", { json: { question: QUESTION, stream: true } });
    await until(async () => (arrived > waiting ? true : undefined));
    expect(open.headers.get("content-type")).toContain("text/event-stream");
    await readEvents(open, (seen) => seen.length > 0);
    await expect.poll(() => aborted, { timeout: 20_000 }).toBe(before + 1);
    const { runId } = await begin();
    await readEvents(await server.open(ada, `GET /api/v1/runs/${runId}/events`), (seen) => seen.length > 0);
    gate.resolve();
    gate = undefined;
    await until(async () => ((await runOf(runId)).state === "done" ? true : undefined));
  });
});

describe("stopping", () => {
  test("works from another connection, and keeps the run stopped", async () => {
    gate = Promise.withResolvers();
    const { runId } = await begin();
    const following = events(runId);
    await until(async () => ((await events1(runId)) === "phase" ? true : undefined));
    const session = await server.keyOf(ada, ["ask"]);
    expect((await server.call(session, `POST /api/v1/runs/${runId}/cancel`)).status).toBe(202);
    const all = await following;
    expect(all.at(-1)).toMatchObject({ event: "done", data: { state: "cancelled" } });
    gate.resolve();
    gate = undefined;
    expect(await runOf(runId)).toMatchObject({ state: "cancelled", answer: "", citations: [] });
    // Again, and after the end: nothing changes.
    expect((await server.call(session, `POST /api/v1/runs/${runId}/cancel`)).status).toBe(202);
    expect(await runOf(runId)).toMatchObject({ state: "cancelled" });
  });

  async function events1(runId: string): Promise<string | undefined> {
    return (await readEvents(await server.open(ada, `GET /api/v1/runs/${runId}/events`), (seen) => seen.length > 0))[0]?.event;
  }

  test("a run whose process has died is interrupted at the next start, its readers are told, and the dead one writes no more", async () => {
    const { answers } = server.ports.database;
    const runId = server.ports.ids.next();
    const now = server.ports.clock.now();
    const run = { id: runId, userId: ada.id, conversationId: null, question: QUESTION, filters: {} };
    await answers.createRun({ ...run, owner: "dead", leaseUntil: now + 10_000, now });
    await server.ports.database.transaction((tx) =>
      tx.answers.appendEvents(runId, "dead", [{ sequence: 1, type: "phase", data: { phase: "searching" } }], now),
    );
    const following = events(runId);
    // What the start of a server does: whatever was under way then was left by a crash.
    await endLostWork(server.ports);
    expect(await runOf(runId)).toMatchObject({ state: "interrupted" });
    expect((await following).at(-1)).toMatchObject({ event: "done", data: { state: "interrupted" } });
    // The dead one comes back: its writes are refused.
    const late = await server.ports.database.transaction((tx) =>
      tx.answers.appendEvents(runId, "dead", [{ sequence: 2, type: "phase", data: { phase: "reading" } }], now),
    );
    expect(late).toBe(false);
  });
});

describe("a conversation", () => {
  test("is begun, named by its first question, read, renamed and deleted with everything in it", async () => {
    const { id, runId } = await begin();
    await until(async () => ((await runOf(runId)).state === "done" ? true : undefined));
    const read = await server.call<{
      title: string;
      messages: { role: string; content: string; runId: string | null; answer: AnswerBody | null }[];
    }>(ada, `GET /api/v1/conversations/${id}`);
    expect(read.body.title).toBe(QUESTION);
    expect(read.body.messages).toMatchObject([
      { role: "user", content: QUESTION, runId: null, answer: null },
      { role: "assistant", content: "", runId, answer: { state: "done", mode: "extractive" } },
    ]);
    await ask({ question: "And who books trains?", conversationId: id });
    expect((await server.call<{ messages: unknown[] }>(ada, `GET /api/v1/conversations/${id}`)).body.messages).toHaveLength(4);
    expect(await server.call(ada, `PATCH /api/v1/conversations/${id}`, { json: { title: "  Leave  " } })).toMatchObject({
      body: { title: "Leave" },
    });
    const listed = await server.call<{ items: { id: string; title: string }[] }>(ada, "GET /api/v1/conversations");
    expect(listed.body.items.find((item) => item.id === id)?.title).toBe("Leave");
    expect((await server.call(ada, `DELETE /api/v1/conversations/${id}`)).status).toBe(204);
    for (const line of [
      `GET /api/v1/conversations/${id}`,
      `GET /api/v1/runs/${runId}`,
      `GET /api/v1/runs/${runId}/events`,
      `DELETE /api/v1/conversations/${id}`,
    ]) {
      expect((await server.call(ada, line)).status, line).toBe(404);
    }
  });

  test("that is deleted while it is answered leaves nothing and breaks nothing", async () => {
    gate = Promise.withResolvers();
    const { id, runId } = await begin();
    expect((await server.call(ada, `DELETE /api/v1/conversations/${id}`)).status).toBe(204);
    gate.resolve();
    gate = undefined;
    expect((await server.call(ada, `GET /api/v1/runs/${runId}`)).status).toBe(404);
    expect(await ask()).toMatchObject({ state: "done" });
    expect(server.log.problems().filter((line) => line.includes(runId) || line.includes("failed"))).toEqual([]);
  });

  test("is listed in pages of which none is lost", async () => {
    const bob = await server.person("bob");
    const made: string[] = [];
    for (let at = 0; at < 7; at++)
      made.push((await server.call<{ id: string }>(bob, "POST /api/v1/conversations", { json: { title: `C${at}` } })).body.id);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const line: string = `GET /api/v1/conversations?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const { body } = await server.call<{ items: { id: string }[]; nextCursor: string | null }>(bob, line);
      seen.push(...body.items.map((item) => item.id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(made.toReversed());
  });

  test("takes a long first question as its name without cutting a character in two", async () => {
    const { body } = await server.call<{ id: string }>(ada, "POST /api/v1/conversations", { json: {} });
    await server.call(ada, `POST /api/v1/conversations/${body.id}/messages`, { json: { content: `${"x".repeat(79)}🦉 and so on` } });
    const { title } = (await server.call<{ title: string }>(ada, `GET /api/v1/conversations/${body.id}`)).body;
    expect(title).not.toContain("\ufffd");
    expect(title.isWellFormed()).toBe(true);
  });
});

describe("an idempotency key", () => {
  test("gives the first answer again and asks nothing anew; another question with it is refused", async () => {
    const headers = { "idempotency-key": "answer-1" };
    const first = await ask({}, headers);
    const again = await server.call<AnswerBody>(ada, "POST /api/v1/answers", { json: { question: QUESTION }, headers });
    expect(again.body).toEqual(first);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const other = await server.call(ada, "POST /api/v1/answers", { json: { question: "Something else?" }, headers });
    expect(other).toMatchObject({ status: 409, body: { code: "conflict" } });
    const conversations = await Promise.all(
      Array.from({ length: 6 }, () =>
        server.call<{ id: string }>(ada, "POST /api/v1/conversations", { json: { title: "Once" }, headers: { "idempotency-key": "once" } }),
      ),
    );
    const made = conversations.filter((answer) => answer.status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map((answer) => answer.body.id)).size).toBe(1);
    for (const { status, headers: answered } of conversations.filter((answer) => answer.status !== 201)) {
      expect({ status, retry: answered.get("retry-after") }).toEqual({ status: 409, retry: "1" });
    }
  });

  test("belongs to its person, and a failed request leaves it free", async () => {
    const headers = { "idempotency-key": "shared" };
    const carol = await server.person("carol");
    const line = "POST /api/v1/conversations";
    const one = await server.call<{ id: string }>(ada, line, { json: { title: "Mine" }, headers });
    const other = await server.call<{ id: string }>(carol, line, { json: { title: "Mine" }, headers });
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(one.body.id);
    const failing = { "idempotency-key": "failing" };
    expect((await server.call(ada, "POST /api/v1/feedback", { json: { runId: "missing", rating: 1 }, headers: failing })).status).toBe(404);
    expect(
      (await server.call(ada, "POST /api/v1/feedback", { json: { runId: (await ask()).runId, rating: 1 }, headers: failing })).status,
    ).toBe(201);
  });

  // What is shown once must not lie about in the database, nor be given to a key with fewer rights.
  test("keeps no secret in clear, and gives a key with fewer rights nothing", async () => {
    const headers = { "idempotency-key": "new-key" };
    const json = { name: "by idempotency", scopes: ["all"] };
    const { body } = await server.call<{ key: string }>(ada, "POST /api/v1/api-keys", { json, headers });
    expect((await server.call<{ key: string }>(ada, "POST /api/v1/api-keys", { json, headers })).body.key).toBe(body.key);
    const narrow = await server.keyOf(ada, ["search"]);
    const tried = await server.call(narrow, "POST /api/v1/api-keys", { json, headers });
    expect(tried.text).not.toContain(body.key);
    expect(tried.status).toBeGreaterThanOrEqual(400);
    const stored = await server.ports.database.records.reserveIdempotency(ada.id, "another", "hash", 1);
    expect(stored).toBeNull();
    for (const file of await readDatabase()) expect(file.includes(body.key)).toBe(false);
  });

  test("never brings back what the person may no longer read", async () => {
    const { id, files } = await server.folderSource(
      { "vault.md": "# Vault\n\nThe vault opens with the word rutabaga." },
      { mode: "everyone" },
      "Vault",
    );
    await server.sync(id);
    const headers = { "idempotency-key": "vault" };
    const question = "Which word opens the vault?";
    expect((await ask({ question }, headers)).answer).toContain("rutabaga");
    await server.call(ada, "POST /api/v1/search", { json: { query: `"rutabaga"` }, headers: { "idempotency-key": "vault-search" } });
    await server.call(server.admin, `PATCH /api/v1/sources/${id}`, { json: { access: { mode: "restricted", allow: [] } } });
    const again = await server.call(ada, "POST /api/v1/answers", { json: { question }, headers });
    expect(again.status).toBe(200);
    expect(again.text).not.toContain("rutabaga");
    expect(again.text).toContain("no longer available");
    const search = await server.call(ada, "POST /api/v1/search", {
      json: { query: `"rutabaga"` },
      headers: { "idempotency-key": "vault-search" },
    });
    expect(search.text).not.toContain("rutabaga");
    files.close();
  });
});

test("feedback is kept once an answer, by its owner, and the latest word counts", async () => {
  const { runId } = await ask();
  const give = (json: object, who = ada) => server.call(who, "POST /api/v1/feedback", { json: { runId, rating: 1, ...json } });
  expect((await give({})).status).toBe(201);
  expect((await give({ rating: -1, reason: "outdated", comment: "It is twenty-four now." })).status).toBe(201);
  expect((await give({ rating: 0 })).status).toBe(400);
  expect((await give({ reason: "because" })).status).toBe(400);
  expect((await give({}, await server.person("dave"))).status).toBe(404);
});

/** Every byte of the database and its log. */
async function readDatabase(): Promise<readonly Buffer[]> {
  const { readFile, readdir } = await import("node:fs/promises");
  const names = (await readdir(server.config.dataDir)).filter((name) => name.startsWith("smartypants.db"));
  return Promise.all(names.map((name) => readFile(`${server.config.dataDir}/${name}`)));
}
