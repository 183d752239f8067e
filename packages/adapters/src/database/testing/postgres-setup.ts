import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { TestProject } from "vitest/node";

/** Where the cluster of this run listens, or why there is none. */
export type TestPostgres = { readonly url: string } | { readonly missing: string };

declare module "vitest" {
  interface ProvidedContext {
    testPostgres: TestPostgres;
  }
}

const BINARIES = "/usr/lib/postgresql";
const STARTED_WITHIN_MS = 20_000;

let cluster: { readonly server: ChildProcess; readonly directory: string } | undefined;

/** Starts one throw-away Postgres for the whole run, where its server binaries are installed. */
export async function setup(project: TestProject): Promise<void> {
  const bin = newestBinaries();
  if (bin === undefined) return project.provide("testPostgres", { missing: "server binaries are not installed" });
  const account = postgresAccount();
  if (account === "none") return project.provide("testPostgres", { missing: "root cannot run it, and there is no user postgres" });
  const directory = mkdtempSync(join(tmpdir(), "smartypants-postgres-"));
  if (account !== "self") chownSync(directory, account.uid, account.gid);
  const port = await freePort();
  const options = ["-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"];
  run(account, join(bin, "initdb"), ["-D", join(directory, "data"), ...options]);
  cluster = { server: serve(account, join(bin, "postgres"), directory, port), directory };
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilItAnswers(url, cluster.server);
  project.provide("testPostgres", { url });
}

export async function teardown(): Promise<void> {
  if (cluster === undefined) return;
  const { server, directory } = cluster;
  if (server.exitCode === null) {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    // SIGQUIT: at once, without a checkpoint nobody needs.
    server.kill("SIGQUIT");
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
}

type Account = "self" | { readonly uid: number; readonly gid: number };

function newestBinaries(): string | undefined {
  if (!existsSync(BINARIES)) return undefined;
  const versions = readdirSync(BINARIES).toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(BINARIES, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

/** Postgres refuses to run as root. */
function postgresAccount(): Account | "none" {
  if (process.getuid?.() !== 0) return "self";
  try {
    return { uid: idOfPostgres("-u"), gid: idOfPostgres("-g") };
  } catch {
    // `id` fails for a user that does not exist.
    return "none";
  }
}

function idOfPostgres(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
}

function run(account: Account, command: string, args: readonly string[]): void {
  const identity = account === "self" ? {} : account;
  execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"], cwd: "/", ...identity });
}

function serve(account: Account, command: string, directory: string, port: number): ChildProcess {
  const durability = ["fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"];
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${directory}`, ...durability];
  const args = ["-D", join(directory, "data"), ...settings.flatMap((setting) => ["-c", setting])];
  const identity = account === "self" ? {} : account;
  // Where it is known, setpriv ends the server with this process, so that a killed run leaves none behind.
  if (!existsSync("/usr/bin/setpriv")) return spawn(command, args, { stdio: "ignore", cwd: "/", ...identity });
  return spawn("/usr/bin/setpriv", ["--pdeathsig", "SIGQUIT", command, ...args], { stdio: "ignore", cwd: "/", ...identity });
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + STARTED_WITHIN_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      // Refused until it is up; anything that lasts is reported.
      if (server.exitCode !== null || Date.now() > deadline) throw new Error("the test Postgres did not start", { cause: error });
    }
    await wait(50);
  }
}

/** A port nobody has at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port could be had");
  return address.port;
}
