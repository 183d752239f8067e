import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";
import { createTempTree } from "../testing/temp-tree.ts";

let server: TestServer;
let editor: TestPerson;
let member: TestPerson;

beforeAll(async () => {
  server = await openTestServer();
  editor = await server.person("editor", { role: "editor" });
  member = await server.person("member");
});
afterAll(() => server.close());

interface SourceBody {
  readonly id: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly access: unknown;
  readonly counts: Readonly<Record<string, number>>;
}

async function titles(person: TestPerson, query: string): Promise<readonly string[]> {
  const { body } = await server.call<{ hits: { document: { title: string } }[] }>(person, "POST /api/v1/search", { json: { query } });
  return body.hits.map((hit) => hit.document.title);
}

async function uploadSourceId(): Promise<string> {
  const sources = await server.ports.database.sources.all();
  return sources.find((source) => source.connector === "upload")?.id ?? "";
}

describe("the source of uploads", () => {
  // Each upload says itself who may read it; an editor may manage the source and is still not one of them.
  test("cannot be opened to others as a whole", async () => {
    await server.upload(member, { "diary.txt": "The secret diary speaks of an armadillo." });
    const id = await uploadSourceId();
    const attempts = [
      { access: { mode: "everyone" } },
      { access: { mode: "restricted", allow: [`user:${editor.email}`] } },
      { access: { mode: "restricted", allow: [], rules: [{ path: "diary.txt", mode: "everyone" }] } },
      { name: "Opened", access: { mode: "everyone" } },
      { settings: {} },
    ];
    for (const json of attempts) {
      expect(await server.call(editor, `PATCH /api/v1/sources/${id}`, { json })).toMatchObject({ status: 409, body: { code: "conflict" } });
      expect(await titles(editor, `"armadillo"`)).toEqual([]);
    }
    expect(await titles(member, `"armadillo"`)).toEqual(["diary.txt"]);
    expect(await server.call(editor, `PATCH /api/v1/sources/${id}`, { json: { name: "Our uploads" } })).toMatchObject({ status: 200 });
    expect(await titles(editor, `"armadillo"`)).toEqual([]);
  });

  test("is not synced: there is nowhere to sync it from", async () => {
    await server.upload(member, { "note.txt": "A note." });
    const id = await uploadSourceId();
    expect(await server.call(editor, `POST /api/v1/sources/${id}/sync`, { json: {} })).toMatchObject({ status: 409 });
    expect(await server.call(editor, `POST /api/v1/sources/${id}/items/retry`, { json: {} })).toMatchObject({ status: 409 });
    expect((await server.call<SourceBody>(editor, `GET /api/v1/sources/${id}`)).body.state).toBe("active");
  });
});

describe("who may read a source", () => {
  test("changes before the answer, and those it is given to find it without another sync", async () => {
    const source = await server.folderSource(
      { "hr/pay.md": "# Pay\n\nThe badger earns most.", "top.md": "# Top\n\nThe badger digs." },
      { mode: "everyone" },
    );
    await server.sync(source.id);
    const patch = (access: unknown) => server.call(editor, `PATCH /api/v1/sources/${source.id}`, { json: { access } });
    expect((await titles(member, `"badger"`)).toSorted()).toEqual(["Pay", "Top"]);
    await patch({ mode: "everyone", rules: [{ path: "hr", mode: "restricted", allow: [`user:${editor.email}`] }] });
    expect(await titles(member, `"badger"`)).toEqual(["Top"]);
    await until(async () => ((await titles(editor, `"badger"`)).length === 2 ? true : undefined), 5000);
    await patch({ mode: "restricted", allow: [] });
    expect(await titles(member, `"badger"`)).toEqual([]);
    expect(await titles(editor, `"badger"`)).toEqual([]);
    await patch({ mode: "restricted", allow: [`user:${member.email}`], rules: [{ path: "hr", mode: "restricted", allow: [] }] });
    await until(async () => ((await titles(member, `"badger"`)).join() === "Top" ? true : undefined), 5000);
    // A file's own rule, and a folder's name that is only the beginning of another's.
    await patch({
      mode: "everyone",
      rules: [
        { path: "to", mode: "restricted", allow: [] },
        { path: "/hr/pay.md", mode: "restricted", allow: [] },
      ],
    });
    expect(await titles(member, `"badger"`)).not.toContain("Pay");
    await until(async () => ((await titles(member, `"badger"`)).join() === "Top" ? true : undefined), 5000);
  });

  test("is checked: principals that are none, modes that the connector does not have", async () => {
    const { files } = await server.folderSource({});
    const make = (access: unknown) =>
      server.call(editor, "POST /api/v1/sources", { json: { connector: "folder", name: "x", settings: { path: files.path }, access } });
    const faults: readonly (readonly [unknown, string])[] = [
      [{ mode: "source" }, "access.mode"],
      [{ mode: "restricted", allow: ["ada@example.org"] }, "access.allow.0"],
      [{ mode: "restricted", allow: ["everyone", "user:ADA@example.org"] }, "access.allow.1"],
      [{ mode: "everyone", rules: [{ path: "x", mode: "restricted", allow: ["group:"] }] }, "access.rules.0.allow.0"],
    ];
    for (const [access, path] of faults) {
      expect(await make(access)).toMatchObject({ status: 400, body: { code: "invalid", errors: [{ path }] } });
    }
  });
});

describe("the life of a source", () => {
  test("pausing stops a running sync and keeps what it has stored; resuming lets it sync again", async () => {
    const source = await server.folderSource(
      Object.fromEntries(Array.from({ length: 3000 }, (_each, at) => [`f${at}.md`, `# F${at}\n\nPaused text ${at}.`])),
    );
    const asked = await server.call<{ syncRunId: string }>(editor, `POST /api/v1/sources/${source.id}/sync`, { json: {} });
    const run = `GET /api/v1/sync-runs/${asked.body.syncRunId}`;
    await until(async () => ((await server.call<{ counts: { seen: number } }>(editor, run)).body.counts.seen > 0 ? true : undefined));
    expect(await server.call<SourceBody>(editor, `POST /api/v1/sources/${source.id}/pause`)).toMatchObject({
      status: 200,
      body: { state: "paused" },
    });
    expect(await server.call(editor, run)).toMatchObject({ body: { state: "cancelled" } });
    expect(await server.call(editor, `POST /api/v1/sources/${source.id}/sync`, { json: {} })).toMatchObject({ status: 409 });
    await server.call(editor, `POST /api/v1/sources/${source.id}/resume`);
    expect(await server.sync(source.id)).toMatchObject({ state: "succeeded", counts: { seen: 3000, failed: 0 } });
  });

  test("deleting hides at once and leaves nothing in any table or index, also in the middle of a sync", async () => {
    const source = await server.folderSource(
      Object.fromEntries(Array.from({ length: 2000 }, (_each, at) => [`in/f${at}.md`, `# F${at}\n\nDoomed wombat ${at}.`])),
    );
    const asked = await server.call<{ syncRunId: string }>(editor, `POST /api/v1/sources/${source.id}/sync`, { json: {} });
    const run = `GET /api/v1/sync-runs/${asked.body.syncRunId}`;
    await until(async () => ((await server.call<{ counts: { seen: number } }>(editor, run)).body.counts.seen > 0 ? true : undefined));
    expect((await server.call(editor, `DELETE /api/v1/sources/${source.id}`)).status).toBe(202);
    expect(await titles(member, `"doomed"`)).toEqual([]);
    expect(await server.call(editor, `POST /api/v1/sources/${source.id}/sync`, { json: {} })).toMatchObject({
      status: expect.toSatisfy((status) => status === 409 || status === 404),
    });
    await until(async () => ((await server.ports.database.sources.get(source.id)) === null ? true : undefined));
    await until(async () => ((await server.ports.database.indexChanges.count()) === 0 ? true : undefined));
    // Nothing may come after it either.
    await until(async () =>
      (await server.ports.jobs.list({ states: ["running", "waiting"], limit: 10 })).length === 0 ? true : undefined,
    );
    const { database, lexical, semantic } = server.ports;
    expect(await database.documents.ofSource(source.id, null, 10)).toEqual([]);
    expect(await database.containers.ofSource(source.id)).toEqual([]);
    expect(await database.syncItems.count(source.id)).toBe(0);
    expect(await database.syncRuns.ofSource(source.id, null, 10)).toEqual([]);
    const left = (
      await Promise.all((await database.sources.all()).map((each) => database.documents.ofSource(each.id, null, 10_000)))
    ).flat();
    const chunks = await database.forActor(await server.actorOf(server.admin)).content.hydrate(await lexical.chunkIds(0, 100_000));
    // Every chunk in an index belongs to a document that is still there.
    expect([...new Set(chunks.map((chunk) => chunk.document.sourceId))]).not.toContain(source.id);
    expect(left.filter((document) => document.sourceId === source.id)).toEqual([]);
    expect((await semantic.current?.vectors.chunkIds(0, 100_000))?.length).toBe((await lexical.chunkIds(0, 100_000)).length);
    expect(await server.call(editor, `GET /api/v1/sources/${source.id}`)).toMatchObject({ status: 404 });
  });

  test("two syncs of one source are one; a sync while single items are fetched is still a whole one", async () => {
    const source = await server.folderSource({ "a.md": "# A\n\nText a." });
    const ask = async () =>
      (await server.call<{ syncRunId: string }>(editor, `POST /api/v1/sources/${source.id}/sync`, { json: {} })).body.syncRunId;
    const ids = await Promise.all(Array.from({ length: 8 }, ask));
    expect(new Set(ids).size).toBe(1);
    await until(async () => {
      const { body } = await server.call<{ items: { state: string }[] }>(editor, `GET /api/v1/sources/${source.id}/runs`);
      return body.items.every((run) => run.state === "succeeded") ? true : undefined;
    });
    await Promise.all([server.call(editor, `POST /api/v1/sources/${source.id}/items/retry`, { json: { externalIds: ["a.md"] } }), ask()]);
    await until(async () => {
      const { body } = await server.call<{ items: { state: string; trigger: string }[] }>(editor, `GET /api/v1/sources/${source.id}/runs`);
      const manual = body.items.filter((run) => run.trigger === "manual");
      return manual.length === 2 && body.items.every((run) => run.state === "succeeded") ? true : undefined;
    });
  });

  test("the ledger is paged by what it shows, and says why a file is not searchable", async () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_each, at) => [`f${at}.md`, `# F${at}\n\nText ${at}.`]));
    const source = await server.folderSource({ ...files, "program.exe": new Uint8Array([0x4d, 0x5a, 0x90, 0]), "empty.txt": "" });
    await server.sync(source.id);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const line: string = `GET /api/v1/sources/${source.id}/items?limit=5${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
      const { body } = await server.call<{ items: { externalId: string }[]; nextCursor: string | null }>(editor, line);
      seen.push(...body.items.map((item) => item.externalId));
      cursor = body.nextCursor;
    }
    expect(seen.toSorted()).toEqual([...Object.keys(files), "program.exe", "empty.txt"].toSorted());
    const skipped = await server.call<{ items: { externalId: string; reason: string; reasonCode: string }[] }>(
      editor,
      `GET /api/v1/sources/${source.id}/items?state=skipped`,
    );
    expect(skipped.body.items.map(({ externalId, reasonCode }) => [externalId, reasonCode])).toEqual([
      ["empty.txt", "empty"],
      ["program.exe", "unsupported"],
    ]);
    for (const { reason } of skipped.body.items) expect(reason).toMatch(/^[A-Z].*\.$/);
    const { body } = await server.call<SourceBody>(editor, `GET /api/v1/sources/${source.id}`);
    expect(body.counts).toEqual({ documents: 12, indexed: 12, skipped: 2, failed: 0, ignored: 0, queued: 0 });
  });
});

// Its token, its keys and everybody's uploads would make an editor an administrator.
test("a folder never shows the server's own data, wherever the source begins", async () => {
  const around = createTempTree({
    "plain.txt": "The plain wolverine.",
    "data/notes/inner.txt": "The inner wolverine.",
    "data-old/near.txt": "The near wolverine.",
  });
  symlinkSync(join(around.path, "data", "notes"), join(around.path, "link"));
  const own = await openTestServer({ environment: { SMARTY_DATA_DIR: join(around.path, "data") } });
  try {
    await own.upload(own.admin, { "private.txt": "The private wolverine." });
    const person = await own.person("editor", { role: "editor" });
    const find = async () => {
      const { body } = await own.call<{ hits: { document: { title: string } }[] }>(person, "POST /api/v1/search", {
        json: { query: `"wolverine"` },
      });
      return body.hits.map((hit) => hit.document.title).toSorted();
    };
    for (const path of [
      join(around.path, "data"),
      join(around.path, "data", "blobs"),
      join(around.path, "data", "notes"),
      join(around.path, "link"),
    ]) {
      const settings = { path, include: ["**/*"], exclude: [] };
      const check = await own.call<{ checks: { status: string }[] }>(person, "POST /api/v1/sources/check", {
        json: { connector: "folder", settings },
      });
      expect(check.body.checks, path).toEqual([expect.objectContaining({ status: "failed" })]);
      const made = await own.call<SourceBody>(person, "POST /api/v1/sources", {
        json: { connector: "folder", name: path, settings, access: { mode: "everyone" } },
      });
      expect(await own.sync(made.body.id), path).toMatchObject({ state: "failed", error: { code: "config" } });
      expect(await find(), path).toEqual([]);
    }
    const json = {
      connector: "folder",
      name: "Around",
      settings: { path: around.path, include: ["**/*"], exclude: [] },
      access: { mode: "everyone" },
    };
    const whole = await own.call<SourceBody>(person, "POST /api/v1/sources", { json });
    await own.sync(whole.body.id);
    expect(await find()).toEqual(["near.txt", "plain.txt"]);
    await own.call(person, `POST /api/v1/sources/${whole.body.id}/items/retry`, {
      json: { externalIds: ["data/notes/inner.txt", "data/operator-token"] },
    });
    await own.sync(whole.body.id);
    expect(await find()).toEqual(["near.txt", "plain.txt"]);
  } finally {
    await own.close();
    around.close();
  }
});
