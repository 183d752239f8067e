import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** Stands in for npm: counts its calls, then does to node_modules what `npm ci` does, or fails as told. */
const fakeNpm = `
const fs = require("node:fs");
fs.appendFileSync("npm-calls.txt", process.argv[2] + "\\n");
if (process.env.FAKE_NPM_ERROR) {
  console.error("npm error code " + process.env.FAKE_NPM_ERROR + "\\nnpm error something long\\n    at Object.<anonymous> (npm.js:1:1)");
  process.exit(1);
}
setTimeout(() => {
  fs.mkdirSync("node_modules", { recursive: true });
  fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages: {} }));
}, Number(process.env.FAKE_NPM_MS || 0));
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "smartypants-bootstrap-"));
  cpSync(path.join(import.meta.dirname, "..", "bootstrap.cjs"), path.join(root, "scripts", "bootstrap.cjs"));
  cpSync(import.meta.dirname, path.join(root, "scripts", "bootstrap"), { recursive: true });
  mkdirSync(path.join(root, "npm"));
  writeFileSync(path.join(root, "npm", "npm-cli.js"), fakeNpm);
  writeLock("1.0.0");
  writeTask("console.log('ran', process.argv.slice(2).join(' '))");
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function writeLock(version: string): void {
  writeFileSync(
    path.join(root, "package-lock.json"),
    JSON.stringify({ packages: { "": {}, "node_modules/a": { version, integrity: `sha512-${version}` } } }),
  );
}

/** The task behind `gen`, the plainest of them. */
function writeTask(code: string): void {
  writeFileSync(path.join(root, "scripts", "gen.mjs"), code);
}

function start(options: { task?: string; args?: string[]; env?: Record<string, string> } = {}) {
  const env = { PATH: "", npm_execpath: path.join(root, "npm", "npm-cli.js"), ...options.env };
  const args = ["scripts/bootstrap.cjs", options.task ?? "gen", ...(options.args ?? [])];
  return { command: process.execPath, args, options: { cwd: root, env, encoding: "utf8" as const } };
}

function run(options: Parameters<typeof start>[0] = {}) {
  const { command, args, options: spawnOptions } = start(options);
  return spawnSync(command, args, spawnOptions);
}

function npmCalls(): string[] {
  try {
    return readFileSync(path.join(root, "npm-calls.txt"), "utf8").trim().split("\n");
  } catch {
    return [];
  }
}

test("the first start installs, says so on stderr and runs the task with its arguments; the second only runs it", () => {
  const first = run({ args: ["--flag", "a b"] });
  expect(first.stderr).toContain("Installing the dependencies");
  expect(first.stdout).toBe("ran --flag a b\n");
  const second = run();
  expect(second.stderr).toBe("");
  expect(npmCalls()).toEqual(["ci"]);
});

test("a changed lock installs again; a lock that was only touched does not", () => {
  run();
  utimesSync(path.join(root, "package-lock.json"), new Date(0), new Date(0));
  expect(run().stderr).toBe("");
  expect(npmCalls()).toEqual(["ci"]);
  writeLock("2.0.0");
  expect(run().stderr).toContain("have changed");
  expect(npmCalls()).toEqual(["ci", "ci"]);
});

// Someone who has just run `npm install` must not see it thrown away and done again.
test("what npm itself installed from this lock is adopted", () => {
  mkdirSync(path.join(root, "node_modules"));
  const installed = { packages: { "node_modules/a": { version: "1.0.0", integrity: "sha512-1.0.0" } } };
  writeFileSync(path.join(root, "node_modules", ".package-lock.json"), JSON.stringify(installed));
  expect(run().stdout).toBe("ran \n");
  expect(npmCalls()).toEqual([]);
});

test("two starts at once install once, and both run", async () => {
  const { command, args, options } = start({ env: { FAKE_NPM_MS: "500" } });
  const outputs = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<string>((resolve) => {
          const child = spawn(command, args, options);
          let output = "";
          child.stdout.on("data", (part) => (output += String(part)));
          child.once("close", () => resolve(output));
        }),
    ),
  );
  expect(outputs).toEqual(["ran \n", "ran \n"]);
  expect(npmCalls()).toEqual(["ci"]);
  expect(readdirSync(path.join(root, ".runtime"))).toEqual([]);
});

test("the lock of a start that was killed does not hold up the next", () => {
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  mkdirSync(path.join(root, ".runtime", "install.lock"), { recursive: true });
  writeFileSync(path.join(root, ".runtime", "install.lock", "owner"), JSON.stringify({ pid: dead, host: hostname() }));
  expect(run().stdout).toBe("ran \n");
});

// A start that is killed leaves its npm at work; a second npm beside it would break the installation of both.
test("the lock of a killed start is respected while its npm works, and then taken over", async () => {
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  const npm = spawn(process.execPath, ["-e", "setTimeout(() => {}, 1500)"]);
  mkdirSync(path.join(root, ".runtime", "install.lock"), { recursive: true });
  writeFileSync(path.join(root, ".runtime", "install.lock", "owner"), JSON.stringify({ pid: dead, npmPid: npm.pid, host: hostname() }));
  let npmEnded = false;
  npm.once("exit", () => (npmEnded = true));
  const { command, args, options } = start();
  const child = spawn(command, args, options);
  let said = "";
  child.stderr.on("data", (part) => (said += String(part)));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  expect(npmEnded).toBe(true);
  expect(said).toMatch(/^Another start is installing.*\nInstalling/);
});

test.each([
  ["ENOTFOUND", "npm cannot reach its registry"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "certificate"],
  ["ENOSPC", "the disk is full"],
  ["EROFS", "cannot be written"],
  ["EINTEGRITY", "not the one the lock file names"],
  ["EUSAGE", "package-lock.json does not fit"],
  ["EODD", "npm says"],
])("npm failing with %s is told in a sentence, without a stack trace, and nothing counts as installed", (code, sentence) => {
  const failed = run({ env: { FAKE_NPM_ERROR: code } });
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain("Could not install the dependencies");
  expect(failed.stderr).toContain(sentence);
  expect(failed.stderr).not.toMatch(/^\s+at /m);
  expect(failed.stdout).toBe("");
  expect(run().stdout).toBe("ran \n");
});

test("a checkout without its lock, or with a file in the way, is refused in a sentence", () => {
  rmSync(path.join(root, "package-lock.json"));
  expect(run().stderr).toBe("package-lock.json is missing, so this checkout is not complete. Clone the repository again.\n");
  writeLock("1.0.0");
  writeFileSync(path.join(root, ".runtime"), "");
  expect(run().stderr).toMatch(/^Could not install what SmartyPants needs in .*\n$/);
});

/** Stands in for the compiler: counts its calls, or fails as told. */
const fakeBuild = `
import { appendFileSync, cpSync } from "node:fs";
if (process.env.FAKE_TYPE_ERROR) {
  console.error("src/cli.ts(1,1): error TS2322");
  process.exit(1);
}
appendFileSync("builds.txt", process.argv[2] + " ");
cpSync("packages/server/src/cli.ts", "packages/server/dist/cli.js");
`;

function writeServer(): void {
  mkdirSync(path.join(root, "packages", "server", "src"), { recursive: true });
  writeFileSync(path.join(root, "packages", "server", "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(root, "packages", "server", "src", "cli.ts"), "console.log('serving', process.argv[2])");
  writeFileSync(path.join(root, "scripts", "build.mjs"), fakeBuild);
}

test("start compiles the server once, says so, and compiles it again after a change of its sources", () => {
  writeServer();
  const first = run({ task: "start" });
  expect(first.stderr).toContain("Building the server ...\n");
  expect(first.stdout).toBe("serving start\n");
  expect(run({ task: "start" }).stderr).toBe("");
  writeFileSync(path.join(root, "packages", "server", "src", "cli.ts"), "console.log('changed')");
  expect(run({ task: "start" }).stdout).toBe("changed\n");
  expect(readFileSync(path.join(root, "builds.txt"), "utf8")).toBe("server server ");
});

test("a server that does not compile is told with the compiler's words, and is not started", () => {
  writeServer();
  const failed = run({ task: "start", env: { FAKE_TYPE_ERROR: "1" } });
  expect(failed.stderr).toContain("could not be built. The compiler says:\nsrc/cli.ts(1,1): error TS2322");
  expect(failed).toMatchObject({ status: 1, stdout: "" });
  expect(run({ task: "start" }).stdout).toBe("serving start\n");
});

test("start builds the web interface once, again after a change, and not at all where there is none", () => {
  writeServer();
  expect(run({ task: "start" }).stdout).toBe("serving start\n");
  expect(npmCalls()).toEqual(["ci"]);
  mkdirSync(path.join(root, "web"));
  writeFileSync(path.join(root, "web", "package.json"), "{}");
  expect(run({ task: "start" }).stderr).toBe("Building the web interface ...\n");
  expect(run({ task: "start" }).stderr).toBe("");
  writeFileSync(path.join(root, "web", "index.html"), "new");
  expect(run({ task: "start" }).stdout).toBe("serving start\n");
  expect(npmCalls()).toEqual(["ci", "run", "run"]);
});

test("an unknown task names the known ones", () => {
  const failed = run({ task: "strat" });
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(/^Unknown task "strat"\. The tasks are: start, /);
});

test("the task's exit code is the exit code", () => {
  writeTask("process.exitCode = 7");
  expect(run().status).toBe(7);
});

test("the task finds its own Node first on the PATH", () => {
  writeTask("console.log(process.env.PATH)");
  expect(run({ env: { PATH: "/somewhere" } }).stdout.trim()).toBe([path.dirname(process.execPath), "/somewhere"].join(path.delimiter));
});

test.skipIf(process.platform === "win32").each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s reaches the task once, and its answer is the exit code",
  async (signal) => {
    run();
    writeTask(`
      let count = 0;
      process.on("${signal}", () => { count += 1; setTimeout(() => { console.log("got " + count); process.exit(5); }, 200); });
      setInterval(() => {}, 1000);
      console.log("ready");
    `);
    const { command, args, options } = start();
    const child = spawn(command, args, options);
    let output = "";
    child.stdout.on("data", (part) => {
      output += String(part);
      if (output === "ready\n") child.kill(signal);
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(output).toBe("ready\ngot 1\n");
    expect(code).toBe(5);
  },
);

test.skipIf(process.platform === "win32")("a task that dies by a signal makes its starter die by the same", () => {
  run();
  writeTask("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)");
  expect(run().signal).toBe("SIGTERM");
});
