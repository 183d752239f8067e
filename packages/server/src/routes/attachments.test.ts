import { endTemporary } from "@smartypants/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;
let conversation: string;

beforeAll(async () => {
  server = await openTestServer();
  [ada, bob] = (await server.people(["ada", "bob"])) as [TestPerson, TestPerson];
});
afterAll(() => server.close());
beforeEach(async () => {
  conversation = await begin();
});

async function begin(json: object = {}): Promise<string> {
  return (await server.call<{ id: string }>(ada, "POST /api/v1/conversations", { json })).body.id;
}

function send(who: TestPerson, id: string, name: string, content: string | Uint8Array) {
  const form = new FormData();
  form.append("file", new File([content as BlobPart], name));
  return server.call<{ id: string }>(who, `POST /api/v1/conversations/${id}/attachments`, { body: form });
}

interface State {
  readonly id: string;
  readonly state: string;
  readonly sizeBytes: number;
}

/** The id of the document, once it can be found. */
async function attach(id: string, name: string, content: string): Promise<string> {
  const { body, status, text } = await send(ada, id, name, content);
  expect(status, text).toBe(202);
  await until(async () => {
    const { items } = (await server.call<{ items: State[] }>(ada, `GET /api/v1/conversations/${id}/attachments`)).body;
    return items.find((each) => each.id === body.id && each.state === "indexed");
  });
  return body.id;
}

async function ask(id: string, content: string): Promise<string> {
  const json = { question: content, conversationId: id };
  return (await server.call<{ answer: string }>(ada, "POST /api/v1/answers", { json })).body.answer;
}

const SECRET = "The numbat budget for 2027 is 4,310 euros.\n";
const QUESTION = "How much is the numbat budget for 2027?";

describe("an attached file", () => {
  test("answers in its conversation, and in no other", async () => {
    await attach(conversation, "numbat.txt", SECRET);
    expect(await ask(conversation, QUESTION)).toContain("4,310 euros");
    expect(await ask(await begin(), QUESTION)).not.toContain("4,310");
    const outside = await server.call<{ answer: string }>(ada, "POST /api/v1/answers", { json: { question: QUESTION } });
    expect(outside.body.answer).not.toContain("4,310");
  });

  // Search, lists, counts, suggestions and the document itself.
  test("is in no search and no list, and can be read only by its owner with its conversation named", async () => {
    const id = await attach(conversation, "quokka.txt", "The quokka allowance is 77 leaves.\n");
    const lines = ["GET /api/v1/documents?limit=200", "GET /api/v1/uploads", "GET /api/v1/documents?title=quokka"];
    for (const line of lines) expect((await server.call(ada, line)).text, line).not.toContain("quokka");
    const found = await server.call(ada, "POST /api/v1/search", { json: { query: "quokka allowance" } });
    expect(found.text).not.toContain("77 leaves");
    const other = await begin();
    const status = async (who: TestPerson, where: string): Promise<number> =>
      (await server.call(who, `GET /api/v1/documents/${id}/text${where}`)).status;
    expect(await status(ada, `?conversation=${conversation}`)).toBe(200);
    expect(await status(ada, "")).toBe(404);
    expect(await status(ada, `?conversation=${other}`)).toBe(404);
    expect(await status(bob, `?conversation=${conversation}`)).toBe(404);
    expect((await server.call(server.admin, `GET /api/v1/documents/${id}?conversation=${conversation}`)).status).toBe(404);
    expect((await server.call(ada, `GET /api/v1/documents/${id}/file?conversation=${conversation}`)).status).toBe(200);
  });

  test("goes with its conversation, or before, and then nothing can read it", async () => {
    const [one, other] = [await attach(conversation, "a.txt", "A pademelon."), await attach(conversation, "b.txt", "A bettong.")];
    expect((await server.call(ada, `DELETE /api/v1/conversations/${conversation}/attachments/${one}`)).status).toBe(204);
    expect((await server.call(ada, `GET /api/v1/documents/${one}?conversation=${conversation}`)).status).toBe(404);
    expect((await server.call(ada, `DELETE /api/v1/conversations/${conversation}`)).status).toBe(204);
    expect(await server.ports.database.documents.get(other)).toBeNull();
    expect(await server.ports.database.conversations.attachments(conversation)).toEqual([]);
  });

  test("is refused with the number when it is too large, in another's conversation, and after the tenth", async () => {
    const large = await send(ada, conversation, "large.bin", new Uint8Array(20 * 1024 * 1024 + 1));
    expect([large.status, large.text]).toEqual([413, expect.stringContaining("20")]);
    expect((await send(bob, conversation, "a.txt", "x")).status).toBe(404);
    for (let at = 0; at < 10; at++) expect((await send(ada, conversation, `${at}.txt`, `file ${at}`)).status).toBe(202);
    const eleventh = await send(ada, conversation, "11.txt", "one more");
    expect([eleventh.status, eleventh.text]).toEqual([413, expect.stringContaining("at most 10 files")]);
  });
});

describe("a conversation", () => {
  test("is found by its questions, pinned, and lists no temporary one", async () => {
    await ask(conversation, "What about the yellow submarine?");
    const temporary = await begin({ temporary: true });
    const list = async (q: string): Promise<string> =>
      (await server.call<{ items: { id: string }[] }>(ada, `GET /api/v1/conversations?q=${q}`)).body.items.map(({ id }) => id).join();
    expect(await list("YELLOW%20sub")).toBe(conversation);
    expect(await list("100%25")).toBe("");
    const all = await server.call(ada, "GET /api/v1/conversations?limit=200");
    expect([all.text.includes(conversation), all.text.includes(temporary)]).toEqual([true, false]);
    const pinned = await server.call(ada, `PATCH /api/v1/conversations/${conversation}`, { json: { pinned: true } });
    expect(pinned.body).toMatchObject({ pinned: true, title: "What about the yellow submarine?" });
    expect((await server.call(bob, `PATCH /api/v1/conversations/${conversation}`, { json: { pinned: true } })).status).toBe(404);
  });

  test("that is temporary is erased with its files an hour after its last question, and not before", async () => {
    const temporary = await begin({ temporary: true });
    const file = await attach(temporary, "t.txt", "A temporary potoroo.");
    const after = (minutes: number): Promise<number> =>
      endTemporary({ ...server.ports, clock: { ...server.ports.clock, now: () => Date.now() + minutes * 60_000 } });
    expect(await after(55)).toBe(0);
    expect(await after(65)).toBeGreaterThan(0);
    expect((await server.call(ada, `GET /api/v1/conversations/${temporary}`)).status).toBe(404);
    expect(await server.ports.database.documents.get(file)).toBeNull();
  });

  test("proposes what else its sources say, of what may be read alone", async () => {
    const more = "It is looked after with patience, with clean water and with a quiet corner, and it is weighed every week. ".repeat(8);
    const text = `# Numbat care\n\n## Feeding numbats\n\nA numbat eats 20,000 termites a day. ${more}\n\n## Housing numbats\n\nA numbat lives in logs. ${more}\n`;
    await attach(conversation, "care.md", text);
    const json = { question: "How many termites does a numbat eat a day?", conversationId: conversation };
    const { runId } = (await server.call<{ runId: string }>(ada, "POST /api/v1/answers", { json })).body;
    const { items } = (await server.call<{ items: { heading: string }[] }>(ada, `GET /api/v1/runs/${runId}/follow-ups`)).body;
    expect(items.map(({ heading }) => heading)).toContain("Housing numbats");
    expect((await server.call(bob, `GET /api/v1/runs/${runId}/follow-ups`)).status).toBe(404);
  });
});

describe("saved searches", () => {
  test("are kept, changed and forgotten by their owner alone", async () => {
    const json = { name: "Leave", query: "leave type:pdf", filters: { since: "week" }, sort: "newest" };
    const { body, status } = await server.call<{ id: string }>(ada, "POST /api/v1/searches", { json });
    expect([status, body]).toEqual([201, expect.objectContaining(json)]);
    expect((await server.call(bob, "GET /api/v1/searches")).body).toEqual({ items: [] });
    expect((await server.call(bob, `PATCH /api/v1/searches/${body.id}`, { json: { name: "Mine" } })).status).toBe(404);
    expect((await server.call(bob, `DELETE /api/v1/searches/${body.id}`)).status).toBe(404);
    expect((await server.call(ada, `PATCH /api/v1/searches/${body.id}`, { json: { name: "Holidays" } })).body).toMatchObject({
      name: "Holidays",
      query: "leave type:pdf",
    });
    expect((await server.call(ada, `DELETE /api/v1/searches/${body.id}`)).status).toBe(204);
    expect((await server.call(ada, "GET /api/v1/searches")).body).toEqual({ items: [] });
  });

  test("sorting by date keeps what matches and orders it", async () => {
    for (const at of [1, 2, 3]) await server.upload(ada, { [`w${at}.txt`]: `The sorted wombat number ${at}.` });
    const order = async (sort: string): Promise<string[]> =>
      (
        await server.call<{ hits: { document: { updatedAt: string } }[] }>(ada, "POST /api/v1/search", {
          json: { query: "sorted wombat", sort },
        })
      ).body.hits.map(({ document }) => document.updatedAt);
    const newest = await order("newest");
    expect(newest).toHaveLength(3);
    expect(newest).toEqual(newest.toSorted().toReversed());
    expect(await order("oldest")).toEqual(newest.toReversed());
  });
});
