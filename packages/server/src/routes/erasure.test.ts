import { join } from "node:path";
import { erasePerson } from "@smartypants/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grepDatabase } from "../testing/grep-database.ts";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";

// Words that stand nowhere else in the database.
const NAME = "zebulon";
const CANARY = "capybaraqx";
const FILE_CANARY = "numbatqx";

let server: TestServer;
let zebulon: TestPerson;
let anna: TestPerson;

interface ErasureBody {
  readonly id: string;
  readonly userId: string | null;
  readonly heirId: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
  readonly finishedAt: string | null;
}

beforeAll(async () => {
  server = await openTestServer();
  [zebulon, anna] = (await server.people([NAME, "anna"], { role: "editor", password: "four unrelated green words" })) as [
    TestPerson,
    TestPerson,
  ];
});
afterAll(() => server.close());

function grep(...texts: readonly string[]): readonly string[] {
  return grepDatabase(join(server.config.dataDir, "smartypants.db"), texts);
}

async function make<Body extends { readonly id: string } = { readonly id: string }>(
  who: TestPerson,
  line: string,
  json: unknown,
): Promise<Body> {
  const { status, body, text } = await server.call<Body>(who, line, { json });
  expect(status, `${line}: ${text}`).toBeLessThan(300);
  return body;
}

async function erase(person: TestPerson): Promise<ErasureBody> {
  const { status, body, text } = await server.call<ErasureBody>(server.admin, `DELETE /api/v1/users/${person.id}`);
  expect(status, text).toBe(202);
  return until(async () => {
    const now = await server.call<ErasureBody>(server.admin, `GET /api/v1/erasures/${body.id}`);
    return now.body.finishedAt === null ? undefined : now.body;
  });
}

async function uploaded(who: TestPerson, name: string, content: string, access?: unknown): Promise<string> {
  const { body } = await server.upload(who, { [name]: content }, access);
  const id = body.documents[0]?.id ?? "";
  await until(async () => {
    const state = await server.call<{ state: string }>(who, `GET /api/v1/uploads/${id}`);
    return state.body.state === "indexed" ? true : undefined;
  });
  return id;
}

/** Everything that a person can leave behind. */
async function leaveTraces(): Promise<{
  readonly shared: string;
  readonly both: string;
  readonly assistant: string;
  readonly source: string;
}> {
  const allow = [`user:${zebulon.email}`, `user:${anna.email}`];
  const source = await server.folderSource(
    { "a.md": "# Leave\n\nEverybody has 30 days of leave.", "hr/b.md": "# Pay\n\nPay day is the 25th." },
    {
      mode: "restricted",
      allow,
      rules: [{ path: "hr", mode: "restricted", allow: [`user:${zebulon.email}`] }],
    },
  );
  await server.sync(source.id);
  const own = await make(zebulon, "POST /api/v1/conversations", {});
  const form = new FormData();
  form.append("file", new File([`The ${FILE_CANARY} is blue.`], `${FILE_CANARY}.txt`));
  await server.call(zebulon, `POST /api/v1/conversations/${own.id}/attachments`, { body: form });
  const asked = await server.call<{ runId: string }>(zebulon, "POST /api/v1/answers", {
    json: { question: `How many days of leave does ${CANARY} have?`, conversationId: own.id },
  });
  const comment = { rating: 1, comment: `${CANARY} is content` };
  expect((await server.call(zebulon, "POST /api/v1/feedback", { json: { runId: asked.body.runId, ...comment } })).status).toBeLessThan(300);
  await server.call(zebulon, "POST /api/v1/answers", { json: { question: `Who is ${CANARY}?` } });
  await make(zebulon, "POST /api/v1/searches", { name: `of ${NAME}`, query: CANARY, filters: {}, sort: "relevance" });
  await make(zebulon, "POST /api/v1/api-keys", { name: `key of ${NAME}` });
  await make(zebulon, "POST /api/v1/conversations", { temporary: true, title: CANARY });
  const shared = await uploaded(zebulon, "shared.txt", "Shared with everybody.", { mode: "everyone" });
  const both = await uploaded(zebulon, "both.txt", "For two of us.", { mode: "restricted", allow });
  await uploaded(zebulon, "own.txt", `The ${CANARY} of mine.`);
  const content = { name: "Helper", description: "", instructions: "Be kind." };
  await make(zebulon, "POST /api/v1/assistants", {
    content: { ...content, name: `Of ${NAME}` },
    audience: { visibility: "private", allow: [] },
  });
  const assistant = await make(zebulon, "POST /api/v1/assistants", { content, audience: { visibility: "restricted", allow } });
  await make(anna, "POST /api/v1/collections", { name: "Both", filter: {}, audience: { visibility: "restricted", allow } });
  await server.group("staff", [zebulon, anna]);
  await server.ports.database.signIn.createProvider(PROVIDER);
  const identity = { id: "identity-1", userId: zebulon.id, providerId: "idp", issuer: PROVIDER.issuer, subject: "s1", label: NAME };
  await server.ports.database.signIn.addIdentity({ ...identity, grantedRole: null, createdAt: 1, lastUsedAt: 1 });
  await server.ports.database.signIn.setAddresses("identity-1", [`${NAME}@chat.example`], 1);
  await server.ports.database.llmUsage.record({ ...CALL, userId: zebulon.id });
  await server.signIn(zebulon);
  return { shared, both, assistant: assistant.id, source: source.id };
}

const PROVIDER = {
  id: "idp",
  preset: "generic",
  name: "Provider",
  issuer: "https://idp.example",
  clientId: "c",
  lastFour: "",
  scopes: ["openid"],
  domains: [],
  workspace: null,
  groupsClaim: null,
  mappings: [],
  provesAddresses: false,
  autoCreate: false,
  autoLink: false,
  enabled: true,
  createdBy: "setup",
  createdAt: 1,
  updatedAt: 1,
  sealed: null,
} as const;

const CALL = {
  id: "call-1",
  at: Date.UTC(2026, 2, 1),
  apiKeyId: null,
  modelId: "m",
  model: "p/m",
  purpose: "answer",
  inputTokens: 10,
  outputTokens: 5,
  cost: 3,
  runId: null,
  assistantId: null,
  durationMs: 9,
  outcome: "done",
} as const;

describe("the erasure of a person", () => {
  test("leaves nothing of them in any table, and what others use is the administrator's", async () => {
    const { shared, both, assistant, source } = await leaveTraces();
    for (const text of [NAME, zebulon.id, CANARY, FILE_CANARY]) expect(grep(text).length, text).toBeGreaterThan(2);
    const before = await server.call<{ counts: Record<string, number> }>(server.admin, `GET /api/v1/users/${zebulon.id}/data`);
    expect(before.body.counts).toMatchObject({
      conversations: 2,
      answers: 1,
      attachments: 1,
      privateUploads: 1,
      sharedUploads: 2,
      sources: 0,
    });

    const receipt = await erase(zebulon);
    expect(receipt).toMatchObject({ userId: null, heirId: server.admin.id });
    expect(receipt.counts).toMatchObject({ conversations: 2, answers: 1, privateUploads: 1, savedSearches: 1, sharedAssistants: 1 });
    await until(async () => ((await server.ports.database.indexChanges.count()) === 0 ? true : undefined));
    expect(grep(NAME, zebulon.id, CANARY, FILE_CANARY)).toEqual([]);

    const read = async (who: TestPerson, id: string) => (await server.call(who, `GET /api/v1/documents/${id}/text`)).status;
    expect(await read(anna, shared)).toBe(200);
    expect(await read(anna, both)).toBe(200);
    const list = await server.call(server.admin, `GET /api/v1/assistants/${assistant}`);
    expect(list.body).toMatchObject({ ownerId: server.admin.id });
    const { body } = await server.call<{ access: unknown }>(server.admin, `GET /api/v1/sources/${source}`);
    expect(body.access).toEqual({
      mode: "restricted",
      allow: [`user:${anna.email}`],
      rules: [{ path: "hr", mode: "restricted", allow: [] }],
    });
    const usage = await server.ports.database.llmUsage.sums({ from: 0, to: Date.now() }, "person");
    expect(usage).toMatchObject([{ key: "erased", inputTokens: 10 }]);
  }, 60_000);

  test("ends sessions and keys before it is answered", async () => {
    const eve = await server.person("eve", { password: "four unrelated green words" });
    const browser = await server.signIn(eve);
    expect((await server.call(browser, "GET /api/v1/me")).status).toBe(200);
    const { status } = await server.call(server.admin, `DELETE /api/v1/users/${eve.id}`);
    expect(status).toBe(202);
    for (const who of [browser, eve]) expect((await server.call(who, "GET /api/v1/me")).status).toBe(401);
  });

  test("is refused for the last administrator and for oneself", async () => {
    const last = await server.call<{ detail: string }>(server.admin, `DELETE /api/v1/users/${server.admin.id}`);
    expect(last).toMatchObject({ status: 409, body: { detail: expect.stringContaining("last administrator") } });
    const second = await server.person("second", { role: "admin" });
    const self = await server.call<{ detail: string }>(second, `DELETE /api/v1/users/${second.id}`);
    expect(self).toMatchObject({ status: 409, body: { detail: expect.stringContaining("another administrator") } });
    expect((await server.call(second, "GET /api/v1/me")).status).toBe(200);
    expect((await server.call(second, `DELETE /api/v1/users/nobody`)).status).toBe(404);
    await erase(second);
  });

  // A person with years of conversations takes a while, and servers are restarted.
  test("goes on where it was interrupted, and nobody comes back meanwhile", async () => {
    const { ports } = server;
    const gus = await server.person("gus");
    for (let at = 0; at < 45; at += 1)
      await ports.database.answers.createConversation({ id: ports.ids.next(), userId: gus.id, title: "t", now: 1 });
    const erasure = {
      id: ports.ids.next(),
      userId: gus.id,
      heirId: server.admin.id,
      counts: {},
      total: 45,
      createdAt: 1,
      finishedAt: null,
    };
    await ports.database.personalData.createErasure(erasure);
    const enable = await server.call(server.admin, `PATCH /api/v1/users/${gus.id}`, { json: { disabled: false } });
    expect(enable.status).toBe(409);
    const stopping = new AbortController();
    const { personalData } = ports.database;
    const noteErased: typeof personalData.noteErased = async (...note) => {
      await personalData.noteErased(...note);
      stopping.abort();
    };
    const database = { ...ports.database, personalData: { ...personalData, noteErased } };
    await expect(erasePerson({ ...ports, database }, erasure.id, stopping.signal)).rejects.toMatchObject({ name: "AbortError" });
    expect(await personalData.erasure(erasure.id)).toMatchObject({ userId: gus.id, counts: { conversations: 20 }, finishedAt: null });
    await erasePerson(ports, erasure.id, new AbortController().signal);
    expect(await personalData.erasure(erasure.id)).toMatchObject({
      userId: null,
      counts: { conversations: 45 },
      finishedAt: expect.any(Number),
    });
    expect(await ports.database.people.get(gus.id)).toBeNull();
  });

  test("stops an answer that is being made before it erases", async () => {
    const { ports } = server;
    const hal = await server.person("hal");
    const run = { id: ports.ids.next(), userId: hal.id, conversationId: null, question: "q", filters: {}, owner: "somebody" };
    await ports.database.answers.createRun({ ...run, leaseUntil: Number.MAX_SAFE_INTEGER, now: 1 });
    const erasure = { id: ports.ids.next(), userId: hal.id, heirId: server.admin.id, counts: {}, total: 1, createdAt: 1, finishedAt: null };
    await ports.database.personalData.createErasure(erasure);
    const again = erasePerson(ports, erasure.id, new AbortController().signal);
    await expect(again).rejects.toMatchObject({ code: "unavailable", retryAfterMs: expect.any(Number) });
    expect(await ports.database.answers.heartbeat(run.id, "somebody", Number.MAX_SAFE_INTEGER)).toEqual({ cancel: true });
  });

  test("writes a receipt into the audit log that names nobody", async () => {
    const fay = await server.person("fay");
    await make(fay, "POST /api/v1/conversations", {});
    const { id } = await erase(fay);
    const { body } = await server.call<{ items: readonly { action: string; objectId: string; detail: object }[] }>(
      server.admin,
      `GET /api/v1/audit?objectId=${id}`,
    );
    expect(body.items).toMatchObject([{ action: "user.erased", objectId: id, detail: { conversations: 1, apiKeys: 1 } }]);
    expect(JSON.stringify(body)).not.toContain("fay");
  });
});
