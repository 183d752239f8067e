import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "./testing/open-test-server.ts";

const ENTRY = new URL("./testing/server-process.ts", import.meta.url).pathname;
const PASSWORD = "canarypassword one two";
const NEXT_PASSWORD = "canarypassword three four";
const PROVIDER_KEY = "canaryproviderkey";

let folder: string;
let dataDir: string;
let child: ChildProcess;
let url: string;
let printed = "";
let logged = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-process-"));
  dataDir = join(folder, "data");
  const settings = { SMARTY_DATA_DIR: dataDir, SMARTY_PORT: String(await freePort()), SMARTY_LOG_LEVEL: "debug" };
  // Half of what Azure needs: no model that could be asked.
  const environment = JSON.stringify({ ...settings, AZURE_OPENAI_API_KEY: PROVIDER_KEY });
  child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", ENTRY, environment], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.on("data", (bytes: Buffer) => (printed += String(bytes)));
  child.stderr?.on("data", (bytes: Buffer) => (logged += String(bytes)));
  url = await until(async () => /ready at (\S+)/.exec(printed)?.[1], 30_000, 20);
});
afterAll(() => {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly chunked?: boolean;
}

interface Got<Body> {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Body;
  readonly text: string;
}

/** Unlike `fetch`, sends whatever headers it is told to. */
function send<Body = Record<string, unknown>>(
  path: string,
  { method = "GET", headers = {}, body, chunked = false }: Sent = {},
): Promise<Got<Body>> {
  return new Promise((resolve, reject) => {
    const length = body === undefined || chunked ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const asked = request(new URL(path, url), { method, headers: { ...length, ...headers } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (bytes: Buffer) => parts.push(bytes));
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const isJson = /json/.test(answer.headers["content-type"] ?? "") && text !== "";
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, body: (isJson ? JSON.parse(text) : {}) as Body });
      });
    });
    // A server that has refused a body need not read it to its end.
    asked.on("error", reject);
    asked.end(body);
  });
}

function post<Body = Record<string, unknown>>(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Got<Body>> {
  return send<Body>(path, { method: "POST", body: JSON.stringify(json), headers: { "content-type": "application/json", ...headers } });
}

function cookieOf({ headers }: Got<unknown>): string {
  return (headers["set-cookie"] ?? []).map((each) => each.split(";")[0]).join("; ");
}

/** Everything that must never stand in a log. */
const secrets: Record<string, string> = { password: PASSWORD, "next password": NEXT_PASSWORD };

describe("a server in a process of its own", () => {
  let cookie = "";
  let key = "";

  test("is set up with the token that it prints, once; its files are its owner's alone", async () => {
    const token = /setup[?#]token=([\w-]+)/.exec(printed)?.[1] ?? "";
    expect(token.length).toBeGreaterThan(20);
    secrets["setup token"] = token;
    secrets["operator token"] = readFileSync(join(dataDir, "operator-token"), "utf8");
    for (const name of ["operator-token", "setup-token", "master.key", "session.key"])
      expect(statSync(join(dataDir, name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    const admin = { name: "Ada", email: "ada@example.org", password: PASSWORD };
    const made = await post("/api/v1/setup", { ...admin, token });
    expect(made.status, made.text).toBe(200);
    cookie = cookieOf(made);
    secrets["session cookie"] = cookie.split("=")[1] ?? "";
    expect((await post("/api/v1/setup", { ...admin, token })).status).toBe(409);
    await until(async () => (existsSync(join(dataDir, "setup-token")) ? undefined : true));
  });

  test("believes no header about where a caller is", async () => {
    const headers = {
      "x-forwarded-for": "198.51.100.7",
      forwarded: "for=198.51.100.7",
      "x-real-ip": "198.51.100.7",
      "cf-connecting-ip": "198.51.100.7",
    };
    const signedIn = await post("/api/auth/sign-in/email", { email: "ada@example.org", password: PASSWORD }, headers);
    expect(signedIn.status, signedIn.text).toBe(200);
    secrets["second cookie"] = cookieOf(signedIn).split("=")[1] ?? "";
    const { body } = await send<{ items: { ipAddress: string | null }[] }>("/api/v1/me/sessions", { headers: { cookie } });
    expect(body.items).toHaveLength(2);
    expect(JSON.stringify(body.items)).not.toContain("198.51.100.7");
    const wrong = await post("/api/auth/sign-in/email", { email: "ada@example.org", password: "canarywrongpassword" });
    secrets["wrong password"] = "canarywrongpassword";
    expect(wrong.status).toBe(401);
  });

  test("serves people, keys, uploads, searches and answers over a socket", async () => {
    const own = { cookie, origin: url };
    const made = await post<{ key: string }>("/api/v1/api-keys", { name: "socket" }, own);
    ({ key } = made.body);
    secrets["api key"] = key;
    const bearer = { authorization: `Bearer ${key}` };
    const invite = await post<{ link: { token: string } }>("/api/v1/invites", { email: "bob@example.org", role: "member" }, bearer);
    secrets["invite"] = invite.body.link.token;
    expect((await post("/api/v1/invites/inspect", { token: invite.body.link.token })).status).toBe(200);
    const form = new FormData();
    form.append("file", new File(["The canarytext says that the wapiti sleeps."], "canaryfile.txt"));
    const uploaded = await fetch(new URL("/api/v1/uploads", url), { method: "POST", body: form, headers: bearer });
    expect(await uploaded.json()).toMatchObject({ documents: [{ state: "indexed" }] });
    secrets["text of a document"] = "wapiti";
    secrets["name of a file"] = "canaryfile";
    const found = await post<{ found: number }>("/api/v1/search", { query: `"wapiti" canaryquery` }, bearer);
    expect(found.status).toBe(200);
    secrets["query"] = "canaryquery";
    const answer = await post<{ citations: unknown[] }>(
      "/api/v1/answers",
      { question: "What does the canarytext say about canaryquestion?" },
      bearer,
    );
    expect(answer.body.citations.length).toBeGreaterThan(0);
    secrets["question"] = "canaryquestion";
    const changed = await post("/api/v1/me/password", { currentPassword: PASSWORD, newPassword: NEXT_PASSWORD }, own);
    expect(changed.status, changed.text).toBe(200);
    secrets["last cookie"] = cookieOf(changed).split("=")[1] ?? "";
    expect((await send("/api/v1/me", { headers: { cookie } })).status).toBe(401);
    cookie = cookieOf(changed);
  });

  test("refuses large bodies, strange hosts and what is no HTTP, and goes on", async () => {
    const bearer = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const large = JSON.stringify({ query: "x".repeat(1_100_000) });
    for (const chunked of [true, false]) {
      // The connection may be cut before the whole body is sent.
      const cut = { status: 413, body: { code: "too_large", detail: "1 MB" } };
      const answer = await send("/api/v1/search", { method: "POST", body: large, headers: bearer, chunked }).catch(() => cut);
      expect(answer).toMatchObject({ status: 413, body: { code: "too_large", detail: expect.stringContaining("1 MB") } });
    }
    for (const host of ["evil.example", "localhost.evil.example:80"]) {
      expect((await send("/api/v1/setup", { headers: { host } })).status, host).toBe(403);
    }
    const raw = [
      "GET / HTTP/9\r\n\r\n",
      "nonsense\r\n\r\n",
      "GET /%00%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET //evil.example/api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET http://evil.example/api/v1/setup HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /api/v1/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
      "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "\0\0\0\0\r\n\r\n",
    ];
    for (const bytes of raw) {
      const first = (await rawRequest(bytes)).split("\r\n")[0] ?? "";
      expect(first, bytes.slice(0, 40)).toMatch(/^$|^HTTP\/1\.1 [1-4]\d\d /);
    }
    expect((await send("/livez")).status).toBe(200);
    expect((await send("/readyz")).status).toBe(200);
  });

  test("answers a write that says it is JSON and has no body", async () => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    expect(await send("/api/v1/conversations", { method: "POST", headers })).toMatchObject({ status: 201 });
    expect((await send("/api/v1/me/sessions", { method: "DELETE", headers })).status).toBe(200);
  });

  test("says what the environment's keys come to, and not what they are", () => {
    expect(printed).toContain("AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY belong together");
    expect(printed).not.toContain(PROVIDER_KEY);
    secrets["provider key"] = PROVIDER_KEY;
  });

  test("logs what happens without any secret, content or name", async () => {
    const lines = logged.split("\n").filter((line) => line !== "");
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(() => JSON.parse(line) as unknown, line.slice(0, 200)).not.toThrow();
    expect(logged).toContain("/api/v1/answers");
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length, name).toBeGreaterThan(5);
      expect(logged.includes(secret), `${name} is in the log`).toBe(false);
      expect(logged.includes(decodeURIComponent(secret)), `${name} is in the log`).toBe(false);
    }
  });

  test("ends on SIGTERM with everything closed and its token gone", async () => {
    // One who listens does not hold it up.
    const listening = fetch(new URL("/livez", url), { headers: { connection: "keep-alive" } });
    await (await listening).text();
    const startedAt = performance.now();
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    for (const name of ["operator-token", "server.json"]) expect(existsSync(join(dataDir, name)), name).toBe(false);
    expect(readFileSync(join(dataDir, "smartypants.db")).subarray(0, 15).toString()).toBe("SQLite format 3");
  });
});

/** The origins that a browser may come from name the port, so it has to be known before. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function rawRequest(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const { port, hostname } = new URL(url);
    let text = "";
    const socket = connect(Number(port), hostname === "localhost" ? "127.0.0.1" : hostname);
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.on("data", (part: Buffer) => {
      text += String(part);
      end();
    });
    socket.on("close", end);
    socket.on("error", end);
    socket.setTimeout(3000, end);
    socket.write(bytes);
  });
}
