import { type ChildProcess, fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../testing/open-test-server.ts";

export interface CliServerOptions {
  readonly dataDir: string;
  /** Shared by the processes of a test: most of a start goes into reading modules. */
  readonly compileCache: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
}

/** The product as people start it, in a process of its own. */
export interface CliServer {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  /** What it has written to standard error, its log included. */
  log(): string;
  /** Resolves when it answers requests; rejects when it ends instead. */
  ready(): Promise<string>;
  /** As the administrator. `call("POST", "/api/v1/sources", json)`. */
  call<Body>(method: string, path: string, json?: unknown, init?: RequestInit): Promise<Answer<Body>>;
  kill(signal: NodeJS.Signals): Promise<Exit>;
}

/** A start that is kept waiting by others may swallow a question; it is put again rather than waited for. */
const ONE_ANSWER_MS = 5_000;

const ADMIN = { SMARTY_ADMIN_EMAIL: "admin@example.org", SMARTY_ADMIN_PASSWORD: "four quiet herons wading" };

export function startCliServer({ dataDir, compileCache, environment = {} }: CliServerOptions): CliServer {
  const script = fileURLToPath(new URL("../../cli.ts", import.meta.url));
  const child = fork(script, ["start"], {
    execArgv: ["--conditions=source", "--disable-warning=ExperimentalWarning"],
    env: {
      NODE_COMPILE_CACHE: compileCache,
      SMARTY_DATA_DIR: dataDir,
      SMARTY_PORT: "0",
      SMARTY_LOG_LEVEL: "warn",
      ...ADMIN,
      ...environment,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (bytes: Uint8Array) => (said += Buffer.from(bytes).toString("utf8")));
  const exited = new Promise<Exit>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  const answers = async (): Promise<string | undefined> => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said}`);
    const about = serverInfo(dataDir);
    if (about?.pid !== child.pid || about?.url === undefined) return undefined;
    try {
      // It answers a moment before the administrator is made.
      const me = await fetch(`${about.url}/api/v1/me`, { headers: authorization(dataDir), signal: AbortSignal.timeout(ONE_ANSWER_MS) });
      await me.arrayBuffer(); // so that the connection is free again
      return me.ok ? about.url : undefined;
    } catch {
      return undefined; // it does not listen yet, or is too busy to say so; asked again
    }
  };
  let readyUrl: Promise<string> | undefined;
  // Once it has answered it stays ready until it ends: asking before each call would double the load.
  const ready = (): Promise<string> => (readyUrl ??= until(answers, 60_000));
  return {
    child,
    exited,
    log: () => said,
    ready,
    call: async (method, path, json, init = {}) => {
      const url = await ready();
      const headers = { ...authorization(dataDir), ...(json !== undefined && { "content-type": "application/json" }) };
      const response = await fetch(url + path, {
        method,
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...init,
        headers: { ...headers, ...(init.headers as Readonly<Record<string, string>> | undefined) },
      });
      const text = await response.text();
      return { status: response.status, text, body: (text === "" ? null : JSON.parse(text)) as never };
    },
    kill: async (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

function authorization(dataDir: string): { readonly authorization: string } {
  return { authorization: `Bearer ${readFileSync(join(dataDir, "operator-token"), "utf8")}` };
}

function serverInfo(dataDir: string): { readonly pid?: number; readonly url?: string } | undefined {
  const file = join(dataDir, "server.json");
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { pid?: number; url?: string };
  } catch {
    // Being written at this moment.
    return undefined;
  }
}
