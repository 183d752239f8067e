import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../app.ts";
import { type Instance, openInstance, restoringFolder } from "../compose.ts";
import { readConfig } from "../config.ts";
import { captureLog } from "../testing/captured-log.ts";
import { createHttpClient, type HttpClient } from "../testing/http-client.ts";
import { openTestServer, PASSWORD, type SyncRunBody, type TestServer, until } from "../testing/open-test-server.ts";
import { startBackgroundWork } from "../worker.ts";
import { blobEntry } from "./manifest.ts";
import { restoreBackup } from "./restore-backup.ts";
import { writeBackup } from "./write-backup.ts";

const NOW = Date.UTC(2026, 2, 1);
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-backup-"));
  file = join(folder, "backup.tar.gz");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const quiet = { now: NOW, onProgress: () => {}, signal: new AbortController().signal };

function backup(dataDir: string, to = file) {
  return writeBackup({ ...quiet, dataDir, file: to, product: "1.2.3" });
}

function restore(dataDir: string, { force = false, from = file } = {}) {
  return restoreBackup({ ...quiet, dataDir, file: from, force });
}

interface Opened extends HttpClient {
  readonly instance: Instance;
  readonly close: () => Promise<void>;
}

/** The server again, over a directory that has people already. */
async function openOn(dataDir: string): Promise<Opened> {
  const { config } = readConfig({ SMARTY_DATA_DIR: dataDir, SMARTY_LOG_LEVEL: "error" });
  const instance = await openInstance(config, captureLog().logger);
  const work = await startBackgroundWork(instance.ports, instance.ingest);
  const close = async (): Promise<void> => {
    await work.stop(5000);
    await instance.close();
  };
  return { ...createHttpClient(createApp(instance.ports, config)), instance, close };
}

interface Hits {
  readonly hits: readonly { readonly document: { readonly id: string; readonly title: string }; readonly score: number }[];
}

async function search(client: HttpClient, who: { readonly key: string }, query: string, source: string) {
  const { body } = await client.call<Hits>(who, "POST /api/v1/search", { json: { query, filters: { sources: [source] } } });
  return body.hits.map(({ document, score }) => [document.id, document.title, score]);
}

function manyFiles(count: number): Record<string, string> {
  const files = Array.from({ length: count }, (_each, index): [string, string] => [
    `part-${index % 9}/note-${index}.md`,
    `# Note ${index}\n\nThe river gauge number ${index} stands at mark ${index * 7}. ${"Water rises after rain. ".repeat(20)}`,
  ]);
  return Object.fromEntries(files);
}

const ENDED = new Set(["succeeded", "partial", "failed", "cancelled"]);

describe("a restore drill", { timeout: 90_000 }, () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await openTestServer();
  });
  afterEach(() => server.close());

  const runOf = async (client: HttpClient, id: string): Promise<SyncRunBody> =>
    (await client.call<SyncRunBody>(server.admin, `GET /api/v1/sync-runs/${id}`)).body;

  // made while a sync writes, restored elsewhere, everything works and nothing is half there.
  test("a backup made during a sync gives back the same answers, people, keys, sessions and originals", async () => {
    const ada = await server.person("ada", { password: PASSWORD });
    const handbook = await server.folderSource({
      "leave.md": "# Leave\n\nParents receive twenty weeks of leave at full pay.",
      "vpn.md": "# VPN\n\nError TW-214 means that the disk is not encrypted.",
    });
    await server.sync(handbook.id);
    const uploaded = await server.upload(ada, { "plan.txt": "The launch code of the fountain is 4711." });
    const [plan] = uploaded.body.documents;
    const session = await server.signIn(ada);
    const asked = await server.call<{ readonly id: string }>(ada, "POST /api/v1/conversations", { json: {} });
    const question = { content: "How many weeks of leave do parents receive?" };
    const posted = await server.call<{ readonly runId: string }>(ada, `POST /api/v1/conversations/${asked.body.id}/messages`, {
      json: question,
    });
    const conversation = `GET /api/v1/conversations/${asked.body.id}`;
    const answer = await until(async () => {
      const run = await server.call<{ readonly state: string; readonly answer: string }>(ada, `GET /api/v1/runs/${posted.body.runId}`);
      return run.body.state === "done" ? run.body.answer : undefined;
    });
    const sealed = server.ports.vault.seal("a token of a source", "credential:1");
    const notes = await server.folderSource(manyFiles(400));
    const { body: started } = await server.call<{ readonly syncRunId: string }>(server.admin, `POST /api/v1/sources/${notes.id}/sync`);
    await until(async () => ((await runOf(server, started.syncRunId)).counts["seen"] === 0 ? undefined : true));
    expect(ENDED.has((await runOf(server, started.syncRunId)).state)).toBe(false);

    const made = await backup(server.config.dataDir);
    expect(made).toMatchObject({ file, blobs: 1, erased: 0 });
    const before = {
      leave: await search(server, ada, "parental leave", handbook.id),
      vpn: await search(server, ada, "TW-214", handbook.id),
      conversation: (await server.call(ada, conversation)).body,
      people: (await server.call(server.admin, "GET /api/v1/users")).body,
    };
    expect(before.leave.length).toBeGreaterThan(0);

    const dataDir = join(folder, "restored");
    const { manifest, movedTo } = await restore(dataDir);
    expect({ movedTo, product: manifest.product, created: manifest.createdAt }).toEqual({
      movedTo: null,
      product: "1.2.3",
      created: new Date(NOW).toISOString(),
    });
    const restored = await openOn(dataDir);
    try {
      // What was under way goes on, and comes to the same end.
      const [live, again] = await Promise.all(
        [server, restored].map((client) =>
          until(async () => {
            const run = await runOf(client, started.syncRunId);
            return ENDED.has(run.state) ? run : undefined;
          }, 60_000),
        ),
      );
      expect(again?.state).toBe("succeeded");
      expect({ live: live?.counts["seen"], again: again?.counts["seen"] }).toEqual({ live: 400, again: 400 });
      const health = await until(async () => {
        const { body } = await restored.call<{ readonly items: readonly { readonly id: string; readonly status: string }[] }>(
          server.admin,
          "GET /api/v1/system/health?deep=true",
        );
        return body.items.some((item) => item.id === "index-waiting" && item.status !== "ok") ? undefined : body;
      });
      expect(health.items.filter((item) => item.status === "failed")).toEqual([]);
      expect({
        leave: await search(restored, ada, "parental leave", handbook.id),
        vpn: await search(restored, ada, "TW-214", handbook.id),
        conversation: (await restored.call(ada, conversation)).body,
        people: (await restored.call(server.admin, "GET /api/v1/users")).body,
      }).toEqual(before);
      expect(JSON.stringify(before.conversation)).toContain(JSON.stringify(answer).slice(1, -1));
      expect((await restored.call(session, "GET /api/v1/me")).body).toMatchObject({ email: ada.email, via: "session" });
      expect((await restored.call(null, "POST /api/auth/sign-in/email", { json: { email: ada.email, password: PASSWORD } })).status).toBe(
        200,
      );
      const original = await restored.open(ada, `GET /api/v1/documents/${plan?.id}/file`);
      expect(await original.text()).toBe("The launch code of the fountain is 4711.");
      expect(restored.instance.ports.vault.open(sealed, "credential:1")).toBe("a token of a source");
    } finally {
      await restored.close();
    }
  });

  test("a restore is refused while a server has the directory, and touches nothing", async () => {
    await backup(server.config.dataDir);
    const before = readdirSync(server.config.dataDir).toSorted();
    await expect(restore(server.config.dataDir, { force: true })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("uses"),
    });
    expect(readdirSync(server.config.dataDir).toSorted()).toEqual(before);
    expect((await server.call(server.admin, "GET /api/v1/me")).status).toBe(200);
  });

  test("an original that is damaged is no part of any backup", async () => {
    await server.upload(server.admin, { "plan.txt": "The launch code." });
    const blobs = join(server.config.dataDir, "blobs");
    const [name] = readdirSync(blobs, { recursive: true, encoding: "utf8" }).filter((each) => /[0-9a-f]{64}$/.test(each));
    writeFileSync(join(blobs, name ?? ""), "another");
    await expect(backup(server.config.dataDir)).rejects.toMatchObject({ code: "corrupt", message: expect.stringContaining("damaged") });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("an original that is gone is named, and the backup is whole without it", async () => {
    const { body } = await server.upload(server.admin, { "plan.txt": "The launch code." });
    expect(body.documents).toMatchObject([{ state: "indexed" }]);
    const blobs = join(server.config.dataDir, "blobs");
    const [name] = readdirSync(blobs, { recursive: true, encoding: "utf8" }).filter((each) => /[0-9a-f]{64}$/.test(each));
    rmSync(join(blobs, name ?? ""));
    expect(await backup(server.config.dataDir)).toMatchObject({ blobs: 0, erased: 1 });
    const { manifest } = await restore(join(folder, "restored"));
    expect(manifest.erased.map(blobEntry)).toEqual([`blobs/${name}`]);
  });
});

describe("beside a stopped server", { timeout: 30_000 }, () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = join(folder, "data");
    await (await openOn(dataDir)).close();
  });

  test("a backup is private and leaves nothing, neither beside it nor in the data directory", async () => {
    const before = readdirSync(dataDir).toSorted();
    const { sizeBytes } = await backup(dataDir);
    expect(readdirSync(folder).toSorted()).toEqual(["backup.tar.gz", "data"]);
    // SQLite itself leaves an empty log where it could not write.
    const left = readdirSync(dataDir).filter((name) => !/-(?:wal|shm)$/.test(name));
    expect(left.toSorted()).toEqual(before);
    expect(statSync(file).size).toBe(sizeBytes);
    expect(process.platform === "win32" ? 0 : statSync(file).mode & 0o077).toBe(0);
  });

  test("a backup is never overwritten, nor put among the data, nor into a folder that is not there", async () => {
    writeFileSync(file, "yesterday's");
    await expect(backup(dataDir)).rejects.toMatchObject({ code: "conflict" });
    expect(readFileSync(file, "utf8")).toBe("yesterday's");
    await expect(backup(dataDir, join(dataDir, "blobs", "b.tar.gz"))).rejects.toMatchObject({ code: "invalid" });
    await expect(backup(dataDir, join(folder, "nowhere", "b.tar.gz"))).rejects.toMatchObject({ code: "not_found" });
    await expect(backup(join(folder, "nobody"))).rejects.toMatchObject({ code: "not_found" });
  });

  test("a backup that is stopped leaves nothing", async () => {
    const controller = new AbortController();
    const stopped = writeBackup({ ...quiet, dataDir, file, product: "1", signal: controller.signal, onProgress: () => controller.abort() });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(readdirSync(folder)).toEqual(["data"]);
  });

  test("a directory that is not empty is refused; with force its content is kept aside", async () => {
    await backup(dataDir);
    const target = join(folder, "target");
    mkdirSync(target);
    writeFileSync(join(target, "notes.txt"), "mine");
    await expect(restore(target)).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("--force") });
    expect(readdirSync(target).filter((name) => name !== "lock.db")).toEqual(["notes.txt"]);
    const { movedTo } = await restore(target, { force: true });
    expect(readFileSync(join(movedTo ?? "", "notes.txt"), "utf8")).toBe("mine");
    await (await openOn(target)).close();
  });

  // All checks come before the first change.
  test("a damaged backup changes nothing, with force neither", async () => {
    await backup(dataDir);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 9));
    const target = join(folder, "target");
    mkdirSync(target);
    writeFileSync(join(target, "notes.txt"), "mine");
    await expect(restore(target, { force: true })).rejects.toMatchObject({ code: "corrupt" });
    expect(readdirSync(target).filter((name) => name !== "lock.db")).toEqual(["notes.txt"]);
    expect(readdirSync(folder).toSorted()).toEqual(["backup.tar.gz", "data", "target"]);
  });

  test("a backup of a newer version is refused", async () => {
    const connection = new DatabaseSync(join(dataDir, "smartypants.db"));
    connection.exec("insert into schema_migration (name, timestamp) values ('9999-later', '2099')");
    connection.close();
    await backup(dataDir);
    const target = join(folder, "target");
    await expect(restore(target)).rejects.toMatchObject({ code: "config", message: expect.stringContaining("newer SmartyPants (1.2.3)") });
    expect(readdirSync(target).filter((name) => name !== "lock.db")).toEqual([]);
  });

  test("a damaged database is refused as a backup", async () => {
    const database = join(dataDir, "smartypants.db");
    const bytes = readFileSync(database);
    for (let page = 30; page < 60; page++) bytes.fill(0xff, page * 16_384, (page + 1) * 16_384);
    writeFileSync(database, bytes);
    await expect(backup(dataDir)).rejects.toMatchObject({ code: "corrupt", message: expect.stringContaining("no backup") });
    expect(readdirSync(folder)).toEqual(["data"]);
  });

  // Between two renames the directory is neither the old one nor the new one.
  test("no server starts in a directory whose restore broke off; the next restore mends it", async () => {
    await backup(dataDir);
    mkdirSync(restoringFolder(dataDir));
    await expect(openOn(dataDir)).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("interrupted") });
    await restore(dataDir, { force: true });
    await (await openOn(dataDir)).close();
  });
});
