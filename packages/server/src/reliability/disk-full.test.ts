import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDiskSpace } from "@smartypants/adapters";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../testing/open-test-server.ts";
import { type CliServer, startCliServer } from "./testing/cli-server.ts";
import { createCorpus } from "./testing/corpus.ts";
import { differences, dumpDataDir } from "./testing/dump.ts";
import { compileCacheIn } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const DISK_MB = 128;

interface Run {
  readonly state: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly counts: Readonly<Record<string, number>>;
}

interface Health {
  readonly items: readonly { readonly id: string; readonly status: string; readonly detail: string }[];
}

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A small disk at a folder. */
function mountDisk(folder: string): { fill(leaveBytes: number): Promise<void>; free(): void } {
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  let files = 0;
  return {
    fill: async (leaveBytes) => {
      for (let left = Infinity; left > leaveBytes;) {
        left = (await readDiskSpace(folder)).freeBytes;
        const size = Math.min(left - leaveBytes, 4 * 2 ** 20);
        if (size <= 0) return;
        try {
          writeFileSync(join(folder, `filler-${files++}`), new Uint8Array(size));
        } catch {
          // Somebody else was quicker to take the rest: that is full too.
          return;
        }
      }
    },
    free: () => {
      for (let at = 0; at < files; at++) rmSync(join(folder, `filler-${at}`), { force: true });
    },
  };
}

async function addSource(server: CliServer, path: string): Promise<string> {
  const json = { connector: "folder", name: "files", settings: { path }, access: { mode: "everyone" } };
  const { body, text, status } = await server.call<{ readonly id: string }>("POST", "/api/v1/sources", json);
  if (status !== 201) throw new Error(text);
  return body.id;
}

async function sync(server: CliServer, sourceId: string): Promise<string> {
  const { body, text, status } = await server.call<{ readonly syncRunId: string }>("POST", `/api/v1/sources/${sourceId}/sync`, {});
  if (status !== 202) throw new Error(text);
  return body.syncRunId;
}

const readRun = async (server: CliServer, id: string): Promise<Run> => (await server.call<Run>("GET", `/api/v1/sync-runs/${id}`)).body;

const untilRun = (server: CliServer, id: string, isReached: (run: Run) => boolean): Promise<Run> =>
  until(
    async () => {
      const run = await readRun(server, id);
      return isReached(run) ? run : undefined;
    },
    60_000,
    50,
  );

const isOver = (run: Run): boolean => ["succeeded", "partial", "failed", "cancelled"].includes(run.state);

async function jobsLeft(server: CliServer): Promise<number> {
  return (await server.call<{ readonly items: readonly unknown[] }>("GET", "/api/v1/jobs")).body.items.length;
}

async function found(server: CliServer): Promise<number> {
  const { status, body, text } = await server.call<{ readonly found: number }>("POST", "/api/v1/search", { query: "walrus budget" });
  if (status !== 200) throw new Error(text);
  return body.found;
}

async function upload(server: CliServer, name: string): Promise<{ readonly status: number; readonly id: string; readonly text: string }> {
  const form = new FormData();
  form.append("file", new File([`# ${name}\n\nA walrus called ${name}.`], `${name}.md`));
  const { status, body, text } = await server.call<{ readonly documents?: readonly { readonly id: string }[] }>(
    "POST",
    "/api/v1/uploads",
    undefined,
    {
      body: form,
    },
  );
  return { status, id: body.documents?.[0]?.id ?? "", text };
}

// Running out of room must cost nothing but time: no search, no stored row, and no delete that would make room.
test.skipIf(!canMount())("a disk that fills up in the middle of a sync, and has room again", { timeout: 240_000 }, async () => {
  const folder = tempFolder();
  const compileCache = compileCacheIn(folder);
  const corpus = createCorpus({ folder: join(folder, "files"), seed: 3, files: 400, longest: 300, risky: 0 });
  const disk = mountDisk(join(folder, "data"));
  const start = () => {
    const started = startCliServer({ dataDir: join(folder, "data"), compileCache });
    onTestFinished(async () => void (await started.kill("SIGKILL")));
    return started;
  };
  let server = start();
  await server.ready();
  const kept = await upload(server, "kept");
  const doomed = await upload(server, "doomed");
  const sourceId = await addSource(server, corpus.folder);
  // Little enough to take at once, and enough for the sync to begin.
  await disk.fill(24 * 2 ** 20);
  const syncRunId = await sync(server, sourceId);
  await untilRun(server, syncRunId, (run) => (run.counts["seen"] ?? 0) > 0);

  // Everything is gone at once, the room that ingest would have left alone included.
  await disk.fill(0);
  const waiting = await untilRun(server, syncRunId, (run) => run.error?.code === "full");
  expect(waiting).toMatchObject({ state: "queued", error: { message: expect.stringMatching(/free some space/i) } });
  expect(await found(server), "search goes on").toBeGreaterThan(0);
  expect((await server.call("GET", `/api/v1/documents/${kept.id}`)).status).toBe(200);
  const refused = await upload(server, "refused");
  expect([refused.status, JSON.parse(refused.text).code]).toEqual([507, "full"]);

  // The room that was set aside lets people delete, and nothing else comes in by it.
  await until(async () => ((await server.call("DELETE", `/api/v1/documents/${doomed.id}`)).status === 204 ? true : undefined), 20_000, 100);
  expect((await server.call("GET", `/api/v1/documents/${doomed.id}`)).status).toBe(404);
  expect((await upload(server, "refused")).status).toBe(507);
  expect(isOver(await readRun(server, syncRunId)), "it waits for room").toBe(false);

  // Until there is nothing left at all.
  await disk.fill(0);
  const statuses = await until(async () => {
    const { status, text } = await server.call("POST", "/api/v1/conversations", { title: "x".repeat(200) });
    return status === 201 ? undefined : [status, JSON.parse(text).code];
  }, 20_000);
  expect(statuses).toEqual([507, "full"]);
  expect(await found(server)).toBeGreaterThan(0);
  expect((await server.call("GET", "/readyz")).status).toBe(200);

  // A start says what it lacks, and harms nothing: it ends where something has to be stored first, and else serves what is there.
  await server.kill("SIGKILL");
  const late = start();
  const isReady = await late.ready().then(
    () => true,
    () => false,
  );
  const outcome = isReady
    ? `finds something: ${(await found(late)) > 0}, an upload answers ${(await upload(late, "refused")).status}`
    : `ended with ${(await late.exited).code}`;
  expect(["finds something: true, an upload answers 507", "ended with 1"]).toContain(outcome);
  await late.kill("SIGKILL");
  expect(late.log()).toMatch(/disk is full/);

  disk.free();
  server = start();
  await server.ready();
  expect(await sync(server, sourceId), "the same run goes on").toBe(syncRunId);
  const done = await untilRun(server, syncRunId, isOver);
  expect(done.state).toBe("partial");
  const later = await upload(server, "later");
  expect(later.status).toBe(201);
  // So that what is left is the source's, as in an undisturbed server.
  for (const { id } of [kept, later]) expect((await server.call("DELETE", `/api/v1/documents/${id}`)).status).toBe(204);
  await until(async () => ((await jobsLeft(server)) === 0 ? true : undefined), 60_000, 100);
  const health = await server.call<Health>("GET", "/api/v1/system/health?deep=true");
  expect(health.body.items.filter((item) => item.status === "failed" && item.id !== "disk")).toEqual([]);
  expect(await server.kill("SIGTERM")).toMatchObject({ code: 0 });

  const other = startCliServer({ dataDir: join(folder, "undisturbed"), compileCache });
  onTestFinished(async () => void (await other.kill("SIGKILL")));
  await other.ready();
  const wholeRun = await sync(other, await addSource(other, corpus.folder));
  // The part that was there before counts as unchanged when it goes on.
  const { seen, skipped, failed } = (await untilRun(other, wholeRun, isOver)).counts;
  expect(done.counts).toMatchObject({ seen, skipped, failed });
  await other.kill("SIGTERM");
  const wanted = dumpDataDir(join(folder, "undisturbed"));
  const have = dumpDataDir(join(folder, "data"));
  expect(have.leftovers).toEqual([]);
  expect(differences(have, wanted)).toEqual([]);
});
