import type { UploadJob } from "@smartypants/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;
let editor: TestPerson;

beforeAll(async () => {
  server = await openTestServer();
  [ada, bob] = (await server.people(["ada", "bob"])) as [TestPerson, TestPerson];
  editor = await server.person("editor", { role: "editor" });
});
afterAll(() => server.close());

interface Folder {
  readonly id: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly path: string;
  readonly documents: number;
  readonly own: boolean;
}

interface Item {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  readonly version: number;
}

async function sourceId(): Promise<string> {
  const { body } = await server.call<{ items: { id: string; connector: string }[] }>(ada, "GET /api/v1/documents/sources");
  return body.items.find(({ connector }) => connector === "upload")?.id ?? "";
}

async function folders(who: TestPerson): Promise<readonly Folder[]> {
  const { body } = await server.call<{ items: Folder[] }>(who, `GET /api/v1/documents/folders?source=${await sourceId()}`);
  return body.items;
}

async function folder(who: TestPerson, path: string): Promise<Folder> {
  const seen = (await folders(who)).find((each) => each.path === path);
  if (seen === undefined) throw new Error(`${who.name} sees no folder ${path}`);
  return seen;
}

async function documentsIn(who: TestPerson, path: string): Promise<readonly Item[]> {
  const { id } = await folder(who, path);
  const { body } = await server.call<{ items: Item[] }>(who, `GET /api/v1/documents?folder=${id}&limit=100`);
  return body.items;
}

async function found(who: TestPerson, query: string): Promise<number> {
  return (await server.call<{ found: number }>(who, "POST /api/v1/search", { json: { query } })).body.found;
}

const OPEN = { mode: "everyone" };

describe("a folder that is uploaded", () => {
  test("is browsed as it was: folders in folders, the same name in two of them, each file with its path", async () => {
    const { status, text, body } = await server.uploadTree(
      ada,
      {
        "one/hr/leave.md": "# Leave\n\nThe badger rests.",
        "one/it/leave.md": "# Leave of machines\n\nThe otter rests.",
        "one/top.md": "# Top\n\nAbove.",
      },
      OPEN,
    );
    expect(status, text).toBe(201);
    expect(body.documents.map(({ state }) => state)).toEqual(["indexed", "indexed", "indexed"]);
    expect((await documentsIn(bob, "one/hr")).map(({ title, path }) => [title, path])).toEqual([["Leave", "one/hr/leave.md"]]);
    expect((await documentsIn(bob, "one/it")).map(({ path }) => path)).toEqual(["one/it/leave.md"]);
    const [top, hr] = [await folder(ada, "one"), await folder(ada, "one/hr")];
    expect([top.parentId, hr.parentId, top.documents, hr.title]).toEqual([null, top.id, 1, "hr"]);
    expect(await found(bob, `"badger rests" in:one/hr`)).toBe(1);
    expect(await found(bob, `"badger rests" in:one/it`)).toBe(0);
  });

  test("is seen by those alone who may read something in it", async () => {
    await server.uploadTree(ada, { "secret plans/a.md": "# A\n\nThe hidden stoat." });
    expect((await folders(bob)).map(({ path }) => path)).not.toContain("secret plans");
    expect((await folder(ada, "secret plans")).own).toBe(true);
  });

  test("a file that comes to its path again is its next version, with the readers it had unless others are named", async () => {
    const [first] = (await server.uploadTree(ada, { "again/a.md": "# A\n\nThe first gecko." }, OPEN)).body.documents;
    const [second] = (await server.uploadTree(ada, { "again/a.md": "# A\n\nThe second skink." })).body.documents;
    expect(second).toMatchObject({ id: first?.id, state: "indexed" });
    expect([await found(bob, `"first gecko"`), await found(bob, `"second skink"`)]).toEqual([0, 1]);
    expect((await documentsIn(bob, "again")).map(({ version }) => version)).toEqual([2]);
    await server.uploadTree(ada, { "again/a.md": "# A\n\nThe second skink." }, { mode: "private" });
    expect([await found(ada, `"second skink"`), await found(bob, `"second skink"`)]).toEqual([1, 0]);
  });

  test("another's file at the same path is another document", async () => {
    const [mine] = (await server.uploadTree(ada, { "shared/a.md": "# A\n\nAda's." }, OPEN)).body.documents;
    const [theirs] = (await server.uploadTree(bob, { "shared/a.md": "# A\n\nBob's." }, OPEN)).body.documents;
    expect(theirs?.id).not.toBe(mine?.id);
    const seen = (await folders(ada)).filter(({ path }) => path === "shared");
    expect(seen.map(({ own }) => String(own)).toSorted()).toEqual(["false", "true"]);
  });

  test("two spellings of Unicode are one path", async () => {
    const [first] = (await server.uploadTree(ada, { ["näme/é.md".normalize("NFD")]: "# E\n\nOne." }, OPEN)).body.documents;
    const [second] = (await server.uploadTree(ada, { ["näme/é.md".normalize("NFC")]: "# E\n\nTwo." }, OPEN)).body.documents;
    expect(second?.id).toBe(first?.id);
  });

  test("a file that could not be read keeps its last good version, and is read when it comes again", async () => {
    const [good] = (await server.uploadTree(ada, { "broken/a.md": "# A\n\nThe good marten." }, OPEN)).body.documents;
    const [bad] = (await server.uploadTree(ada, { "broken/a.md": " " }, OPEN)).body.documents;
    expect(bad).toMatchObject({ id: good?.id, title: "broken/a.md" });
    expect(bad?.state).not.toBe("indexed");
    expect(await found(bob, `"good marten"`)).toBe(1);
    expect((await server.call(ada, `POST /api/v1/documents/${good?.id}/reindex`)).status).toBe(202);
    await until(async () => {
      const { body } = await server.call<{ state: string }>(ada, `GET /api/v1/uploads/${good?.id}`);
      return body.state === "indexed" ? true : undefined;
    });
    expect(await found(bob, `"good marten"`)).toBe(1);
  });

  // A crash, or a pause before another try, may bring an older content back after a newer one, or after all was deleted.
  test("a reading that comes too late stores nothing", async () => {
    const [first] = (await server.uploadTree(ada, { "late/a.md": "# A\n\nThe early heron." }, OPEN)).body.documents;
    const { database, bus } = server.ports;
    const early = await database.documents.get(first?.id ?? "");
    await server.uploadTree(ada, { "late/a.md": "# A\n\nThe late heron." }, OPEN);
    if (early === null) throw new Error("nothing was stored");
    const job: UploadJob = {
      documentId: early.id,
      sourceId: early.sourceId,
      blobId: early.blobId ?? "",
      filename: "a.md",
      allow: ["everyone"],
      uploadedBy: ada.id,
      at: 1,
      isPlaced: true,
    };
    const readAgain = async (): Promise<void> => {
      const id = await database.transaction((tx) => tx.jobs.add("ingest-upload", job));
      bus.publish("job-added", { task: "ingest-upload" });
      await until(async () => ((await database.transaction((tx) => tx.jobs.isAlive(id))) ? undefined : true));
    };
    await readAgain();
    expect([await found(ada, `"early heron"`), await found(ada, `"late heron"`)]).toEqual([0, 1]);
    await server.call(ada, `DELETE /api/v1/uploads/folders/${(await folder(ada, "late")).id}`);
    await readAgain();
    expect(await database.documents.get(early.id)).toBeNull();
  });

  test("what systems keep for themselves is left out with a reason, and nothing is kept of it", async () => {
    const { body } = await server.uploadTree(ada, { "mac/.DS_Store": "x", "mac/a.md": "# A\n\nMeant." }, OPEN);
    expect(body.documents).toMatchObject([
      { id: null, title: "mac/.DS_Store", state: "skipped", reason: expect.stringContaining(".DS_Store") as unknown },
      { state: "indexed" },
    ]);
    const open = await server.call<{ items: { title: string }[] }>(ada, "GET /api/v1/uploads");
    expect(open.body.items.map(({ title }) => title)).not.toContain("mac/.DS_Store");
  });

  test("one path that cannot be kept refuses the request before anything is stored", async () => {
    const answer = await server.uploadTree(ada, { "fine/a.md": "# Fine", "fine/../../b.md": "# Up" }, OPEN);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain('"path":"path.1"');
    expect((await folders(ada)).map(({ path }) => path)).not.toContain("fine");
  });

  test("needs one path for each file", async () => {
    const form = new FormData();
    form.append("file", new File(["x"], "a.md"));
    form.append("path", "a/a.md");
    form.append("path", "a/b.md");
    const answer = await server.call(ada, "POST /api/v1/uploads", { body: form });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("1 parts `file` and 2 parts `path`")]);
  });
});

describe("a folder of uploads", () => {
  test("gets another name with all below it; links to its documents stay, and its old path is free", async () => {
    const [a] = (await server.uploadTree(ada, { "old/a.md": "# A\n\nThe moving vole.", "old/in/b.md": "# B\n\nBelow." }, OPEN)).body
      .documents;
    const { id } = await folder(ada, "old");
    const answer = await server.call(ada, `PATCH /api/v1/uploads/folders/${id}`, { json: { path: "archive/new" } });
    expect([answer.status, answer.body]).toEqual([200, { moved: 2 }]);
    expect((await folders(bob)).map(({ path }) => path)).toEqual(expect.arrayContaining(["archive", "archive/new", "archive/new/in"]));
    expect((await folders(ada)).map(({ path }) => path)).not.toContain("old");
    expect(await documentsIn(bob, "archive/new")).toMatchObject([{ id: a?.id, path: "archive/new/a.md", version: 1 }]);
    const [again] = (await server.uploadTree(ada, { "archive/new/a.md": "# A\n\nThe moved vole." }, OPEN)).body.documents;
    const [fresh] = (await server.uploadTree(ada, { "old/a.md": "# A\n\nAnother one." }, OPEN)).body.documents;
    expect([again?.id === a?.id, fresh?.id === a?.id]).toEqual([true, false]);
    expect(await found(bob, `"moved vole" in:archive/new`)).toBe(1);
  });

  test("keeps its name when files would meet, and says how many", async () => {
    await server.uploadTree(
      ada,
      { "left/a.md": "# Left a", "left/b.md": "# Left b", "right/a.md": "# Right a", "right/c.md": "# Right c" },
      OPEN,
    );
    const { id } = await folder(ada, "left");
    const refused = await server.call(ada, `PATCH /api/v1/uploads/folders/${id}`, { json: { path: "right" } });
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining("right/a.md is there already")]);
    expect((await documentsIn(ada, "left")).length).toBe(2);
    for (const path of ["left/inside", "../left", "/left", " "]) {
      expect((await server.call(ada, `PATCH /api/v1/uploads/folders/${id}`, { json: { path } })).status, path).toBe(400);
    }
  });

  test("is renamed by nobody but its uploader, who alone and editors may delete it", async () => {
    await server.uploadTree(ada, { "rights/open.md": "# Open\n\nThe open lynx." }, OPEN);
    await server.uploadTree(ada, { "rights/own.md": "# Own\n\nThe own lynx." });
    const { id, own } = await folder(bob, "rights");
    expect(own).toBe(false);
    for (const who of [bob, editor]) {
      expect((await server.call(who, `PATCH /api/v1/uploads/folders/${id}`, { json: { path: "taken" } })).status).toBe(403);
    }
    expect((await server.call(bob, `DELETE /api/v1/uploads/folders/${id}`)).status).toBe(403);
    const partly = await server.call(editor, `DELETE /api/v1/uploads/folders/${id}`);
    expect([partly.status, partly.body]).toEqual([200, { deleted: 1 }]);
    expect([await found(bob, `"open lynx"`), await found(ada, `"own lynx"`)]).toEqual([0, 1]);
    // In what is left there is nothing that they may know of.
    expect((await server.call(editor, `DELETE /api/v1/uploads/folders/${id}`)).status).toBe(404);
    expect((await server.call(bob, `PATCH /api/v1/uploads/folders/${id}`, { json: { path: "x" } })).status).toBe(404);
    const rest = await server.call(ada, `DELETE /api/v1/uploads/folders/${id}`);
    expect(rest.body).toEqual({ deleted: 1 });
    expect(await found(ada, `"own lynx"`)).toBe(0);
    expect((await server.call(ada, `DELETE /api/v1/uploads/folders/${id}`)).status).toBe(404);
  });

  test("of a source that is synced is changed at the source", async () => {
    const source = await server.folderSource({ "sub/a.md": "# A\n\nSynced." });
    await server.sync(source.id);
    const { body } = await server.call<{ items: Folder[] }>(server.admin, `GET /api/v1/documents/folders?source=${source.id}`);
    const [sub] = body.items;
    expect(sub).toMatchObject({ own: false });
    expect((await server.call(server.admin, `DELETE /api/v1/uploads/folders/${sub?.id}`)).status).toBe(404);
  });
});
