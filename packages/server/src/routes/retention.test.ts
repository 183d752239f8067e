import { lastRetentionRun, sweepRetention } from "@smartypants/core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";

const DAY_MS = 86_400_000;
const KEEP = { conversationDays: null, keepPinned: true, runDays: null, callDays: null, auditDays: null, endedAccessDays: 365 };

let server: TestServer;
let ada: TestPerson;
let fresh: Body;

interface Body {
  readonly policy: typeof KEEP;
  readonly bounds: Readonly<Record<string, { readonly least: number }>>;
  readonly nextAt: string;
  readonly lastRun: { readonly finishedAt: string | null; readonly counts: Readonly<Record<string, number>> } | null;
  readonly isRunning: boolean;
}

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.person("ada");
  fresh = await read();
});
afterAll(() => server.close());
beforeEach(() => put({}));

function put(policy: Partial<Record<keyof typeof KEEP, unknown>>) {
  return server.call<Body>(server.admin, "PUT /api/v1/retention", { json: { ...KEEP, ...policy } });
}

async function read(): Promise<Body> {
  return (await server.call<Body>(server.admin, "GET /api/v1/retention")).body;
}

/** Conversations of which each was last asked in so many days ago. */
async function converse(...daysAgo: readonly number[]): Promise<readonly string[]> {
  const { answers } = server.ports.database;
  const ids: string[] = [];
  for (const days of daysAgo) {
    const id = server.ports.ids.next();
    await answers.createConversation({ id, userId: ada.id, title: `${days} days`, now: server.ports.clock.now() - days * DAY_MS });
    ids.push(id);
  }
  return ids;
}

async function left(): Promise<readonly string[]> {
  const { body } = await server.call<{ items: readonly { title: string }[] }>(ada, "GET /api/v1/conversations?limit=100");
  return body.items.map(({ title }) => title).toSorted();
}

test("everything is kept at first but what only operators look at, and the next sweep is told", () => {
  expect(fresh).toMatchObject({
    policy: { conversationDays: null, keepPinned: true, runDays: 90, callDays: 400, auditDays: null, endedAccessDays: 30 },
    lastRun: null,
    isRunning: false,
  });
  expect(Date.parse(fresh.nextAt)).toBeGreaterThan(Date.now());
});

test("a policy is kept, audited with what it was before, and refused outside its bounds", async () => {
  expect((await put({ conversationDays: 90 })).body.policy).toEqual({ ...KEEP, conversationDays: 90 });
  const { body } = await server.call<{ items: readonly { detail: unknown }[] }>(
    server.admin,
    "GET /api/v1/audit?action=retention.update&limit=1",
  );
  expect(body.items[0]?.detail).toMatchObject({ before: { conversationDays: null }, after: { conversationDays: 90 } });
  const wrong = [
    { conversationDays: 0 },
    { conversationDays: 1.5 },
    { auditDays: 89 },
    { callDays: 34 },
    { runDays: 6 },
    { endedAccessDays: null },
  ];
  for (const policy of wrong) expect((await put(policy)).status, JSON.stringify(policy)).toBe(400);
  expect((await read()).policy.conversationDays).toBe(90);
  for (const line of ["GET /api/v1/retention", "POST /api/v1/retention/sweep"]) expect((await server.call(ada, line)).status).toBe(403);
});

test("what was announced is what goes: old conversations with their files, and pinned ones when it is said", async () => {
  const [old, pinned] = await converse(100, 101, 10);
  await server.ports.database.conversations.change(pinned ?? "", { pinned: true });
  const attachment = { documentId: "numbat", conversationId: old ?? "", title: "numbat.txt", sizeBytes: 1, createdAt: 1 };
  await server.ports.database.conversations.attach(attachment);

  const policy = { ...KEEP, conversationDays: 90 };
  const preview = await server.call<Record<string, number>>(server.admin, "POST /api/v1/retention/preview", { json: policy });
  expect(preview.body).toMatchObject({ conversations: 1, answers: 0, audit: 0 });
  const all = await server.call<Record<string, number>>(server.admin, "POST /api/v1/retention/preview", {
    json: { ...policy, keepPinned: false },
  });
  expect(all.body).toMatchObject({ conversations: 2 });

  await put(policy);
  expect(await left(), "nothing goes before the sweep").toHaveLength(3);
  const asked = await server.call<Body>(server.admin, "POST /api/v1/retention/sweep");
  expect(asked).toMatchObject({ status: 202, body: { isRunning: true } });
  const { lastRun } = await until(async () => {
    const now = await read();
    return now.lastRun?.finishedAt === undefined || now.lastRun.finishedAt === null ? undefined : now;
  });
  expect(lastRun?.counts).toMatchObject({ conversations: 1, answers: 0 });
  expect(await left()).toEqual(["10 days", "101 days"]);
  expect(await server.ports.database.conversations.attached(["numbat"])).toEqual([]);
});

// A restart in the middle of the night must neither lose the rest nor count anything twice.
test("a sweep that was interrupted goes on at the next", async () => {
  const { ports } = server;
  await converse(...Array.from({ length: 50 }, () => 200));
  await put({ conversationDays: 150 });
  const stopping = new AbortController();
  let removed = 0;
  const counting = {
    ...ports.database,
    transaction: ((work) => {
      removed += 1;
      if (removed === 25) stopping.abort();
      return ports.database.transaction(work);
    }) as typeof ports.database.transaction,
  };
  await expect(sweepRetention({ ...ports, database: counting }, stopping.signal)).rejects.toMatchObject({ name: "AbortError" });
  const interrupted = await lastRetentionRun(ports);
  expect(interrupted).toMatchObject({ finishedAt: null, counts: { conversations: 40 } });
  expect((await left()).filter((title) => title === "200 days")).toHaveLength(10);
  expect(await sweepRetention(ports, new AbortController().signal)).toMatchObject({ conversations: 50 });
  expect(await lastRetentionRun(ports)).toMatchObject({ finishedAt: expect.any(Number), counts: { conversations: 50 } });
  expect((await left()).filter((title) => title === "200 days")).toEqual([]);
});
