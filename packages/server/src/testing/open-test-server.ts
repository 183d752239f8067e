import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Actor, Ports, Role, Scope } from "@smartypants/core";
import { actorForUser, createApiKey } from "@smartypants/core";
import { createApp } from "../app.ts";
import { type Instance, openInstance } from "../compose.ts";
import { type Config, readConfig } from "../config.ts";
import type { Env } from "../http/env.ts";
import { startBackgroundWork } from "../worker.ts";
import { type CapturedLog, captureLog } from "./captured-log.ts";
import { createHttpClient, type Credential, type HttpClient, type Reply } from "./http-client.ts";
import { createTempTree, type TempTree } from "./temp-tree.ts";

export const PASSWORD = "four unrelated green words";

export interface TestPerson extends Credential {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Of scope `all`. */
  readonly key: string;
}

export interface PersonOptions {
  readonly role?: Role;
  /** False: the address gives no permission. */
  readonly verified?: boolean;
  /** Of the address; `example.org` when absent. */
  readonly domain?: string;
  /** Takes a fifth of a second; without it the person cannot sign in. */
  readonly password?: string;
}

export interface TestSource {
  readonly id: string;
  readonly files: TempTree;
}

export interface SyncRunBody {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface UploadBody {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly reason?: string;
}

export interface TestServer extends HttpClient {
  readonly app: OpenAPIHono<Env>;
  readonly ports: Ports;
  readonly instance: Instance;
  readonly config: Config;
  readonly log: CapturedLog;
  /** The first administrator, made with the server. */
  readonly admin: TestPerson;
  person(name: string, options?: PersonOptions): Promise<TestPerson>;
  /** Many at once: one transaction. */
  people(names: readonly string[], options?: PersonOptions): Promise<readonly TestPerson[]>;
  /** Another key of a person. */
  keyOf(person: TestPerson, scopes: readonly Scope[]): Promise<Credential>;
  signIn(person: TestPerson, password?: string): Promise<Credential>;
  actorOf(person: TestPerson): Promise<Actor>;
  group(name: string, members: readonly TestPerson[]): Promise<string>;
  /** A folder source over a temporary folder; not synced yet. */
  folderSource(files: Readonly<Record<string, string | Uint8Array>>, access?: unknown, name?: string): Promise<TestSource>;
  /** Syncs and waits for the end, whatever it is. */
  sync(sourceId: string, options?: { readonly confirmRemoval?: boolean }): Promise<SyncRunBody>;
  upload(
    who: Credential,
    files: Readonly<Record<string, string | Uint8Array>>,
    access?: unknown,
  ): Promise<Reply<{ readonly documents: readonly UploadBody[] }>>;
  /** Files with their paths below the uploader's root; waits until each has been read, however long that takes here. */
  uploadTree(
    who: Credential,
    files: Readonly<Record<string, string | Uint8Array>>,
    access?: unknown,
  ): Promise<Reply<{ readonly documents: readonly UploadBody[] }>>;
  /** Stops everything and removes every file that was made. */
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Replaces ports, for the HTTP side only. */
  readonly replace?: (ports: Ports) => Partial<Ports>;
}

/** The real product in this process: SQLite, its threads, the queue and the HTTP application; only the socket is missing. */
export async function openTestServer({ environment = {}, replace }: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "smartypants-server-"));
  // Errors only: the ingest thread logs to standard error by itself.
  const { config } = readConfig({ SMARTY_DATA_DIR: dataDir, SMARTY_LOG_LEVEL: "error", ...environment });
  const log = captureLog();
  const instance = await openInstance(config, log.logger);
  const work = await startBackgroundWork(instance.ports, instance.ingest);
  const { ports } = instance;
  const app = createApp({ ...ports, ...replace?.(ports) }, config);
  const client = createHttpClient(app);
  const people = createPeopleHelpers(ports, client);
  const admin = await people.person("admin", { role: "admin" });
  const trees: TempTree[] = [];
  return {
    ...client,
    ...people,
    ...createSourceHelpers(client, admin, trees),
    app,
    ports,
    instance,
    config,
    log,
    admin,
    upload: (who, files, access) => upload(client, who, files, access),
    uploadTree: async (who, files, access) => {
      const reply = await upload(client, who, files, access, true);
      if (reply.status !== 201) return reply;
      return { ...reply, body: { documents: await Promise.all(reply.body.documents.map((each) => untilRead(client, who, each))) } };
    },
    close: async () => {
      await work.stop(5000);
      await instance.close();
      for (const tree of trees) tree.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function createPeopleHelpers(
  ports: Ports,
  client: HttpClient,
): Pick<TestServer, "person" | "people" | "keyOf" | "signIn" | "actorOf" | "group"> {
  const { database, ids, clock } = ports;
  const people: TestServer["people"] = async (names, { role = "member", verified = true, domain = "example.org", password } = {}) => {
    const passwordHash = password === undefined ? null : await ports.identity.hashPassword(password);
    const made = names.map((name) => ({ id: ids.next(), email: `${name}@${domain}`, name, role }));
    await database.transaction(async (tx) => {
      const now = clock.now();
      for (const each of made) await tx.people.create({ ...each, verifiedBy: verified ? "setup" : null, passwordHash, now });
    });
    return Promise.all(
      made.map(async (each) => {
        const { key } = await createApiKey(ports, await actorForUser(ports, each.id), { name: "test" });
        return { ...each, key };
      }),
    );
  };
  return {
    people,
    person: async (name, options) => {
      const [made] = await people([name], options);
      if (made === undefined) throw new Error("nobody was made");
      return made;
    },
    keyOf: async (person, scopes) => {
      const { key } = await createApiKey(ports, await actorForUser(ports, person.id), { name: scopes.join(" "), scopes });
      return { key };
    },
    signIn: async ({ email }, password = PASSWORD) => {
      const answer = await client.open(null, "POST /api/auth/sign-in/email", { json: { email, password } });
      if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`);
      return {
        cookie: answer.headers
          .getSetCookie()
          .flatMap((each) => each.split(";")[0] ?? [])
          .join("; "),
      };
    },
    actorOf: (person) => actorForUser(ports, person.id),
    group: async (name, members) => {
      const id = ids.next();
      await database.people.createGroup({ id, name, description: "", now: clock.now() });
      const userIds = members.map((member) => member.id);
      if (userIds.length > 0) await database.people.addMembers(id, userIds, clock.now());
      return id;
    },
  };
}

const ENDED = new Set(["succeeded", "partial", "failed", "cancelled"]);

function createSourceHelpers(client: HttpClient, admin: TestPerson, trees: TempTree[]): Pick<TestServer, "folderSource" | "sync"> {
  let sources = 0;
  return {
    folderSource: async (content, access = { mode: "everyone" }, name = `Folder ${(sources += 1)}`) => {
      const files = createTempTree(content);
      trees.push(files);
      const json = { connector: "folder", name, settings: { path: files.path }, access };
      const { status, body, text } = await client.call<{ readonly id: string }>(admin, "POST /api/v1/sources", { json });
      if (status !== 201) throw new Error(`the source was not made: ${text}`);
      return { id: body.id, files };
    },
    sync: async (sourceId, options) => {
      const asked = await client.call<{ readonly syncRunId: string }>(admin, `POST /api/v1/sources/${sourceId}/sync`, {
        json: options ?? {},
      });
      if (asked.status !== 202) throw new Error(`the sync was refused: ${asked.text}`);
      return until(async () => {
        const { body } = await client.call<SyncRunBody>(admin, `GET /api/v1/sync-runs/${asked.body.syncRunId}`);
        return ENDED.has(body.state) ? body : undefined;
      });
    },
  };
}

async function upload(
  client: HttpClient,
  who: Credential,
  files: Readonly<Record<string, string | Uint8Array>>,
  access: unknown,
  withPaths = false,
): ReturnType<TestServer["upload"]> {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) {
    form.append("file", new File([content as BlobPart], name));
    if (withPaths) form.append("path", name);
  }
  if (access !== undefined) form.append("access", typeof access === "string" ? access : JSON.stringify(access));
  return client.call(who, "POST /api/v1/uploads", { body: form });
}

/** What the server answers of an upload as soon as it has been read: a busy machine takes longer than the server waits. */
export async function untilRead(client: HttpClient, who: Credential, given: UploadBody): Promise<UploadBody> {
  if (given.state !== "queued") return given;
  return until(async () => {
    const { body } = await client.call<UploadBody>(who, `GET /api/v1/uploads/${given.id}`);
    return body.state === "queued" ? undefined : body;
  }, READ_MS);
}

const READ_MS = 60_000;

/** Between two questions at most: whoever asks more often takes the processor from those that are waited for. */
const SLOWEST_POLL_MS = 50;

/** Asks again until there is an answer, at first every `everyMs`, then less often; fails after `timeoutMs`, also when a question hangs. */
export async function until<Value>(ask: () => Promise<Value | undefined>, timeoutMs = 20_000, everyMs = 10): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`nothing came in ${timeoutMs} ms`)), timeoutMs);
  try {
    for (let pauseMs = everyMs; ; pauseMs = Math.max(everyMs, Math.min(SLOWEST_POLL_MS, pauseMs * 1.3))) {
      const value = await Promise.race([ask(), late.promise]);
      if (value !== undefined) return value;
      // Beside the limit too: a question that is answered at once would win every race against it.
      await Promise.race([new Promise((resolve) => setTimeout(resolve, pauseMs)), late.promise]);
    }
  } finally {
    clearTimeout(timer);
  }
}
