import { fork } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, onTestFinished, test } from "vitest";
import { linesAt, makePdf } from "../testing/make-pdf.ts";
import { createSandboxRunner, type SandboxOptions, type SandboxRunner } from "./create-sandbox-runner.ts";

const entryUrl = new URL("./testing/misbehaving-entry.ts", import.meta.url).href;
const folder = mkdtempSync(path.join(tmpdir(), "smarty-sandbox-"));
const runners: SandboxRunner[] = [];

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});
afterAll(() => rmSync(folder, { recursive: true }));

function misbehaving(options: SandboxOptions = {}): SandboxRunner {
  const runner = createSandboxRunner({ entryUrl, timeoutMs: 20_000, ...options });
  runners.push(runner);
  return runner;
}

async function run(runner: SandboxRunner, id: string, text = "", signal = new AbortController().signal): Promise<string> {
  const { blocks } = await runner.run(id, { bytes: Buffer.from(text), mimeType: "text/plain", filename: "a.txt", signal });
  return blocks.map((block) => block.text).join("\n");
}

test("a real PDF and a real page are read in the process", async () => {
  const runner = createSandboxRunner();
  runners.push(runner);
  const signal = new AbortController().signal;
  const bytes = makePdf({ title: "Leave", pages: [{ texts: linesAt(["Parental leave takes twelve weeks."]) }] });
  const read = await runner.run("pdf", { bytes, mimeType: "application/pdf", filename: "leave.pdf", signal });
  expect(read).toEqual({
    title: "Leave",
    language: "en",
    blocks: [{ kind: "paragraph", text: "Parental leave takes twelve weeks.", anchor: "page=1" }],
  });
  expect(bytes.length).toBeGreaterThan(0); // the caller's bytes were not taken away
  const page = Buffer.from("<h1 id=top>Leave</h1><p>Twelve weeks.</p>");
  const { blocks } = await runner.run("html", { bytes: page, mimeType: "text/html", filename: "a.html", signal });
  expect(blocks.map((block) => block.text)).toEqual(["Leave", "Twelve weeks."]);
  await expect(
    runner.run("pdf", { bytes: Buffer.from("%PDF-1.4 junk"), mimeType: "application/pdf", filename: "x.pdf", signal }),
  ).rejects.toMatchObject({ code: "corrupt" });
  await expect(runner.run("nobody", { bytes: page, mimeType: "x/y", filename: "x", signal })).rejects.toMatchObject({
    code: "unsupported",
  });
});

describe("a document that does harm fails alone, and says how", () => {
  test("a hang ends with the time limit, and the next document is read", async () => {
    const runner = misbehaving({ timeoutMs: 1_500 });
    const [hang, after] = await Promise.allSettled([run(runner, "hang"), run(runner, "echo", "still here")]);
    expect(hang).toMatchObject({ status: "rejected", reason: { code: "too_large", message: expect.stringContaining("1.5 s") } });
    expect(after).toEqual({ status: "fulfilled", value: "still here" });
  });

  test("a crash", async () => {
    const runner = misbehaving();
    await expect(run(runner, "exit")).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringMatching(/^The file made the reader crash \(exit code 3\)/),
    });
    expect(await run(runner, "echo", "next")).toBe("next");
  });

  test("a heap that grows stops at the heap cap", async () => {
    await expect(run(misbehaving({ maxHeapMegabytes: 48 }), "heap-growth")).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("48 MB"),
    });
  });

  test.runIf(process.platform === "linux")("memory outside the heap stops at the memory limit", async () => {
    const runner = misbehaving({ maxMemoryMegabytes: 200, pollMs: 50 });
    await expect(run(runner, "buffer-growth")).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("200 MB"),
    });
  });

  test("an unknown error keeps its text to itself", async () => {
    await expect(run(misbehaving(), "throw")).rejects.toMatchObject({
      code: "corrupt",
      message: expect.not.stringContaining("vendor"),
    });
  });

  test("an answer of the wrong shape is no document", async () => {
    await expect(run(misbehaving(), "nonsense", "1")).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringContaining("nonsense"),
    });
  });
});

describe("the process reaches nothing", () => {
  // A real server, so that a call that got out would be seen.
  test("no network", async () => {
    let calls = 0;
    const server = createServer((_, response) => {
      calls++;
      response.end();
    });
    server.on("connection", () => calls++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    const runner = misbehaving();
    for (const behaviour of ["connect", "fetch", "websocket", "dns", "http", "lower-part", "tls", "late-import"]) {
      expect(await run(runner, behaviour, url), behaviour).toMatch(/^refused: .*not available while a document is read$/);
    }
    expect((await fetch(url)).status).toBe(200);
    expect(calls).toBe(2); // our own connection and request, so the server was there to be reached
    server.close();
    server.closeAllConnections();
  });

  test("no other processes, threads or signals", async () => {
    const runner = misbehaving();
    expect(await run(runner, "spawn")).toContain("Access to this API has been restricted");
    expect(await run(runner, "worker")).toContain("Access to this API has been restricted");
    expect(await run(runner, "kill-parent")).toContain("kill is not available");
  });

  test("no files but its own code", async () => {
    const runner = misbehaving();
    const secret = path.join(folder, "secret.txt");
    writeFileSync(secret, "the secret");
    for (const file of [secret, "/proc/self/environ", path.resolve(import.meta.dirname, "../../../../../package.json")]) {
      expect(await run(runner, "read-file", file), file).toContain("Access to this API has been restricted");
    }
    expect(await run(runner, "read-file", path.join(import.meta.dirname, "guard.ts"))).toContain("syncBuiltinESMExports");
    const planted = path.join(folder, "planted.txt");
    expect(await run(runner, "write-file", planted)).toContain("Access to this API has been restricted");
    // SQLite asks nobody for permission: it must not be there at all.
    expect(await run(runner, "sqlite", planted)).toMatch(/^refused: .*not available while a document is read$/);
    expect(existsSync(planted)).toBe(false);
  });
});

test("the process has no environment", async () => {
  const names = (await run(misbehaving(), "environment")).split(",");
  // What Node itself needs for the channel, and nothing of ours.
  expect(names.filter((name) => name !== "" && !name.startsWith("NODE_CHANNEL_") && !name.startsWith("__"))).toEqual([]);
});

describe("life of the process", () => {
  test("one process reads one after the other, and is replaced after its share", async () => {
    const runner = misbehaving({ maxDocuments: 2 });
    const ids = await Promise.all([1, 2, 3].map(() => run(runner, "pid")));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    await expect.poll(() => isRunning(ids[0] ?? "")).toBe(false);
  });

  test("two processes share the queue when two are allowed", async () => {
    const runner = misbehaving({ concurrency: 2 });
    const ids = await Promise.all([1, 2].map(() => run(runner, "pid")));
    expect(new Set(ids).size).toBe(2);
  });

  test("without work it ends", async () => {
    const id = await run(misbehaving({ idleMs: 50 }), "pid");
    expect(isRunning(id)).toBe(true);
    await expect.poll(() => isRunning(id)).toBe(false);
  });

  test("the signal ends a running document with its process, and takes a waiting one out of the queue", async () => {
    const runner = misbehaving();
    const before = await run(runner, "pid");
    const running = new AbortController();
    const waiting = new AbortController();
    const first = run(runner, "hang", "", running.signal);
    const second = run(runner, "echo", "never", waiting.signal);
    waiting.abort();
    await expect(second).rejects.toMatchObject({ code: "aborted" });
    running.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    expect(isRunning(before)).toBe(false);
    expect(await run(runner, "echo", "next")).toBe("next");
  });

  // Nobody is left to enforce the time limit, and the busy thread never hears that the channel has closed.
  test.skipIf(process.platform === "win32")("kill -9 of the parent ends a process that is busy with a document", async () => {
    const parent = fork(new URL("./testing/doomed-parent.ts", import.meta.url), {
      execArgv: ["--conditions=source", "--disable-warning=ExperimentalWarning"],
      stdio: "ignore",
    });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const id = await new Promise<string>((resolve) => parent.once("message", (message) => resolve(message as string)));
    expect(isRunning(id)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(id), { timeout: 10_000 }).toBe(false);
  });

  test("stopping rejects what runs and waits, and leaves no process", async () => {
    const runner = misbehaving();
    const id = await run(runner, "pid");
    const work = Promise.all(["hang", "echo"].map((each) => expect(run(runner, each), each).rejects.toMatchObject({ code: "aborted" })));
    await runner.stop();
    await work;
    expect(isRunning(id)).toBe(false);
    await expect(run(runner, "echo")).rejects.toMatchObject({ code: "aborted" });
  });
});

function isRunning(processId: string): boolean {
  try {
    process.kill(Number(processId), 0);
    // One that has ended and that nobody has fetched is still listed.
    return process.platform !== "linux" || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${processId}/stat`, "utf8"));
  } catch {
    return false; // "no such process" is thrown
  }
}
