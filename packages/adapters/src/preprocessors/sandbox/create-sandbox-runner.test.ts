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

describe("a slow document holds up nobody", () => {
  /** What has been read so far, in that order. */
  function recordOrder(works: Readonly<Record<string, Promise<unknown>>>): readonly string[] {
    const order: string[] = [];
    for (const [name, work] of Object.entries(works)) {
      const record = () => void order.push(name);
      work.then(record, record);
    }
    return order;
  }

  async function warm(options: SandboxOptions): Promise<SandboxRunner> {
    const runner = misbehaving(options);
    await run(runner, "echo", "loaded");
    return runner;
  }

  test("it goes on in its process, and another one reads the rest", async () => {
    const runner = await warm({ slowAfterMs: 100, timeoutMs: 60_000 });
    const first = await run(runner, "pid");
    const slow = run(runner, "busy", "2000");
    const others = Promise.all([1, 2, 3].map(() => run(runner, "pid")));
    const order = recordOrder({ slow, others });
    expect(new Set(await others).size).toBe(1);
    expect(await others).not.toContain(first);
    expect(await slow).toBe(first);
    expect(order).toEqual(["others", "slow"]);
  });

  test("a second one makes way too, and begins anew when the first is done", async () => {
    const runner = await warm({ slowAfterMs: 100, timeoutMs: 60_000 });
    const one = run(runner, "busy", "2000");
    const two = run(runner, "busy", "2000".padStart(200_000));
    const three = run(runner, "echo", "a text that is much smaller and comes last");
    const order = recordOrder({ one, two, three });
    expect(await three).toContain("comes last");
    expect(order).toEqual(["three"]);
    expect(await one).not.toBe(await two);
    expect(order).toEqual(["three", "one", "two"]);
  });

  test("where all are alike, the second is read to its end, unless it takes very long", async () => {
    const runner = await warm({ slowAfterMs: 50, timeoutMs: 60_000 });
    const stop = new AbortController();
    const hang = run(runner, "hang", "", stop.signal);
    const short = run(runner, "busy", "300");
    const long = run(runner, "busy", "2500");
    const echo = run(runner, "echo", "alike");
    const order = recordOrder({ hang, short, long, echo });
    await echo;
    expect(order).toEqual(["short", "echo"]);
    stop.abort();
    await expect(hang).rejects.toMatchObject({ code: "aborted" });
    expect(await long).not.toBe(await short);
  });

  test("of those that wait, small ones come first", async () => {
    const runner = await warm({});
    const busy = run(runner, "busy", "100");
    const large = run(runner, "echo", "large ".repeat(1_000));
    const middle = run(runner, "echo", "middle ".repeat(10));
    const small = run(runner, "echo", "small");
    const order = recordOrder({ busy, large, middle, small });
    await Promise.all([busy, large, middle, small]);
    expect(order).toEqual(["busy", "small", "middle", "large"]);
  });

  test.runIf(process.platform === "linux")("two together hold what one may, and who needs more begins anew when it is alone", async () => {
    const runner = await warm({ slowAfterMs: 100, maxMemoryMegabytes: 400, timeoutMs: 60_000 });
    const busy = run(runner, "busy", "2000");
    // Another one is needed beside the slow one, so that each may hold 200.
    await run(runner, "echo", "beside");
    const hold = run(runner, "hold", "160");
    const order = recordOrder({ busy, hold });
    expect(await hold).toMatch(/held 167772160$/);
    expect(order).toEqual(["busy", "hold"]);
    // And with all of it there is still an end.
    await expect(run(runner, "hold", "500")).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("400 MB") });
  });

  test("a signal ends those that were set aside and wait", async () => {
    const runner = await warm({ slowAfterMs: 50, timeoutMs: 60_000 });
    const stop = new AbortController();
    const works = ["1", "2", "3"].map((name) => run(runner, "hang", name.padStart(200_000), stop.signal));
    const ended = Promise.allSettled(works);
    expect(await run(runner, "echo", "a small text behind all of them")).toContain("behind");
    stop.abort();
    expect((await ended).map((each) => each.status === "rejected" && each.reason.code)).toEqual(["aborted", "aborted", "aborted"]);
    expect(await run(runner, "echo", "next")).toBe("next");
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
