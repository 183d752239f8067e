import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** A server in a process of its own, spoken to over loopback as its operator. */
export interface ServerUnderBench {
  readonly pid: number;
  /** From the start of the process until it said that it is ready. */
  readonly readyMs: number;
  /** Throws unless the answer is a success. */
  call<Answer>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown, as?: string): Promise<Answer>;
  /** Longest stall of the main thread since the last time this was asked, in milliseconds. */
  longestStallMs(): Promise<number>;
  /** Resident memory of the process and all its children. */
  memoryMb(): number;
  /** Processor time that the process, not its children, has taken so far: says more than the clock where others share the machine. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

const ADMIN = { SMARTY_ADMIN_EMAIL: "bench@example.org", SMARTY_ADMIN_PASSWORD: "four quiet herons wading" };

export async function startServerProcess(dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<ServerUnderBench> {
  const metricsPort = 20_000 + Math.floor(Math.random() * 20_000);
  const settings = {
    SMARTY_DATA_DIR: dataDir,
    SMARTY_PORT: "0",
    SMARTY_LOG_LEVEL: "error",
    SMARTY_METRICS_PORT: String(metricsPort),
    ...ADMIN,
    ...environment,
  };
  const startedAt = performance.now();
  const entry = fileURLToPath(new URL(`./server-process${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, entry, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await untilReady(child);
  const readyMs = performance.now() - startedAt;
  const token = readFileSync(join(dataDir, "operator-token"), "utf8");
  const agent = new Agent({ keepAlive: true });
  const pid = child.pid ?? 0;
  return {
    pid,
    readyMs,
    call: async (method, path, body, as) => {
      const headers = { authorization: `Bearer ${token}`, ...(as !== undefined && { "x-smarty-as": as }) };
      return JSON.parse(await send(agent, { url: `${url}/api/v1${path}`, method, headers }, body)) as never;
    },
    longestStallMs: async () => {
      const text = await send(agent, { url: `http://127.0.0.1:${metricsPort}/metrics`, method: "GET", headers: {} });
      return Number(/^smartypants_event_loop_delay_max_seconds (\S+)$/m.exec(text)?.[1]) * 1000;
    },
    memoryMb: () => residentKb(pid) / 1024,
    cpuSeconds: () => ticksOf(pid) / TICKS_PER_SECOND,
    stop: async () => {
      agent.destroy();
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (part: Buffer) => {
      said += part.toString();
      const url = /^READY (\S+)$/m.exec(said)?.[1];
      if (url !== undefined) resolve(url.replace("localhost", "127.0.0.1"));
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
}

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

function send(agent: Agent, { url, method, headers }: Call, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const more = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    const sent = request(url, { agent, method, headers: { ...headers, ...more } }, (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (answer += part));
      response.on("end", () => {
        if ((response.statusCode ?? 500) < 300) resolve(answer);
        else reject(new Error(`${method} ${url}: ${response.statusCode} ${answer}`));
      });
    });
    sent.once("error", reject);
    sent.end(text);
  });
}

/** Of a process and all below it; Linux only, elsewhere not a number. */
function residentKb(pid: number): number {
  try {
    const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + residentKb(child), own);
  } catch {
    // No /proc, or the process has just gone.
    return Number.NaN;
  }
}

const TICKS_PER_SECOND = 100;

/** In user and system mode; Linux only. */
function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    // No /proc.
    return Number.NaN;
  }
}

interface SyncRun {
  readonly state: string;
  readonly counts: Readonly<Record<"seen" | "indexed" | "unchanged" | "failed", number>>;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly error?: { readonly message: string };
}

export interface SyncResult {
  readonly counts: SyncRun["counts"];
  /** From the run's start to its end, when its changes are in the indexes. */
  readonly seconds: number;
}

/** Asks for a sync of the source and waits for its end. Throws unless it succeeded. */
export async function syncSource(server: ServerUnderBench, sourceId: string): Promise<SyncResult> {
  const { syncRunId } = await server.call<{ syncRunId: string }>("POST", `/sources/${sourceId}/sync`, {});
  for (;;) {
    const run = await server.call<SyncRun>("GET", `/sync-runs/${syncRunId}`);
    if (run.state === "succeeded") return { counts: run.counts, seconds: (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 };
    if (!["queued", "running"].includes(run.state)) throw new Error(`the sync ended as ${run.state}: ${run.error?.message ?? ""}`);
    await pause(100);
  }
}
