import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dataPaths } from "../compose.ts";

const CLI = fileURLToPath(new URL("../cli.ts", import.meta.url));
const FLAGS = ["--conditions=source", "--disable-warning=ExperimentalWarning"];

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-cli-"));
  dataDir = join(folder, "data");
  for (const [name, text] of Object.entries(FILES)) put(name, text);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FILES = {
  "docs/leave.md": "# Leave\n\nParents receive **twenty weeks** of leave at full pay.\n\nAsk your manager early.\n",
  "docs/vpn.html": "<h1>VPN</h1>\n<p>Error TW-214 means\n that the disk is not encrypted.</p>\n",
  "docs/empty.txt": "",
};

function put(name: string, text: string): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Starts the real program, as npm does, in the temporary folder. */
function start(args: readonly string[], { input = "", environment = {} }: RunOptions = {}) {
  const env = { PATH: "", NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"), SMARTY_DATA_DIR: dataDir, ...environment };
  const child = spawn(process.execPath, [...FLAGS, CLI, ...args], { cwd: folder, env, stdio: "pipe" });
  child.stdin.end(input);
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, ...written })));
  return { child, ended, written };
}

const run = (args: readonly string[], options?: RunOptions): Promise<Ended> => start(args, options).ended;

/** Waits for a line of a running server. */
async function line({ child, written }: ReturnType<typeof start>, wanted: RegExp): Promise<string> {
  for (;;) {
    const found = wanted.exec(written.out);
    if (found !== null) return found[1] ?? found[0];
    if (child.exitCode !== null) throw new Error(`it ended: ${written.err}`);
    await new Promise((resolve) => child.stdout.once("data", resolve));
  }
}

describe("the program", { timeout: 60_000 }, () => {
  // The promise of the first minute.
  test("a question about a folder, in one command on an empty data directory", async () => {
    const first = await run(["ask", "How many weeks of leave do parents receive?", "--folder", "docs"]);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining("twenty weeks of leave at full pay. [1]\n") });
    expect(first.out).toContain(`[1] Leave  ${join("docs", "leave.md")}:3\n`);
    expect(first.err).toMatch(/^A new data directory: you are its administrator owner@localhost/);
    expect(first.err).toContain("docs: 3 items, 2 indexed, 1 skipped, 0 failed");
    const again = await run(["ask", "What does TW-214 mean?", "--folder", "docs", "--json"]);
    expect(again).toMatchObject({ code: 0, err: "" });
    const { citations } = JSON.parse(again.out) as { citations: readonly unknown[] };
    expect(citations[0]).toMatchObject({ file: join(folder, "docs", "vpn.html"), line: 2, place: null });
    const changed = (): void => put("docs/new.txt", "The fountain is drained in November.\n");
    changed();
    const third = await run(["ask", "When is the fountain drained?", "--folder", join(folder, "docs")]);
    expect(third).toMatchObject({ code: 0, err: expect.stringContaining("1 indexed, 2 unchanged") });
    expect(third.out).toContain(`${join("docs", "new.txt")}:1`);
    expect(existsSync(dataPaths(dataDir).operatorToken)).toBe(false);
  });

  test("a script of a checkout takes paths from where it was called", async () => {
    const environment = { npm_package_name: "smartypants", INIT_CWD: join(folder, "docs") };
    expect(await run(["add", ".", "--name", "Here"], { environment })).toMatchObject({
      code: 0,
      out: expect.stringContaining("Here: 3 items"),
    });
  });
});

describe("the program with a server", { timeout: 60_000 }, () => {
  test("commands ask the server, which tells the owner how to sign in and ends when told", async () => {
    await run(["add", "docs", "--everyone"]);
    const server = start(["start", "--port", "0"]);
    try {
      const url = await line(server, /ready at (\S+)\n/);
      const link = await line(server, /Set a password for owner@localhost and sign in: (\S+)\n/);
      expect(link.startsWith(`${url}/join#`)).toBe(true);
      expect(JSON.parse(readFileSync(dataPaths(dataDir).server, "utf8"))).toMatchObject({ url: url.replace("localhost", "127.0.0.1") });
      const asked = await run(["ask", "How many weeks of leave do parents receive?", "--stream"]);
      expect(asked).toMatchObject({ code: 0, err: "", out: expect.stringContaining("twenty weeks of leave at full pay. [1]\n") });
      expect(asked.out).toContain("leave.md:3");
      expect(await run(["sync"])).toMatchObject({ code: 0, out: 'The server syncs "docs" now.\n' });
      expect(await run(["doctor", "--json"])).toMatchObject({ code: 0 });
      expect(await run(["backup", "b.tar.gz"])).toMatchObject({ code: 0 });
      expect(await run(["restore", "b.tar.gz", "--force"])).toMatchObject({ code: 1, err: expect.stringContaining("Stop it") });
      const port = new URL(url).port;
      const second = await run(["start", "--port", port, "--data-dir", "other"]);
      expect(second).toMatchObject({ code: 1, err: expect.stringContaining(`Port ${port} is taken`) });
      expect(second.err).toContain("--port");
      expect(existsSync(dataPaths(join(folder, "other")).operatorToken)).toBe(false);
      expect(await run(["start", "--port", "0"])).toMatchObject({ code: 1, err: expect.stringContaining("uses") });
    } finally {
      server.child.kill("SIGTERM");
    }
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(existsSync(dataPaths(dataDir).operatorToken) || existsSync(dataPaths(dataDir).server)).toBe(false);
  });

  test("what a killed server has left behind keeps nobody from working", async () => {
    await run(["add", "docs"]);
    const server = start(["start", "--port", "0"]);
    await line(server, /ready at (\S+)\n/);
    server.child.kill("SIGKILL");
    await server.ended;
    expect(existsSync(dataPaths(dataDir).server)).toBe(true);
    expect(await run(["search", "leave"])).toMatchObject({ code: 0, out: expect.stringContaining("leave.md:") });
  });

  test("an empty directory: the server prints the link of the first administrator, and commands say who is missing", async () => {
    const server = start(["start", "--port", "0"]);
    try {
      await line(server, /Create the first administrator: (\S+)\n/);
      await line(server, /ready at (\S+)\n/);
      expect(await run(["sources"])).toMatchObject({ code: 1, err: expect.stringContaining("no administrator yet") });
    } finally {
      server.child.kill("SIGINT");
    }
    expect(await server.ended).toMatchObject({ code: 0 });
  });
});
