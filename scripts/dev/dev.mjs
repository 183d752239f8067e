// The product while you work on it: the API, restarted when you save, behind Vite, which replaces changed parts of the page at once. One port.
// usage: npm run dev -- [--fakes]: with a made-up company's Slack and Google Drive, connected, in a data folder of their own
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer as createTcpServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** What the API answers; everything else is the page. */
const API_PATHS = ["/api", "/v1", "/mcp", "/livez", "/readyz"];
const FAKES_DATA = `${root}.runtime/fakes-data`;
const WAIT_MS = 250;

const { values } = parseArgs({ options: { fakes: { type: "boolean", default: false } } });
const port = Number(process.env.SMARTY_PORT ?? process.env.PORT ?? 3210);
const host = process.env.SMARTY_HOST ?? "127.0.0.1";
const url = process.env.SMARTY_PUBLIC_URL ?? `http://localhost:${port}`;
const fakes = values.fakes ? await (await import("./fakes.mjs")).startFakes() : null;
const apiPort = await freePort();
const api = startApi();
const page = await createServer({
  root: `${root}web`,
  configFile: `${root}web/vite.config.ts`,
  clearScreen: false,
  server: { host, port, strictPort: true, proxy: Object.fromEntries(API_PATHS.map((path) => [path, proxyTo(apiPort)])) },
});
await waitForApi();
await page.listen();
if (fakes !== null) {
  await fakes.connect(url);
  say(`A made-up company is connected. Sign in as ${fakes.said}.`);
}
say(`Development: ${url}; the page reloads by itself, the API restarts when you save.`);

/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) process.once(signal, () => void stop(signal));
api.once("exit", (code) => void page.close().finally(() => process.exit(code ?? 0)));

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {NodeJS.Signals} signal */
async function stop(signal) {
  api.kill(signal);
  await page.close();
  await fakes?.close();
}

function startApi() {
  const args = ["--watch", "--watch-preserve-output", "--conditions=source", "--disable-warning=ExperimentalWarning"];
  // The fakes begin anew each time, and so does what was read from them.
  if (fakes !== null) rmSync(FAKES_DATA, { recursive: true, force: true });
  const env = {
    ...process.env,
    ...(fakes !== null && { SMARTY_DATA_DIR: FAKES_DATA, ...fakes.environment }),
    SMARTY_HOST: "127.0.0.1",
    SMARTY_PORT: String(apiPort),
    SMARTY_PUBLIC_URL: url,
    SMARTY_TRUSTED_PROXIES: process.env.SMARTY_TRUSTED_PROXIES ?? "127.0.0.1",
  };
  return spawn(process.execPath, [...args, "packages/server/src/cli.ts", "start"], { cwd: root, env, stdio: "inherit" });
}

/** @param {number} target */
function proxyTo(target) {
  return {
    target: `http://127.0.0.1:${target}`,
    ws: true,
    // Host and Origin stay as the browser sent them: the API checks them as it does everywhere.
    changeOrigin: false,
    /** @param {import("vite").HttpProxy.ProxyServer} proxy */
    configure(proxy) {
      proxy.on("error", (_error, _request, response) => {
        if (!("writeHead" in response) || response.headersSent) return;
        response.writeHead(503, { "content-type": "application/problem+json", "retry-after": "1" });
        response.end(
          JSON.stringify({ title: "Restarting", status: 503, code: "unavailable", detail: "The API is starting again; ask once more." }),
        );
      });
    },
  };
}

async function waitForApi() {
  while (api.exitCode === null) {
    try {
      await fetch(`http://127.0.0.1:${apiPort}/livez`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createTcpServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
