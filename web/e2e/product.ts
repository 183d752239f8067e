import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "..", "..");
const CLI = path.join(ROOT, "packages", "server", "src", "cli.ts");
const START_MS = 30_000;

/** The real server with a data directory of its own. */
export interface Product {
  readonly url: string;
  /** For what only time makes: rows that are old. */
  readonly dataDir: string;
  /** Where it looks for models to download: nobody answers there until a flow does. */
  readonly hubPort: number;
  /** For the first administrator; empty once there is one. */
  setupToken(): string;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "smartypants-e2e-"));
  const port = await freePort();
  const hubPort = await freePort();
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", CLI, "start"], {
    cwd: ROOT,
    env: {
      PATH: "/usr/bin:/bin",
      SMARTY_DATA_DIR: dataDir,
      SMARTY_PORT: String(port),
      // Pinned, for the flow that tries to change it.
      SMARTY_LOG_DAYS: "30",
      SMARTY_TRUSTED_PROXIES: "127.0.0.1,::1",
      SMARTY_SIGN_IN_NETWORKS: "127.0.0.1",
      SMARTY_CONNECTOR_NETWORKS: "127.0.0.1",
      SMARTY_MODEL_HUB: `http://127.0.0.1:${hubPort}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await untilReady(child);
  return {
    url: `http://localhost:${port}`,
    dataDir,
    hubPort,
    setupToken: () => readFileSync(path.join(dataDir, "setup-token"), "utf8").trim(),
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the server did not start in ${START_MS} ms:\n${said}`)), START_MS);
    const listen = (text: Buffer): void => {
      said += text.toString();
      if (!said.includes("SmartyPants is ready")) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code}:\n${said}`));
    });
  });
}
