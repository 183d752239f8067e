import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lockDataDirectory, readServerInfo } from "./data-lock.ts";

function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "smartypants-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Another process that takes the lock and lives until it is killed. */
async function lockElsewhere(folder: string): Promise<ChildProcess> {
  const script = `
    import { lockDataDirectory } from ${JSON.stringify(new URL("./data-lock.ts", import.meta.url).href)};
    lockDataDirectory(${JSON.stringify(folder)}).announce({ url: "http://127.0.0.1:3210" });
    globalThis.gc?.();
    process.stdout.write("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--expose-gc", "--conditions=source", "--input-type=module-typescript", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

test("one owner at a time, who can be read by the owner only", () => {
  const folder = makeFolder();
  const lock = lockDataDirectory(folder);
  const held = expect.objectContaining({
    code: "conflict",
    message: `Another SmartyPants (process ${process.pid}) uses ${folder}. Stop it, or choose another folder with SMARTY_DATA_DIR.`,
  });
  expect(() => lockDataDirectory(folder)).toThrow(held);
  expect(() => lockDataDirectory(folder)).toThrow(held);
  lock.announce({ url: "http://127.0.0.1:3210" });
  expect(readServerInfo(folder)).toEqual({ pid: process.pid, startedAt: Math.floor(performance.timeOrigin), url: "http://127.0.0.1:3210" });
  for (const name of ["lock.db", "server.json"]) expect(statSync(path.join(folder, name)).mode & 0o777, name).toBe(0o600);
  lock.release();
  lock.release();
  expect(existsSync(path.join(folder, "server.json"))).toBe(false);
  lockDataDirectory(folder).release();
});

test("the lock of a killed process is free at once, and what it wrote is no lock", async () => {
  const folder = makeFolder();
  const child = await lockElsewhere(folder);
  expect(() => lockDataDirectory(folder)).toThrow(`process ${child.pid}, http://127.0.0.1:3210`);
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  expect(readServerInfo(folder)?.pid).toBe(child.pid);
  const lock = lockDataDirectory(folder);
  expect(readServerInfo(folder)?.pid).toBe(process.pid);
  lock.release();
});

test("what is written beside the lock may be missing or damaged", () => {
  const folder = makeFolder();
  const lock = lockDataDirectory(folder);
  for (const text of ["", "{", "[]", '{"pid":"x"}', '{"pid":1,"startedAt":2,"url":3}']) {
    writeFileSync(path.join(folder, "server.json"), text);
    expect(() => lockDataDirectory(folder)).toThrow(`Another SmartyPants uses ${folder}`);
  }
  lock.release();
});

test("a folder that is not there is a matter of configuration", () => {
  expect(() => lockDataDirectory(path.join(makeFolder(), "gone"))).toThrow(expect.objectContaining({ code: "config" }));
});
