import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";
import { createTempTree, type TempTree } from "../testing/temp-tree.ts";

let server: TestServer;
let editor: TestPerson;
let member: TestPerson;
let tree: TempTree;
let folder: string;
let sourceId: string;

interface Item {
  readonly externalId: string;
  readonly title?: string;
  readonly state: string;
  readonly reasonCode?: string;
  readonly ignored: boolean;
}

interface SourceBody {
  readonly counts: Readonly<Record<string, number>>;
  readonly lastRun: { readonly state: string } | null;
  readonly nextRunAt: string | null;
}

const source = async () => (await server.call<SourceBody>(editor, `GET /api/v1/sources/${sourceId}`)).body;

async function items(query = ""): Promise<{ readonly items: readonly Item[]; readonly nextCursor: string | null }> {
  return (await server.call<{ items: Item[]; nextCursor: string | null }>(editor, `GET /api/v1/sources/${sourceId}/items?${query}`)).body;
}

beforeAll(async () => {
  server = await openTestServer();
  editor = await server.person("editor", { role: "editor" });
  member = await server.person("member");
  tree = createTempTree({
    "hr/leave.md": "# Leave of absence\n\nThirty days.",
    "hr/pay.md": "# Pay\n\nMonthly.",
    "top.md": "# Top\n\nFirst.",
    "odd/blank.txt": "  ",
    "odd/large.txt": "word ".repeat(300_000),
    "odd/broken.docx": Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(200, 7)]),
  });
  folder = tree.path;
  const access = { mode: "everyone", rules: [{ path: "hr", mode: "restricted", allow: [`user:${member.email}`] }] };
  const json = { connector: "folder", name: "Files", settings: { path: folder, maxFileSizeMb: 1 }, access, schedule: "11 * * * *" };
  sourceId = (await server.call<{ id: string }>(editor, "POST /api/v1/sources", { json })).body.id;
  await server.call(editor, `POST /api/v1/sources/${sourceId}/sync`, { json: {} });
  await until(async () => ((await source()).lastRun?.state === "partial" ? true : undefined));
});
afterAll(async () => {
  await server.close();
  tree.close();
});

describe("the ledger", () => {
  test("begins with what failed, and pages through every item once", async () => {
    const states: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await items(`limit=2${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
      states.push(...page.items.map((item) => item.state));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(states).toEqual(["failed", "skipped", "skipped", "indexed", "indexed", "indexed"]);
    expect((await source()).counts).toMatchObject({ indexed: 3, skipped: 2, failed: 1, ignored: 0 });
  });

  test("is narrowed by state and cause, and counts the causes", async () => {
    expect((await items("state=open")).items).toHaveLength(3);
    expect((await items("state=skipped&reason=empty")).items.map((item) => item.externalId)).toEqual(["odd/blank.txt"]);
    const { body } = await server.call<{ items: unknown[] }>(editor, `GET /api/v1/sources/${sourceId}/items/reasons`);
    expect(body.items).toContainEqual({ state: "skipped", reasonCode: "too_large", count: 1 });
    expect(body.items).toHaveLength(3);
  });

  // Guards against probing: what is not shown must not be found either.
  test("finds items by id, and by titles that the editor may read alone", async () => {
    expect((await items("q=odd/bla")).items).toHaveLength(1);
    expect((await items("q=Top")).items).toHaveLength(1);
    const hidden = (await items("state=indexed")).items.find((item) => item.externalId === "hr/leave.md");
    expect(hidden).toBeDefined();
    expect(hidden?.title).toBeUndefined();
    // A word of the title that is not in the id.
    expect((await items("q=absence")).items).toEqual([]);
  });

  test("an ignored item counts apart, is not among what failed, and can be taken back", async () => {
    const [failed] = (await items("state=failed")).items;
    const change = async (ignored: boolean) =>
      server.call(editor, `POST /api/v1/sources/${sourceId}/items/ignore`, { json: { externalIds: [failed?.externalId], ignored } });
    expect((await change(true)).body).toEqual({ items: 1 });
    expect((await items("state=failed")).items).toEqual([]);
    expect((await items("state=ignored")).items).toMatchObject([{ externalId: failed?.externalId, ignored: true }]);
    expect((await source()).counts).toMatchObject({ failed: 0, ignored: 1 });
    await change(false);
    expect((await source()).counts).toMatchObject({ failed: 1, ignored: 0 });
  });

  test("an item that is skipped by its nature stays skipped when it is tried again", async () => {
    await server.call(editor, `POST /api/v1/sources/${sourceId}/items/retry`, { json: { externalIds: ["odd/large.txt"] } });
    await until(async () => {
      const { body } = await server.call<{ items: { trigger: string; state: string }[] }>(editor, `GET /api/v1/sources/${sourceId}/runs`);
      return body.items.some((run) => run.trigger === "retry" && run.state === "succeeded") ? true : undefined;
    });
    expect((await items("q=large")).items).toMatchObject([{ state: "skipped", reasonCode: "too_large" }]);
  });

  test("is not for members", async () => {
    for (const line of ["GET items", "GET items/reasons", "POST items/ignore"]) {
      const [method, path] = line.split(" ");
      const json = method === "POST" ? { json: { externalIds: ["top.md"] } } : {};
      expect(await server.call(member, `${method} /api/v1/sources/${sourceId}/${path}`, json), line).toMatchObject({ status: 403 });
    }
  });
});

describe("a source", () => {
  test("says when it was synced last and when it will be next", async () => {
    const { lastRun, nextRunAt } = await source();
    expect(lastRun).toMatchObject({ state: "partial", counts: { seen: 6 } });
    expect(new Date(nextRunAt ?? "").getUTCMinutes()).toBe(11);
    const paused = await server.call<SourceBody>(editor, `POST /api/v1/sources/${sourceId}/pause`);
    expect(paused.body.nextRunAt).toBeNull();
    await server.call(editor, `POST /api/v1/sources/${sourceId}/resume`);
  });

  test("is tested with the first items and who could find them; nothing is stored", async () => {
    const access = { mode: "everyone", rules: [{ path: "hr", mode: "restricted", allow: ["user:chef@example.org"] }] };
    const ask = (path: string) =>
      server.call<{ samples: { path: string; allow: string[] }[] }>(editor, "POST /api/v1/sources/check", {
        json: { connector: "folder", settings: { path }, access },
      });
    const { samples } = (await ask(folder)).body;
    expect(samples).toHaveLength(3);
    for (const { path, allow } of samples) expect(allow, path).toEqual(path.startsWith("hr/") ? ["user:chef@example.org"] : ["everyone"]);
    expect((await ask(join(folder, "nowhere"))).body.samples).toEqual([]);
    expect(await server.ports.database.sources.all()).toHaveLength(1);
  });
});

describe("documents by where they lie", () => {
  interface Folders {
    readonly items: readonly { readonly id: string; readonly title: string; readonly documents: number }[];
  }
  const folders = async (person: TestPerson) =>
    (await server.call<Folders>(person, `GET /api/v1/documents/folders?source=${sourceId}`)).body.items;
  const titles = async (person: TestPerson, query: string) =>
    (await server.call<{ items: { title: string }[] }>(person, `GET /api/v1/documents?${query}`)).body.items.map((each) => each.title);

  // Guards against names of folders that hold nothing for the reader.
  test("a folder is shown to those who may read something in it, and counts that alone", async () => {
    expect(await folders(member)).toMatchObject([{ title: "hr", documents: 2 }]);
    expect(await folders(editor)).toEqual([]);
    const { body } = await server.call<{ items: { documents: number }[] }>(editor, "GET /api/v1/documents/sources");
    expect(body.items).toMatchObject([{ id: sourceId, name: "Files", documents: 1 }]);
  });

  test("a list is of one folder, by title or by time, in pages", async () => {
    const [hr] = await folders(member);
    expect(await titles(member, `source=${sourceId}&folder=${hr?.id}&order=title`)).toEqual(["Leave of absence", "Pay"]);
    expect(await titles(member, `source=${sourceId}&folder=none`)).toEqual(["Top"]);
    expect(await titles(member, "title=EAV")).toEqual(["Leave of absence"]);
    for (const order of ["title", "updated", "id"]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const line = `GET /api/v1/documents?limit=1&order=${order}${cursor === null ? "" : `&cursor=${cursor}`}`;
        const page: { items: { title: string }[]; nextCursor: string | null } = (
          await server.call<{ items: { title: string }[]; nextCursor: string | null }>(member, line)
        ).body;
        seen.push(...page.items.map((each) => each.title));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen.toSorted(), order).toEqual(["Leave of absence", "Pay", "Top"]);
    }
  });

  test("versions and reading again are for those who may read the document, and the latter for editors", async () => {
    const { items: documents } = (
      await server.call<{ items: { id: string; title: string }[] }>(member, "GET /api/v1/documents?order=title")
    ).body;
    const [leave, , top] = documents;
    const versions = (person: TestPerson, id = "") => server.call(person, `GET /api/v1/documents/${id}/versions`);
    expect((await versions(member, leave?.id)).body).toMatchObject({ items: [{ version: 1, supersededAt: null }] });
    expect((await versions(editor, leave?.id)).status).toBe(404);
    const reindex = async (person: TestPerson, id = "") => (await server.call(person, `POST /api/v1/documents/${id}/reindex`)).status;
    expect(await reindex(member, top?.id)).toBe(403);
    expect(await reindex(editor, leave?.id)).toBe(404);
    expect(await reindex(editor, top?.id)).toBe(202);
  });

  test("an upload is read again by whoever uploaded it, and one that cannot be found says why", async () => {
    const { body } = await server.upload(member, { "walrus.md": "# Walrus\n\nA walrus." });
    const [good] = body.documents;
    await server.upload(member, { "void.txt": " " });
    expect(await server.call(member, `POST /api/v1/documents/${good?.id}/reindex`)).toMatchObject({ status: 202 });
    const open = await server.call<{ items: { title: string; state: string; reason?: string }[] }>(member, "GET /api/v1/uploads");
    expect(open.body.items).toMatchObject([{ title: "void.txt", state: "skipped", reason: expect.any(String) }]);
    expect((await server.call<{ items: unknown[] }>(editor, "GET /api/v1/uploads")).body.items).toEqual([]);
  });
});
