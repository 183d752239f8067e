import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { search } from "@smartypants/core";
import { expect, onTestFinished, test } from "vitest";
import { openInstance } from "../compose.ts";
import { readConfig } from "../config.ts";
import { captureLog } from "../testing/captured-log.ts";
import { openTestServer, type TestServer, until } from "../testing/open-test-server.ts";
import { startBackgroundWork } from "../worker.ts";
import { type EmbeddingServer, startEmbeddingServer } from "./testing/embedding-server.ts";

const OTHER = "openai-compatible/words";
const STATIC = "smartypants/static-en";
const FILES = Object.fromEntries(
  Array.from({ length: 30 }, (_, at) => [`notes/${at}.md`, `# Note ${at}\n\nThe cellar has room for ${at} bicycles and a ladder.\n`]),
);

interface View {
  readonly current: string;
  readonly named: string | null;
  readonly passages: number;
  readonly next: {
    readonly model: string;
    readonly phase: string;
    readonly error: string | null;
    readonly done: number;
    readonly total: number;
    readonly comparison: { readonly questions: number; readonly overlapAt10: number; readonly recallAt10: object | null } | null;
  } | null;
  readonly previous: { readonly model: string } | null;
  readonly local: readonly { readonly model: string; readonly present: boolean }[];
}

interface Setup {
  readonly server: TestServer;
  readonly provider: EmbeddingServer;
  readonly sourceId: string;
  readonly files: Awaited<ReturnType<TestServer["folderSource"]>>["files"];
  readonly view: () => Promise<View>;
  readonly post: (path: string, json?: unknown) => Promise<View>;
  /** Waits for the phase; says where it stands when it does not come. */
  readonly phase: (wanted: string) => Promise<View>;
  readonly find: (query: string) => Promise<readonly string[]>;
}

async function setUp(): Promise<Setup> {
  const provider = await startEmbeddingServer();
  onTestFinished(() => provider.close());
  const server = await openTestServer({ environment: { OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: "test" } });
  onTestFinished(() => server.close());
  const { id: sourceId, files } = await server.folderSource(FILES);
  await server.sync(sourceId);
  const view = async (): Promise<View> => (await server.call<View>(server.admin, "GET /api/v1/embedding-model")).body;
  return {
    server,
    provider,
    sourceId,
    files,
    view,
    post: async (path, json) => {
      const { status, body, text } = await server.call<View>(server.admin, `POST /api/v1/embedding-model${path}`, { json: json ?? {} });
      if (status >= 300) throw new Error(text);
      return body;
    },
    phase: async (wanted) => {
      let last: View | undefined;
      const asked = until(async () => {
        last = await view();
        return last.next?.phase === wanted ? last : undefined;
      });
      return asked.catch((error: unknown) => {
        throw new Error(`it never was ${wanted}: ${JSON.stringify(last?.next)}`, { cause: error });
      });
    },
    find: async (query) => {
      const { hits, degraded } = await search(server.ports, await server.actorOf(server.admin), {
        query,
        limit: 20,
        filters: {},
        explain: false,
      });
      expect(degraded).toEqual([]);
      return hits.map((hit) => hit.document.title);
    },
  };
}

/** How many vectors each followed model has. */
async function sizes({ ports }: TestServer): Promise<Readonly<Record<string, number>>> {
  const all = ports.semantic.followed.map(
    async ({ embedder, vectors }) => [embedder.id, (await vectors.chunkIds(0, 10_000)).length] as const,
  );
  return Object.fromEntries(await Promise.all(all));
}

test("a model is built beside the old one, compared, gone over to at once and gone back from; no source is asked", async () => {
  const { server, provider, sourceId, files, view, post, phase, find } = await setUp();
  expect(await view()).toMatchObject({ current: STATIC, next: null, previous: null, named: null, passages: 30 });
  provider.hold();
  const [hit] = await find("bicycles");
  // What is not there cannot be asked; paused, or the source would rightly forget it.
  await server.call(server.admin, `POST /api/v1/sources/${sourceId}/pause`);
  for (const name of Object.keys(FILES)) files.remove(name);
  const questions = [{ question: "room for 7 bicycles", expected: [] }, { question: "a ladder" }];
  await post("", { model: OTHER, questions });
  await until(async () => ((await view()).next?.phase === "downloading" ? true : undefined));
  expect(server.ports.semantic.current?.embedder.id, "searches know nothing of it").toBe(STATIC);
  expect((await find("bicycles"))[0]).toBe(hit);
  provider.resume();
  const ready = await phase("ready");
  expect(ready).toMatchObject({
    current: STATIC,
    next: { model: OTHER, done: 30, total: 30, error: null, comparison: { questions: 2, recallAt10: null } },
  });
  expect(ready.next?.comparison?.overlapAt10).toBeGreaterThan(0);
  expect(await sizes(server)).toEqual({ [STATIC]: 30, [OTHER]: 30 });

  expect(await post("/cutover")).toMatchObject({ current: OTHER, next: null, previous: { model: STATIC } });
  expect(server.ports.semantic.current?.embedder.id).toBe(OTHER);
  expect(await find("bicycles")).toHaveLength(20);

  // New and changed documents get vectors of both while there is a way back.
  await server.upload(server.admin, { "new.md": "# Moped\n\nA moped stands in the yard.\n" });
  await until(async () => ((await sizes(server))[STATIC] === 31 ? true : undefined));
  expect(await sizes(server)).toEqual({ [STATIC]: 31, [OTHER]: 31 });
  const embedded = provider.count();
  const from = performance.now();
  expect(await post("/rollback")).toMatchObject({ current: STATIC, previous: { model: OTHER } });
  expect(performance.now() - from).toBeLessThan(5000);
  expect((await find("moped"))[0]).toBe("Moped");
  expect(provider.count(), "going back embeds nothing").toBe(embedded);

  const { body } = await server.call<View>(server.admin, "DELETE /api/v1/embedding-model/previous");
  expect(body).toMatchObject({ current: STATIC, previous: null });
  expect(await sizes(server)).toEqual({ [STATIC]: 31 });
  expect((await server.call(server.admin, "POST /api/v1/embedding-model/rollback", { json: {} })).status).toBe(409);
  expect(
    (await server.call<{ readonly items: readonly unknown[] }>(server.admin, `GET /api/v1/sources/${sourceId}/runs`)).body.items,
  ).toHaveLength(1);
});

test("with auto it is gone over to without being told, and none needs no vectors", async () => {
  const { server, view, post } = await setUp();
  await post("", { model: OTHER, auto: true });
  await until(async () => ((await view()).current === OTHER ? true : undefined));
  expect(await view()).toMatchObject({ next: null, previous: { model: STATIC } });
  await post("", { model: "none", auto: true });
  await until(async () => ((await view()).current === "none" ? true : undefined));
  // What is stored first is followed a moment later.
  await until(async () => (server.ports.semantic.current === null ? true : undefined));
  const { body } = await server.call<{ readonly degraded: readonly string[] }>(server.admin, "POST /api/v1/search", {
    json: { query: "ladder" },
  });
  expect(body.degraded).toEqual(["no-embedding-model"]);
  await expect
    .poll(async () => Object.keys(await sizes(server)), { message: "the model before that one is forgotten", timeout: 20_000 })
    .toEqual([OTHER]);
});

test("the same model chosen again keeps what is built, and may be told to go over by itself", async () => {
  const { provider, view, post, phase } = await setUp();
  await post("", { model: OTHER });
  await phase("ready");
  const embedded = provider.count();
  await post("", { model: OTHER, auto: true });
  await until(async () => ((await view()).current === OTHER ? true : undefined));
  expect(provider.count()).toBe(embedded);
});

test("documents that come and go while vectors are made are in both models when it is ready", async () => {
  const { server, provider, post, phase, sourceId, files } = await setUp();
  provider.hold();
  await post("", { model: OTHER });
  files.write("notes/late.md", "# Late\n\nA tandem came late.\n");
  files.remove("notes/3.md");
  const syncing = server.sync(sourceId);
  provider.resume();
  expect(await syncing).toMatchObject({ state: "succeeded" });
  await phase("ready");
  expect(await sizes(server)).toEqual({ [STATIC]: 30, [OTHER]: 30 });
  const { current, followed } = server.ports.semantic;
  const other = followed.find((model) => model !== current);
  expect(await other?.vectors.chunkIds(0, 1000)).toEqual(await current?.vectors.chunkIds(0, 1000));
});

test("a provider that refuses is told to the operator; searches and syncs go on, and another choice takes its place", async () => {
  const { server, provider, post, phase, find, view, sourceId, files } = await setUp();
  provider.refuse(401);
  await post("", { model: OTHER });
  expect((await phase("failed")).next?.error).toMatch(/key/i);
  files.write("notes/more.md", "# More\n\nA unicycle.\n");
  expect(await server.sync(sourceId)).toMatchObject({ state: "succeeded" });
  expect((await find("unicycle"))[0]).toBe("More");
  expect((await server.call(server.admin, "POST /api/v1/embedding-model/cutover", { json: {} })).status).toBe(409);
  provider.refuse(null);
  await post("", { model: OTHER });
  await phase("ready");
  expect(await post("/cancel")).toMatchObject({ current: STATIC, next: null });
  expect(await sizes(server)).toEqual({ [STATIC]: 31 });
  expect((await view()).previous).toBeNull();
});

test("a model that fails while it is not in use keeps no document from being found, and is made whole before it is used", async () => {
  const { server, provider, post, phase, find } = await setUp();
  await post("", { model: OTHER });
  await phase("ready");
  await post("/cutover");
  await post("/rollback");
  provider.refuse(500);
  await server.upload(server.admin, { "new.md": "# Moped\n\nA moped stands in the yard.\n" });
  await until(async () => ((await find("moped"))[0] === "Moped" ? true : undefined));
  expect(await sizes(server)).toEqual({ [STATIC]: 31, [OTHER]: 30 });
  provider.refuse(null);
  await post("/rollback");
  await until(async () => ((await sizes(server))[OTHER] === 31 ? true : undefined));
  expect((await find("moped"))[0]).toBe("Moped");
}, 60_000);

test("an unknown model, a provider that is not set up and the model in use are refused; nobody but an administrator chooses", async () => {
  const { server } = await setUp();
  for (const [model, status] of [
    ["onnx/nonsense", 400],
    ["azure-openai/x", 422],
    [STATIC, 409],
  ] as const) {
    expect((await server.call(server.admin, "POST /api/v1/embedding-model", { json: { model } })).status, model).toBe(status);
  }
  const editor = await server.person("eve", { role: "editor" });
  expect((await server.call(editor, "POST /api/v1/embedding-model", { json: { model: OTHER } })).status).toBe(403);
  expect((await server.call(editor, "GET /api/v1/embedding-model")).status).toBe(403);
});

test("what the environment names is used: at once where nothing is indexed, else as soon as it is built, and nobody changes it", async () => {
  const provider = await startEmbeddingServer();
  onTestFinished(() => provider.close());
  const dataDir = mkdtempSync(join(tmpdir(), "smartypants-named-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const start = async (model?: string) => {
    const environment = { OPENAI_BASE_URL: provider.url, ...(model !== undefined && { SMARTY_EMBEDDING_MODEL: model }) };
    const { config } = readConfig({ SMARTY_DATA_DIR: dataDir, SMARTY_LOG_LEVEL: "error", ...environment });
    const instance = await openInstance(config, captureLog().logger);
    const work = await startBackgroundWork(instance.ports, instance.ingest);
    const stop = async (): Promise<void> => {
      await work.stop(5000);
      await instance.close();
    };
    return { ports: instance.ports, stop };
  };
  const first = await start("none");
  expect(first.ports.semantic.current).toBeNull();
  await first.stop();
  const second = await start(OTHER);
  await until(async () => (second.ports.semantic.current?.embedder.id === OTHER ? true : undefined));
  await second.stop();
  provider.refuse(500);
  const third = await start();
  expect(third.ports.semantic.current?.embedder.id, "what is stored counts without the variable, and no provider is asked at a start").toBe(
    OTHER,
  );
  await third.stop();
  const fourth = await start(STATIC);
  expect(fourth.ports.semantic.current?.embedder.id).toBe(STATIC);
  expect(fourth.ports.embeddingModels.named).toBe(STATIC);
  await fourth.stop();
});
