import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";
import { unzip } from "../testing/unzip.ts";

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await openTestServer();
  [ada, bob] = (await server.people(["ada", "bob"])) as [TestPerson, TestPerson];
});
afterAll(() => server.close());

async function exportOf(who: TestPerson, path: string): Promise<ReadonlyMap<string, string>> {
  const answer = await server.open(who, `GET /api/v1/${path}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="smartypants-export-\d{4}-\d\d-\d\d\.zip"$/);
  const files = unzip(Buffer.from(await answer.arrayBuffer()));
  return new Map([...files].map(([name, content]) => [name, content.toString()]));
}

function parse(files: ReadonlyMap<string, string>, name: string): unknown {
  return JSON.parse(files.get(name) ?? "");
}

async function ask(who: TestPerson, question: string, conversationId?: string): Promise<string> {
  const { body } = await server.call<{ runId: string }>(who, "POST /api/v1/answers", { json: { question, conversationId } });
  return body.runId;
}

async function converse(who: TestPerson, question: string): Promise<{ readonly id: string; readonly runId: string }> {
  const { body } = await server.call<{ id: string }>(who, "POST /api/v1/conversations", { json: {} });
  return { id: body.id, runId: await ask(who, question, body.id) };
}

const QUESTION = "How many weeks of parental leave are there?";

async function leaveSource(access: unknown): Promise<void> {
  const source = await server.folderSource(
    { "leave.md": "# Parental leave\n\nBirthing parents receive 22 weeks of parental leave." },
    access,
  );
  await server.sync(source.id);
}

test("one's own export has everything that is one's own, and nothing of others", async () => {
  await leaveSource({ mode: "everyone" });
  const { id, runId } = await converse(ada, QUESTION);
  await server.call(ada, "POST /api/v1/feedback", { json: { runId, rating: 1, comment: "just right" } });
  const other = await converse(bob, "What does Bob ask about leave?");
  await ask(ada, "Outside of it: parental leave?");
  await server.call(ada, "POST /api/v1/searches", { json: { name: "Leave", query: "leave", filters: {}, sort: "relevance" } });
  await server.upload(ada, { "no/te: 1?.txt": "A note of mine." });
  await until(async () => ((await server.call(ada, "GET /api/v1/documents?title=te")).text.includes("te") ? true : undefined));
  await server.group("staff", [ada]);
  await server.keyOf(ada, ["search"]);

  const files = await exportOf(ada, "me/export");
  const readme = files.get("README.txt") ?? "";
  // Whatever is in it is explained, and whatever is explained is in it.
  const explained = [...readme.matchAll(/^([a-z-]+(?:\.json|\/)) /gm)].map((match) => match[1] ?? "");
  const names = [...files.keys()]
    .filter((name) => name !== "README.txt")
    .map((name) => (name.includes("/") ? `${name.split("/")[0]}/` : name));
  expect(new Set(explained)).toEqual(new Set(names));
  expect(parse(files, "profile.json")).toMatchObject({
    id: ada.id,
    email: ada.email,
    groups: [{ name: "staff" }],
    createdAt: expect.any(String),
  });
  expect(parse(files, "counts.json")).toMatchObject({ conversations: 1, answers: 1, savedSearches: 1, privateUploads: 1 });
  const conversation = [...files.keys()].find((name) => name.endsWith(`${id}.json`)) ?? "";
  expect(parse(files, conversation)).toMatchObject({
    id,
    messages: [
      { role: "user", content: QUESTION },
      { role: "assistant", answer: { citations: [{ quote: expect.stringContaining("22 weeks") }] }, feedback: { comment: "just right" } },
    ],
  });
  expect(parse(files, "answers.json")).toMatchObject([{ question: "Outside of it: parental leave?" }]);
  expect(parse(files, "saved-searches.json")).toMatchObject([{ name: "Leave" }]);
  const [file] = parse(files, "files.json") as [{ readonly path: string }];
  expect(files.get(file.path)).toBe("A note of mine.");
  expect(file.path).toMatch(/^files\/[^/]+\/te_ 1_\.txt$/);
  expect(parse(files, "audit.json")).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ action: "user.export", at: expect.any(String) })]),
  );
  const everything = [...files.values()].join("\n");
  expect(everything).not.toContain(other.id);
  expect(everything).not.toContain("What does Bob ask");
  expect(everything).not.toContain(ada.key);
  expect(everything).not.toMatch(/"(hash|tokenHash|passwordHash|token)"/);
});

// The export is as permission-true as the page: else it would be the way to what one has lost.
test("quotes of a document that one can no longer open are left out, and it is said", async () => {
  const cyd = await server.person("cyd");
  await leaveSource({ mode: "restricted", allow: [`user:${cyd.email}`] });
  const { id } = await converse(cyd, "Parental leave of birthing parents?");
  const conversationOf = async (): Promise<string> => {
    const files = await exportOf(cyd, "me/export");
    return files.get([...files.keys()].find((name) => name.endsWith(`${id}.json`)) ?? "") ?? "";
  };
  expect(await conversationOf()).toContain("22 weeks");
  // The same text is open to everybody in the source of the test before.
  const { body } = await server.call<{ items: readonly { id: string }[] }>(server.admin, "GET /api/v1/sources");
  for (const { id: sourceId } of body.items)
    await server.call(server.admin, `PATCH /api/v1/sources/${sourceId}`, { json: { access: { mode: "restricted", allow: [] } } });
  const after = await conversationOf();
  expect(after).not.toContain("22 weeks");
  expect(after).toContain("[hidden: its source is no longer available to you]");
});

test("an administrator's export has the account and no word of what only its owner may read", async () => {
  const dan = await server.person("dan");
  await converse(dan, "The wombatqx question");
  await ask(dan, "The quollqx question");
  await server.call(dan, "POST /api/v1/searches", { json: { name: "Bilbyqx", query: "bilbyqx", filters: {}, sort: "relevance" } });
  await server.upload(dan, { "dingoqx.txt": "Dingoqx." });
  const files = await exportOf(server.admin, `users/${dan.id}/export`);
  expect([...files.keys()].toSorted()).toEqual([
    "README.txt",
    "api-keys.json",
    "assistants.json",
    "audit.json",
    "collections.json",
    "counts.json",
    "linked-accounts.json",
    "profile.json",
    "prompts.json",
    "sessions.json",
    "usage.json",
  ]);
  expect(parse(files, "profile.json")).toMatchObject({ email: dan.email });
  expect(parse(files, "counts.json")).toMatchObject({ conversations: 1, answers: 1, savedSearches: 1 });
  expect([...files.values()].join("\n")).not.toMatch(/wombatqx|quollqx|bilbyqx|dingoqx/i);
  const { body } = await server.call(server.admin, `GET /api/v1/audit?action=user.export&objectId=${dan.id}`);
  expect(body.items).toMatchObject([{ actorId: server.admin.id, objectId: dan.id, detail: { isOwn: false } }]);
});

test("nobody but administrators exports somebody else, and one export is made at a time", async () => {
  expect((await server.call(bob, `GET /api/v1/users/${ada.id}/export`)).status).toBe(403);
  expect((await server.call(bob, `GET /api/v1/users/${ada.id}/data`)).status).toBe(403);
  expect((await server.call(server.admin, "GET /api/v1/users/nobody/export")).status).toBe(404);
  const first = await server.open(bob, "GET /api/v1/me/export");
  expect((await server.call(bob, "GET /api/v1/me/export")).status).toBe(429);
  await first.body?.cancel();
  await until(async () => ((await server.call(bob, "GET /api/v1/me/export")).status === 200 ? true : undefined));
});
