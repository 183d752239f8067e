import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { atMost, beside, type Figure, percentile } from "./figures.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const LIMIT_S = 6;
const RUNS = 3;
const MOST_RUNS = 6;
const GIVE_UP_MS = 120_000;
const POLL_MS = 25;
const ADMIN = { name: "Bench", email: "bench@example.org", password: "four quiet herons wading" };
const QUESTION = "How many weeks of leave at full base pay do birthing parents receive?";
const ANSWER = "20 weeks";

/** Milliseconds since npm was called, at the end of each part. */
interface Times {
  readonly ready: number;
  readonly administrator: number;
  readonly handbook: number;
  readonly answer: number;
  readonly hasBuilt: boolean;
  /** Of all processes; says more than the clock where others share the machine. */
  readonly processorMs: number;
}

/**
 * What a newcomer waits for, without the time of their hands: `npm start` of what is installed and built, over an empty data directory, the first administrator,
 * the sample handbook and a question, until the answer with its citation is there.
 */
export async function benchFirstAnswer(): Promise<readonly Figure[]> {
  // Builds what is not built, and brings the files into the system's cache: neither belongs to the start of what is installed.
  await firstAnswer();
  const runs: Times[] = [];
  for (let run = 0; run < MOST_RUNS && runs.length < RUNS; run++) {
    const times = await firstAnswer();
    // Somebody has changed the sources meanwhile.
    if (!times.hasBuilt) runs.push(times);
  }
  if (runs.length < RUNS) throw new Error("each start had to build something first: measure while nobody changes the sources");
  const [load = Number.NaN] = loadavg();
  const npmAlone: number[] = [];
  for (let run = 0; run < RUNS; run++) npmAlone.push(await timeOfNpm());
  const median = (pick: (times: Times) => number): number => percentile(runs.map(pick), 0.5) / 1000;
  const shown = (seconds: number): string => `${seconds.toFixed(2)} s`;
  return [
    atMost(
      `npm start to the first cited answer, empty data directory, median of ${RUNS}`,
      LIMIT_S,
      median(({ answer }) => answer),
      "s",
    ),
    beside("the slowest of them", shown(Math.max(...runs.map(({ answer }) => answer)) / 1000)),
    beside("of that, until it was ready", shown(median(({ ready }) => ready))),
    beside("of that, the first administrator", shown(median(({ administrator, ready }) => administrator - ready))),
    beside("of that, 60 documents of the handbook to searchable", shown(median(({ handbook, administrator }) => handbook - administrator))),
    beside("of that, the answer", shown(median(({ answer, handbook }) => answer - handbook))),
    beside("processor time of all processes until then", shown(median((times) => times.processorMs))),
    beside("npm alone, starting node to do nothing", shown(percentile(npmAlone, 0.5) / 1000)),
    beside("load while it was measured", load.toFixed(1)),
  ];
}

async function firstAnswer(): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-first-answer-"));
  const dataDir = join(folder, "data");
  const port = await freePort();
  const startedAt = performance.now();
  const since = (): number => performance.now() - startedAt;
  // A group of its own: npm does not always pass on that it should end.
  const child = spawn("npm", ["start", "--", "--data-dir", dataDir, "--port", String(port)], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let progress = "";
  child.stderr.on("data", (part: Buffer) => (progress += part.toString()));
  try {
    const url = await untilReady(child);
    const ready = since();
    const cookie = await setUp(url, readFileSync(join(dataDir, "setup-token"), "utf8").trim());
    const administrator = since();
    await addHandbook(url, cookie);
    const handbook = since();
    await ask(url, cookie);
    return {
      ready,
      administrator,
      handbook,
      answer: since(),
      hasBuilt: /building|install/i.test(progress),
      processorMs: processorMs(child.pid ?? 0),
    };
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilReady(child: ChildProcess): Promise<string> {
  const ready = new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (part: Buffer) => {
      said += part.toString();
      const url = /SmartyPants is ready at (\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${said}`)));
  });
  return Promise.race([ready, late()]);
}

/** The page is told its address, so that a port of the system's choice would not do. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}

async function late(): Promise<never> {
  await pause(GIVE_UP_MS, undefined, { ref: false });
  throw new Error(`nothing came in ${GIVE_UP_MS / 1000} s`);
}

/** Gives the session's cookie. */
async function setUp(url: string, token: string): Promise<string> {
  const answer = await send(url, "POST", "/setup", { token, ...ADMIN });
  return answer.headers
    .getSetCookie()
    .flatMap((each) => each.split(";")[0] ?? [])
    .join("; ");
}

async function addHandbook(url: string, cookie: string): Promise<void> {
  const added = (await (await send(url, "POST", "/sources/sample", undefined, cookie)).json()) as { readonly syncRunId: string };
  for (;;) {
    const { state } = (await (await send(url, "GET", `/sync-runs/${added.syncRunId}`, undefined, cookie)).json()) as {
      readonly state: string;
    };
    if (state === "succeeded") return;
    if (state !== "queued" && state !== "running") throw new Error(`the handbook's sync ended as ${state}`);
    await pause(POLL_MS);
  }
}

async function ask(url: string, cookie: string): Promise<void> {
  const answer = await (await send(url, "POST", "/answers", { question: QUESTION }, cookie)).json();
  const { citations = [], answer: text = "" } = answer as { readonly citations?: readonly unknown[]; readonly answer?: string };
  if (citations.length === 0 || !text.includes(ANSWER)) throw new Error(`the answer is not the handbook's, or cites nothing: ${text}`);
}

async function send(url: string, method: string, path: string, body?: unknown, cookie?: string): Promise<Response> {
  const headers = {
    origin: url,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(cookie !== undefined && { cookie }),
  };
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

const TICK_MS = 10;

/** Of the processes of a group, with their children that have ended; Linux only, elsewhere not a number. */
function processorMs(group: number): number {
  try {
    const stats = readdirSync("/proc").flatMap((pid) => (/^\d+$/.test(pid) ? [statOf(pid)] : []));
    const own = stats.filter((fields) => Number(fields[2]) === group);
    return own.flatMap((fields) => fields.slice(11, 15)).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;
  } catch {
    // No /proc.
    return Number.NaN;
  }
}

/** What follows the name, which may have any sign in it. */
function statOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  } catch {
    // It has just ended.
    return [];
  }
}

/** What npm and node take before any program of ours has its turn. */
async function timeOfNpm(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn("npm", ["exec", "--offline", "--", "node", "--eval", "0"], { cwd: ROOT, stdio: "ignore" });
  await once(child, "exit");
  return performance.now() - startedAt;
}
