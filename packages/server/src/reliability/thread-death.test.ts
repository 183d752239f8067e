import { once } from "node:events";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { openTestServer, type TestServer, type TestServerOptions, until } from "../testing/open-test-server.ts";
import { startCliServer } from "./testing/cli-server.ts";
import { deadly } from "./testing/deadly-connector.ts";
import { compileCacheIn } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

interface Job {
  readonly task: string;
  readonly state: string;
  readonly crashes: number;
  readonly lastError: string | null;
}

interface Found {
  readonly hits: readonly unknown[];
  readonly found: number;
  readonly degraded: readonly string[];
}

/** A server with the threads that were started for it, by name. */
async function open(options: TestServerOptions = {}): Promise<TestServer & { worker(name: string): Worker }> {
  const workers = new Map<string, Worker>();
  const keep = (worker: Worker): void => void workers.set(worker.threadName ?? "", worker);
  process.on("worker", keep);
  onTestFinished(() => void process.off("worker", keep));
  const server = await openTestServer(options);
  onTestFinished(() => server.close());
  const worker = (name: string): Worker => {
    const found = workers.get(name);
    if (found === undefined) throw new Error(`there is no thread ${name}, but ${[...workers.keys()].join(", ")}`);
    return found;
  };
  return { ...server, worker };
}

const FILES = Object.fromEntries(
  Array.from({ length: 30 }, (_, at) => [`walrus-${at}.md`, `# Walrus ${at}\n\nA walrus swims ${at} miles.`]),
);

async function search(server: TestServer, query = "walrus swims"): Promise<Found> {
  const { status, body, text } = await server.call<Found>(server.admin, "POST /api/v1/search", { json: { query } });
  if (status !== 200) throw new Error(text);
  return { hits: body.hits, found: body.found, degraded: body.degraded };
}

/** Once the process "worker" event has told of the next one. */
async function kill(worker: Worker): Promise<void> {
  const exited = once(worker, "exit");
  await worker.terminate();
  await exited;
}

test.each(["text search", "vector search"])("a %s thread that dies is started again, and nobody who searches notices", async (name) => {
  const server = await open();
  const source = await server.folderSource(FILES);
  expect((await server.sync(source.id)).state).toBe("succeeded");
  const whole = await search(server);
  expect(whole).toMatchObject({ found: 30, degraded: [] });
  const deaths: Error[] = [];
  server.instance.onDeath((error) => deaths.push(error));
  const worker = server.worker(name);
  // One search is under way when it dies.
  const [during] = await Promise.all([search(server), worker.terminate()]);
  expect(during).toMatchObject({ found: 30, degraded: [] });
  expect(await search(server)).toEqual(whole);
  // What is written later is found as well: ingest speaks to the new thread.
  source.files.write("walrus-new.md", "# Walrus new\n\nA walrus swims home.");
  expect((await server.sync(source.id)).state).toBe("succeeded");
  expect(await search(server)).toMatchObject({ found: 31, degraded: [] });
  expect(server.worker(name)).not.toBe(worker);
  expect(deaths).toEqual([]);
});

test.each([
  ["text search", "semantic-only"],
  ["vector search", "lexical-only"],
])("a %s thread that dies again and again stays dead: the process is told, and searches say %s", async (name, degraded) => {
  const server = await open();
  const { id } = await server.folderSource(FILES);
  await server.sync(id);
  const died = new Promise<Error>((resolve) => server.instance.onDeath(resolve));
  for (let times = 0; times < 3; times++) await kill(server.worker(name));
  expect((await died).message).toContain(name);
  const found = await search(server);
  expect(found.degraded).toEqual([degraded]);
  expect(found.found).toBeGreaterThan(0);
});

test("the death of the writer is told: without it nothing can be kept", async () => {
  const server = await open();
  const died = new Promise<Error>((resolve) => server.instance.onDeath(resolve));
  await kill(server.worker("writer"));
  expect((await died).message).toContain("writer");
  expect((await server.call(server.admin, "POST /api/v1/conversations", { json: {} })).status).toBe(503);
});

test.skipIf(process.platform === "win32")("a server whose writer has died ends with exit code 1, so that it is started again", async () => {
  const folder = tempFolder();
  const environment = { SMARTY_PLUGINS: new URL("./testing/mortal-process.ts", import.meta.url).href };
  const server = startCliServer({ dataDir: join(folder, "data"), compileCache: compileCacheIn(folder), environment });
  onTestFinished(async () => void (await server.kill("SIGKILL")));
  await server.ready();
  expect(await server.kill("SIGUSR2")).toEqual({ code: 1, signal: null });
  expect(server.log()).toContain("has died");
});

const PLUGIN = { SMARTY_PLUGINS: new URL("./testing/deadly-connector.ts", import.meta.url).href };

test.each(["exit", "throw-later"])(
  "a plugin that takes the ingest thread with it (%s) is set aside after three times, and others go on",
  async (death) => {
    const server = await open({ environment: PLUGIN });
    const json = { connector: deadly.id, name: "deadly", settings: { death }, access: { mode: "everyone" } };
    const made = await server.call<{ readonly id: string }>(server.admin, "POST /api/v1/sources", { json });
    expect(made.status, made.text).toBe(201);
    const asked = await server.call<{ readonly syncRunId: string }>(server.admin, `POST /api/v1/sources/${made.body.id}/sync`, {
      json: {},
    });
    const jobs = async (): Promise<readonly Job[]> =>
      (await server.call<{ readonly items: readonly Job[] }>(server.admin, "GET /api/v1/jobs")).body.items;
    const poison = await until(async () => (await jobs()).find((job) => job.task === "sync-source" && job.state === "quarantined"));
    expect(poison).toMatchObject({ crashes: 3, lastError: expect.stringMatching(/stopped 3 times/) });
    const run = await until(async () => {
      const { body } = await server.call<{ readonly state: string }>(server.admin, `GET /api/v1/sync-runs/${asked.body.syncRunId}`);
      return body.state === "failed" ? body : undefined;
    });
    expect(run).toMatchObject({ error: { message: expect.stringMatching(/given up/) } });
    const { id } = await server.folderSource(FILES);
    expect((await server.sync(id)).state).toBe("succeeded");
    expect(await search(server)).toMatchObject({ found: 30, degraded: [] });
  },
);

// What the thread was busy with belongs to nobody any more: the next one must not wait for it.
test("an ingest thread that dies in the middle of a sync: the sync goes on by itself", async () => {
  const server = await open();
  const { id } = await server.folderSource({ ...FILES, "long.md": `# Long\n\n${"The walrus swims on and on. ".repeat(20_000)}` });
  const asked = await server.call<{ readonly syncRunId: string }>(server.admin, `POST /api/v1/sources/${id}/sync`, { json: {} });
  await until(async () => ((await server.ports.database.syncRuns.get(asked.body.syncRunId))?.state === "running" ? true : undefined));
  await server.worker("ingest").terminate();
  const run = await until(async () => {
    const { body } = await server.call<{ readonly state: string; readonly counts: object }>(
      server.admin,
      `GET /api/v1/sync-runs/${asked.body.syncRunId}`,
    );
    return body.state === "succeeded" ? body : undefined;
  });
  expect(run.counts).toMatchObject({ seen: 31, failed: 0 });
  expect(await search(server, '"miles"')).toMatchObject({ found: 30, degraded: [] });
});
