import { actorForUser, changeSettings, createRuntimeSettings } from "@smartypants/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { followSettings } from "../follow-settings.ts";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";
import { openPeopleApp } from "../testing/people-app.ts";
import type { Reply } from "../testing/http-client.ts";

interface Setting {
  readonly key: string;
  readonly value: string | number | boolean;
  readonly default: string | number | boolean;
  readonly from: string;
  readonly variable: string;
}

interface Settings {
  readonly version: number;
  readonly items: readonly Setting[];
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

let server: TestServer;
let ada: TestPerson;
let edda: TestPerson;

beforeAll(async () => {
  server = await openTestServer({ environment: { SMARTY_ATTACHMENTS: "3" } });
  ada = await server.person("ada");
  edda = await server.person("edda", { role: "editor" });
});
afterAll(() => server.close());

const read = async (): Promise<Settings> => (await server.call<Settings>(server.admin, "GET /api/v1/settings")).body;

async function change<Body = Settings>(values: Readonly<Record<string, unknown>>, version?: number): Promise<Reply<Body>> {
  const json = { version: version ?? (await read()).version, values };
  return server.call<Body>(server.admin, "PATCH /api/v1/settings", { json });
}

async function changed(values: Readonly<Record<string, unknown>>): Promise<void> {
  const { status, text } = await change(values);
  expect(status, text).toBe(200);
}

/** Tries with the setting, then resets it. */
async function having(values: Readonly<Record<string, unknown>>, work: () => Promise<void>): Promise<void> {
  await changed(values);
  try {
    await work();
  } finally {
    await changed(Object.fromEntries(Object.keys(values).map((key) => [key, null])));
  }
}

const settingOf = async (key: string): Promise<Setting | undefined> => (await read()).items.find((each) => each.key === key);

describe("settings", () => {
  test("are changed, act on the next request, and are reset to their defaults", async () => {
    expect(await settingOf("people.linkDays")).toMatchObject({ value: 7, default: 7, from: "default" });
    await changed({ "people.linkDays": 2, "general.organisation": "  Ada & Co. " });
    expect(await settingOf("people.linkDays")).toMatchObject({ value: 2, from: "stored" });
    const invite = { email: "new@example.org", role: "member" };
    const { body } = await server.call<{ expiresAt: string; createdAt: string }>(server.admin, "POST /api/v1/invites", { json: invite });
    expect(Math.round((Date.parse(body.expiresAt) - Date.parse(body.createdAt)) / 86_400_000)).toBe(2);
    expect((await server.call(null, "GET /api/v1/session")).body).toMatchObject({ here: { organisation: "Ada & Co." } });
    await changed({ "people.linkDays": null, "general.organisation": null });
    expect(await settingOf("people.linkDays")).toMatchObject({ value: 7, from: "default" });
  });

  test("each change is in the audit with what was and what is, and with its request", async () => {
    await changed({ "logs.days": 3 });
    const reset = await change({ "logs.days": null });
    const { body } = await server.call<{ items: { objectId: string; detail: unknown; requestId: string }[] }>(
      server.admin,
      "GET /api/v1/audit?action=setting.update&objectId=logs.days",
    );
    expect(body.items.map(({ detail }) => detail)).toEqual([
      { from: 3, to: 14 },
      { from: 14, to: 3 },
    ]);
    expect(body.items[0]?.requestId).toBe(reset.headers.get("x-request-id"));
  });

  test("of two who change them from the same state the second is told, and nothing of theirs is stored", async () => {
    const { version } = await read();
    expect((await change({ "logs.days": 5 }, version)).status).toBe(200);
    const late = await change<Problem>({ "logs.days": 9, "people.linkDays": 9 }, version);
    expect([late.status, late.body.code]).toEqual([409, "conflict"]);
    expect([(await settingOf("logs.days"))?.value, (await settingOf("people.linkDays"))?.value]).toEqual([5, 7]);
    await changed({ "logs.days": null });
  });

  test("every value that is not valid is named with the numbers it may have, and none of the others is stored", async () => {
    const bad = {
      "people.linkDays": 31,
      "sources.schedule": "often",
      "answers.kept": 1.5,
      "features.mcp": "off",
      nonsense: 1,
      "general.organisation": "a\nb",
    };
    const { status, body } = await change<Problem>({ ...bad, "logs.days": 2 });
    expect(status).toBe(400);
    const errors = new Map((body.errors ?? []).map(({ path, message }) => [path, message]));
    expect([...errors.keys()].toSorted()).toEqual(
      Object.keys(bad)
        .map((key) => `values.${key}`)
        .toSorted(),
    );
    expect(errors.get("values.people.linkDays")).toContain("from 1 to 30");
    expect(errors.get("values.sources.schedule")).toContain("hourly, six-hourly, daily");
    expect(await settingOf("logs.days")).toMatchObject({ value: 14 });
  });

  test("one that the environment sets is shown with its variable, holds, and cannot be changed here", async () => {
    expect(await settingOf("documents.attachments")).toMatchObject({ value: 3, from: "pinned", variable: "SMARTY_ATTACHMENTS" });
    const { status, body } = await change<Problem>({ "documents.attachments": 5 });
    expect([status, body.errors?.[0]?.path]).toEqual([400, "values.documents.attachments"]);
    expect(body.errors?.[0]?.message).toContain("SMARTY_ATTACHMENTS");
    expect(server.ports.settings.get("documents.attachments")).toBe(3);
  });

  test("are for administrators only, also by a key of theirs that may do less", async () => {
    for (const who of [ada, edda, await server.keyOf(server.admin, ["documents"])]) {
      expect((await server.call(who, "GET /api/v1/settings")).status).toBe(403);
      const json = { version: 0, values: { "logs.days": 2 } };
      expect((await server.call(who, "PATCH /api/v1/settings", { json })).status).toBe(403);
    }
  });

  test("what one process changes acts in another", async () => {
    const { ports } = server;
    const other = createRuntimeSettings(ports, { "logs.days": 8 });
    const heard: number[] = [];
    other.onChange(() => heard.push(other.get("logs.lines")));
    const stop = followSettings({ ...ports, settings: other });
    try {
      await having({ "logs.lines": 2_000, "logs.days": 2 }, async () => {
        await until(async () => (other.get("logs.lines") === 2_000 ? true : undefined));
        expect(other.get("logs.days"), "pinned there").toBe(8);
      });
      await until(async () => (other.get("logs.lines") === 100_000 ? true : undefined));
      expect(heard).toEqual([2_000, 100_000]);
    } finally {
      stop();
    }
  });

  test("a session ends when it is older than they say, also one that was begun before", async () => {
    const app = await openPeopleApp();
    try {
      const admin = await app.setUp();
      app.clock.advance(3 * 86_400_000);
      const { status, body } = await app.call("GET /api/v1/me", undefined, admin);
      expect(status).toBe(200);
      const actor = await actorForUser(app.ports, body.id);
      await changeSettings(app.ports, actor, { version: 0, values: { "people.sessionDays": 2 } });
      expect((await app.call("GET /api/v1/me", undefined, admin)).status).toBe(401);
    } finally {
      await app.close();
    }
  });

  test("the largest upload is refused with its number", async () => {
    await having({ "documents.uploadMegabytes": 1 }, async () => {
      const { text } = await server.upload(ada, { "large.txt": "x".repeat(1_100_000) });
      expect(text).toContain("1 MB");
    });
    const { status } = await server.upload(ada, { "large.txt": "x".repeat(1_100_000) });
    expect(status).toBe(201);
  });

  test("a new source has the schedule that they say, unless it has one of its own", async () => {
    await having({ "sources.schedule": "daily" }, async () => {
      const { id } = await server.folderSource({ "a.md": "# A" });
      expect((await server.call(server.admin, `GET /api/v1/sources/${id}`)).body).toMatchObject({ schedule: "11 3 * * *" });
    });
  });

  test("new models begin with masking where they say so", async () => {
    let made = 0;
    const make = async (more: object) => {
      const json = { name: `m${(made += 1)}`, provider: "ollama", model: "llama3.2", ...more };
      const { body } = await server.call<{ id: string; maskPersonalData: boolean }>(server.admin, "POST /api/v1/models", { json });
      await server.call(server.admin, `DELETE /api/v1/models/${body.id}`);
      return body.maskPersonalData;
    };
    expect(await make({})).toBe(false);
    await having({ "answers.maskNewModels": true }, async () => {
      expect([await make({}), await make({ maskPersonalData: false })]).toEqual([true, false]);
    });
  });
});

describe("abilities that are switched off", () => {
  async function conversationOf(person: TestPerson): Promise<string> {
    return (await server.call<{ id: string }>(person, "POST /api/v1/conversations", { json: {} })).body.id;
  }

  const attach = async (person: TestPerson, conversation: string): Promise<number> => {
    const form = new FormData();
    form.append("file", new File(["# Notes"], "notes.md"));
    return (await server.call(person, `POST /api/v1/conversations/${conversation}/attachments`, { body: form })).status;
  };
  const rpc = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const hook = { url: "https://example.org/hook", events: ["sync.finished"] };
  const json = { accept: "application/json, text/event-stream" };

  const CASES: readonly (readonly [string, (person: TestPerson) => Promise<number>])[] = [
    ["features.attachments", async (person) => attach(person, await conversationOf(person))],
    [
      "features.temporaryChats",
      async (person) => (await server.call(person, "POST /api/v1/conversations", { json: { temporary: true } })).status,
    ],
    ["features.memberUploads", async (person) => (await server.upload(person, { "a.md": "# A" })).status],
    ["features.openaiApi", async (person) => (await server.call(person, "GET /v1/models")).status],
    ["features.mcp", async (person) => (await server.call(person, "POST /mcp", { json: rpc, headers: json })).status],
  ];

  test.each(CASES)("%s: refused with a sentence while it is off, and there again afterwards", async (key, attempt) => {
    expect(await attempt(ada)).toBeLessThan(300);
    await having({ [key]: false }, async () => {
      expect(await attempt(ada)).toBe(403);
      const { body } = await server.call<{ here: { off: string[] } }>(ada, "GET /api/v1/session");
      expect(body.here.off).toEqual([key]);
    });
    expect(await attempt(ada)).toBeLessThan(300);
  });

  test("uploads stay for editors", async () => {
    await having({ "features.memberUploads": false }, async () => {
      expect((await server.upload(edda, { "e.md": "# E" })).status).toBe(201);
      expect((await server.call<{ here: { off: string[] } }>(edda, "GET /api/v1/session")).body.here.off).toEqual([]);
    });
  });

  test("what is off says so in words, and what was stored before stays readable", async () => {
    const conversation = await conversationOf(ada);
    expect(await attach(ada, conversation)).toBe(202);
    await having({ "features.attachments": false, "features.answerSocket": false, "features.webhooks": false }, async () => {
      const files = await server.call<{ items: unknown[] }>(ada, `GET /api/v1/conversations/${conversation}/attachments`);
      expect(files.body.items).toHaveLength(1);
      const socket = await server.call<Problem>(ada, "GET /api/v1/answers/socket");
      expect([socket.status, socket.body.detail]).toEqual([403, expect.stringContaining("switched this off")]);
      expect((await server.call(server.admin, "POST /api/v1/webhooks", { json: hook })).status).toBe(403);
      expect((await server.call(server.admin, "GET /api/v1/webhooks")).status).toBe(200);
    });
  });
});
