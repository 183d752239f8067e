import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  createDatabase,
  createFileVault,
  createIdentity,
  createInProcessBus,
  createJobWriter,
  createOidcClient,
  createSafeFetch,
  openSqliteHandle,
  prepareSqliteFile,
  startWriterThread,
  uuidIds,
} from "@smartypants/adapters";
import { acceptSetupToken, createRuntimeSettings, type Logger, type OidcClient, type Ports } from "@smartypants/core";
import type { Env } from "../http/env.ts";
import { onError } from "../http/on-error.ts";
import { createRouter } from "../http/router.ts";
import { authenticate } from "../middleware/authenticate.ts";
import { apiKeys } from "../routes/api-keys.ts";
import { auth } from "../routes/auth.ts";
import { groups } from "../routes/groups.ts";
import { invites } from "../routes/invites.ts";
import { linkedAccounts } from "../routes/linked-accounts.ts";
import { me } from "../routes/me.ts";
import { oidc as oidcRoutes } from "../routes/oidc.ts";
import { setup } from "../routes/setup.ts";
import { signInProviders } from "../routes/sign-in-providers.ts";
import { users } from "../routes/users.ts";

const ORIGIN = "http://localhost:3210";
export const PASSWORD = "four unrelated green words";
export const SETUP_TOKEN = "the token from the log";

export type PeoplePorts = Pick<Ports, "database" | "settings" | "identity" | "oidc" | "vault" | "clock" | "ids" | "bus" | "logger">;

/** What a person's browser or script sends. */
export interface Client {
  readonly cookie?: string;
  readonly key?: string;
  readonly address?: string;
  /** More headers. */
  readonly send?: Readonly<Record<string, string>>;
}

type Fields = Readonly<Record<string, unknown>> & { readonly id: string };

export interface Answer<Body = Fields> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed; without fields when there is none. */
  readonly body: Body;
  /** The `Cookie` header with which a browser would go on. */
  readonly cookie: string;
}

export interface PeopleApp {
  readonly ports: PeoplePorts;
  readonly clock: { advance(ms: number): void };
  /** `call("POST /api/v1/users", { name })`, as a browser does: with `Origin` for changes by cookie. */
  call<Body = Fields>(line: string, body?: unknown, client?: Client): Promise<Answer<Body>>;
  /** The first administrator. */
  setUp(): Promise<Client>;
  /** Adds a person with the usual password and signs them in. */
  join(admin: Client, name: string, role?: string): Promise<Client & { readonly id: string; readonly email: string }>;
  signIn(email: string, password?: string, client?: Client): Promise<Answer>;
  close(): Promise<void>;
}

const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The routes about people over a real database and sign-in library. */
export async function openPeopleApp({ oidc: fakeOidc }: { readonly oidc?: OidcClient } = {}): Promise<PeopleApp> {
  const directory = mkdtempSync(join(tmpdir(), "smartypants-people-"));
  const file = join(directory, "test.db");
  writeFileSync(file, await (template ??= prepareTemplate()));
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("interactive"));
  // The sign-in library looks at the real time, so ours starts there too.
  let now = Date.now();
  const clock = { now: () => now, advance: (ms: number) => void (now += ms) };
  const database = createDatabase({ db: handle.db, engine: "sqlite", clock, jobWriter: (db) => createJobWriter(db, clock) });
  const settings = createRuntimeSettings({ database });
  const library = createIdentity({
    plain: handle.plain,
    engine: "sqlite",
    secret: "s".repeat(40),
    baseUrl: ORIGIN,
    clock,
    logger: quiet,
    longestSessionDays: () => settings.get("people.sessionDays"),
  });
  const identity: PeoplePorts["identity"] = { ...library, hashPassword: (password) => hashOnce(password, library) };
  const vault = createFileVault({ file: join(directory, "master.key"), mayCreate: true });
  const fetch = createSafeFetch({ allowPrivate: ["127.0.0.1"], timeoutMs: 5000, maxBytes: 1_000_000 });
  const oidc = fakeOidc ?? createOidcClient({ fetch, clock });
  const ports: PeoplePorts = {
    database,
    settings,
    identity,
    oidc,
    vault,
    clock,
    ids: uuidIds,
    bus: createInProcessBus(quiet),
    logger: quiet,
  };
  await acceptSetupToken(ports, SETUP_TOKEN);
  const close = async (): Promise<void> => {
    await handle.close();
    await writer.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { ports, clock, close, ...helpers(mount(ports)) };
}

const hashes = new Map<string, Promise<string>>();

/** Nearly all people of the tests have the same password, and a hash takes a tenth of a second of both processors: it is made once for each. */
function hashOnce(password: string, identity: PeoplePorts["identity"]): Promise<string> {
  const made = hashes.get(password) ?? identity.hashPassword(password);
  hashes.set(password, made);
  return made;
}

let template: Promise<Uint8Array> | undefined;

/** A migrated database, made once for all apps of a test file. */
async function prepareTemplate(): Promise<Uint8Array> {
  const directory = mkdtempSync(join(tmpdir(), "smartypants-people-template-"));
  const { file } = await prepareSqliteFile(directory);
  const bytes = readFileSync(file);
  rmSync(directory, { recursive: true });
  return bytes;
}

function mount(ports: PeoplePorts): OpenAPIHono<Env> {
  const app = createRouter();
  // The routes about people use no others.
  const all: Ports = Object.assign(Object.create(null), ports);
  app.onError(onError(quiet));
  app.use(async (c, next) => {
    c.set("ports", all);
    c.set("requestId", "test");
    // Stands for the socket's address, which a caller cannot choose.
    c.set("clientAddress", c.req.header("test-socket-address") ?? "192.0.2.1");
    await next();
  });
  app.use("/api/*", authenticate);
  for (const [path, router] of Object.entries({
    setup,
    me,
    users,
    groups,
    invites,
    "api-keys": apiKeys,
    auth: oidcRoutes,
    "sign-in-providers": signInProviders,
  }))
    app.route(`/api/v1/${path}`, router);
  app.route("/api/v1", linkedAccounts);
  app.route("/api/auth", auth);
  return app;
}

function helpers(app: OpenAPIHono<Env>): Pick<PeopleApp, "call" | "setUp" | "join" | "signIn"> {
  const call: PeopleApp["call"] = async (line, body, client = {}) => {
    const [method = "GET", path = ""] = line.split(" ");
    const headers = new Headers(client.send);
    if (client.cookie !== undefined) {
      headers.set("cookie", client.cookie);
      if (!headers.has("origin") && !headers.has("sec-fetch-site")) headers.set("origin", ORIGIN);
    }
    if (client.key !== undefined) headers.set("authorization", `Bearer ${client.key}`);
    if (client.address !== undefined) headers.set("test-socket-address", client.address);
    if (body !== undefined) headers.set("content-type", "application/json");
    if (headers.get("origin") === "none") headers.delete("origin");
    const answer = await app.request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    const cookie = answer.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; ");
    return { status: answer.status, headers: answer.headers, body: JSON.parse(text === "" ? "{}" : text), cookie };
  };
  const signIn: PeopleApp["signIn"] = (email, password = PASSWORD, client = {}) =>
    call("POST /api/auth/sign-in/email", { email, password }, client);
  return {
    call,
    signIn,
    setUp: async () => {
      const admin = { token: SETUP_TOKEN, name: "Ada", email: "ada@example.org", password: PASSWORD };
      return { cookie: (await call("POST /api/v1/setup", admin)).cookie };
    },
    join: async (admin, name, role = "member") => {
      const email = `${name}@example.org`;
      const created = await call("POST /api/v1/users", { name, email, role, password: PASSWORD }, admin);
      const { cookie } = await signIn(email);
      return { cookie, email, id: created.body.id };
    },
  };
}
