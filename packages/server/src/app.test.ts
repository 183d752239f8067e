import { ROLES, SCOPES } from "@smartypants/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credential, Reply } from "./testing/http-client.ts";
import { openTestServer, PASSWORD, type TestPerson, type TestServer } from "./testing/open-test-server.ts";
import { fillPath, type Operation, OPERATIONS } from "./testing/operations.ts";

let server: TestServer;
const people: Record<string, TestPerson> = {};

beforeAll(async () => {
  server = await openTestServer();
  for (const role of ROLES) people[role] = await server.person(`the-${role}`, { role });
});
afterAll(() => server.close());

/** Nothing a guard needs: no ids that exist, no body. */
function knock(who: Credential | null, operation: Operation): Promise<Reply> {
  return server.call(who, fillPath(operation, "missing"));
}

/** Looks at no credential of ours: a source may send one of its own. */
const HOOK = "POST /api/v1/hooks/sources/{id}/{token}";

/** Takes a form with a file: attachments.test.ts has another's. */
const ATTACH = "POST /api/v1/conversations/{id}/attachments";

type Verdict = "open" | "unauthenticated" | "forbidden";

/** What each of these routes says to somebody; whatever it makes of the rest of the request, it is open. */
async function verdicts(who: Credential | null, operations: readonly Operation[]): Promise<Readonly<Record<string, Verdict>>> {
  const found: Record<string, Verdict> = {};
  for (const operation of operations) {
    const { status, body } = await knock(who, operation);
    const said = status === 401 ? "unauthenticated" : status === 403 ? "forbidden" : "open";
    // The status and the code say the same.
    found[operation.line] = said === "open" || body["code"] === said ? said : "open";
  }
  return found;
}

function wanted(operations: readonly Operation[], verdict: (operation: Operation) => Verdict): Readonly<Record<string, Verdict>> {
  return Object.fromEntries(operations.map((operation) => [operation.line, verdict(operation)]));
}

const GUARDED = OPERATIONS.filter(({ role }) => role !== "public");

function suffices(role: string, { role: needed }: Operation): boolean {
  return ROLES.indexOf(role as never) <= ROLES.indexOf(needed as never);
}

describe("who may call what", () => {
  test("every documented route says the role it needs, and a scope that exists", () => {
    expect(OPERATIONS.length).toBeGreaterThan(50);
    for (const { line, role, scope = "all" } of OPERATIONS) {
      expect([...ROLES, "public"], line).toContain(role);
      expect(SCOPES, line).toContain(scope);
    }
  });

  const LIMITED = new Set(["/api/v1/search", "/api/v1/answers", "/api/v1/uploads", "/api/v1/directory"]);

  // A route added without thought would be open to the world: it has to be added here too.
  test("the public routes are these and no others", () => {
    const documented = new Set(OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`));
    const guards = new Set(["/*", "/api/*", "/api/v1/*"]);
    const undocumented = server.app.routes
      .filter(({ method, path }) => !documented.has(`${method} ${path}`) && !(method === "ALL" && guards.has(path)))
      // Limits stand at documented paths.
      .filter(({ method, path }) => !(method === "ALL" && LIMITED.has(path)))
      // Other programs' interfaces have a test of their own, in programs/.
      .filter(({ path }) => !path.startsWith("/v1/") && path !== "/mcp")
      .map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(undocumented)].toSorted()).toEqual([
      "ALL /api/auth/*",
      "GET /*",
      "GET /:file{[^/]+\\.(?:js|svg|png|webmanifest)}",
      "GET /api/docs",
      "GET /api/docs/:file",
      "GET /api/docs/start.js",
      "GET /api/openapi.json",
      "GET /assets/:file",
      "GET /livez",
      "GET /readyz",
      "GET /sw.js",
    ]);
    const open = OPERATIONS.filter(({ role }) => role === "public").map(({ line }) => line);
    expect(open.toSorted()).toEqual([
      "GET /api/v1/auth/methods",
      "GET /api/v1/auth/oidc/{providerId}/callback",
      "GET /api/v1/connectors/oauth/callback",
      "GET /api/v1/session",
      "GET /api/v1/setup",
      "POST /api/auth/sign-in/email",
      "POST /api/auth/sign-out",
      "POST /api/v1/auth/oidc/{providerId}/start",
      HOOK,
      "POST /api/v1/invites/inspect",
      "POST /api/v1/invites/redeem",
      "POST /api/v1/setup",
    ]);
  });

  test("without a credential only the public routes answer", async () => {
    const said = await verdicts(null, OPERATIONS);
    expect(said).toEqual(wanted(OPERATIONS, ({ role }) => (role === "public" ? "open" : "unauthenticated")));
  });

  test.each(ROLES)("a %s may call what needs that role or less, and nothing else", async (role) => {
    const said = await verdicts(people[role] ?? null, GUARDED);
    expect(said).toEqual(wanted(GUARDED, (operation) => (suffices(role, operation) ? "open" : "forbidden")));
    expect(Object.values(said).includes("forbidden")).toBe(role !== "admin");
  });

  // HEAD is GET without its body: it must not be a way round.
  test("HEAD asks for the same role as GET", async () => {
    const guarded = OPERATIONS.filter(({ method, role }) => method === "GET" && role === "admin");
    expect(guarded.length).toBeGreaterThan(3);
    for (const { path } of guarded) {
      const line = fillPath({ line: `HEAD ${path}` }, "missing");
      expect((await server.call(people["member"] ?? null, line)).status, line).toBe(403);
      expect((await server.call(null, line)).status, line).toBe(401);
    }
  });

  test.each(SCOPES.filter((scope) => scope !== "all"))("an administrator's key for `%s` opens only that", async (scope) => {
    const said = await verdicts(await server.keyOf(server.admin, [scope]), GUARDED);
    expect(said).toEqual(wanted(GUARDED, (operation) => (operation.scope === scope ? "open" : "forbidden")));
    expect(Object.values(said)).toContain("open");
  });

  test("a disabled person's key and session open nothing, at once", async () => {
    const eve = await server.person("eve", { role: "admin", password: PASSWORD });
    const session = await server.signIn(eve);
    expect((await server.call(eve, "GET /api/v1/me")).status).toBe(200);
    expect((await server.call(session, "GET /api/v1/me")).status).toBe(200);
    expect((await server.call(server.admin, `PATCH /api/v1/users/${eve.id}`, { json: { disabled: true } })).status).toBe(200);
    expect(await verdicts(eve, OPERATIONS)).toEqual(wanted(OPERATIONS, ({ line }) => (line === HOOK ? "open" : "unauthenticated")));
    expect(await verdicts(session, GUARDED)).toEqual(wanted(GUARDED, () => "unauthenticated"));
  });

  test("a credential works in its one place only", async () => {
    const { key } = server.admin;
    const wrong = [{ "x-api-key": key }, { authorization: key }, { authorization: `Basic ${btoa(`x:${key}`)}` }, { cookie: `key=${key}` }];
    for (const headers of wrong) expect((await server.call(null, "GET /api/v1/me", { headers })).status).toBe(401);
    expect((await server.call(null, `GET /api/v1/me?key=${key}&access_token=${key}`)).status).toBe(401);
    for (const claim of ["internal", "smartypants", server.admin.email]) {
      const headers = { "x-request-from": claim, "x-smarty-as": claim, "x-forwarded-user": claim, "x-original-url": "/api/v1/setup" };
      expect((await server.call(null, "GET /api/v1/users", { headers })).status).toBe(401);
      expect((await server.call(people["viewer"] ?? null, "GET /api/v1/users", { headers })).status).toBe(403);
    }
  });
});

describe("what is another's looks missing", () => {
  /** What belongs to one person, by the path of the routes that name it. */
  const owned: Record<string, string> = {};
  /** Valid, so that only the id can be the reason of the refusal. */
  const bodies: Readonly<Record<string, unknown>> = {
    "PATCH /api/v1/conversations/{id}": { title: "Mine now" },
    "POST /api/v1/conversations/{id}/messages": { content: "What is in the vault?" },
    "PATCH /api/v1/assistants/{id}": { enabled: false },
    "POST /api/v1/assistants/{id}/rollback": { version: 1 },
    "PATCH /api/v1/collections/{id}": { name: "Mine now" },
    "PATCH /api/v1/searches/{id}": { name: "Mine now" },
    "PATCH /api/v1/uploads/folders/{id}": { path: "mine now" },
  };
  /** Objects of the instance, which every person of the declared role manages. */
  const shared = [
    "connectors",
    "sources",
    "sync-runs",
    "users",
    "erasures",
    "groups",
    "invites",
    "jobs",
    "models",
    "credentials",
    "webhooks",
    "unanswered-questions",
    "prompts",
    "test-sets",
    "system/backups",
    "auth/oidc",
    "sign-in-providers",
  ];
  /** Answers administrators about documents that they may not read, without their content. */
  const toldToAdmins = new Set(["GET /api/v1/documents/{id}/access"]);
  const exempt = new Set([HOOK, ATTACH]);

  beforeAll(async () => {
    const ada = await server.person("ada", { password: PASSWORD });
    const session = await server.signIn(ada);
    const conversation = await server.call<{ id: string }>(ada, "POST /api/v1/conversations", { json: { title: "Vault" } });
    const upload = await server.upload(ada, { "vault.txt": "The vault opens with the word xylophone." });
    const answer = await server.call<{ runId: string; citations: unknown[] }>(ada, "POST /api/v1/answers", {
      json: { question: "Which word opens the vault?", conversationId: conversation.body.id },
    });
    if (answer.body.citations.length === 0) throw new Error("the answer cites nothing");
    const sessions = await server.call<{ items: { id: string }[] }>(session, "GET /api/v1/me/sessions");
    const key = await server.call<{ id: string }>(ada, "POST /api/v1/api-keys", { json: { name: "second" } });
    const collection = await server.call<{ id: string }>(ada, "POST /api/v1/collections", { json: { name: "Vaults", filter: {} } });
    const assistant = await server.call<{ id: string }>(ada, "POST /api/v1/assistants", { json: { content: { name: "Vault keeper" } } });
    const search = await server.call<{ id: string }>(ada, "POST /api/v1/searches", { json: { name: "Vaults", query: "vault" } });
    Object.assign(owned, {
      searches: search.body.id,
      collections: collection.body.id,
      assistants: assistant.body.id,
      evaluations: await startEvaluation(),
      conversations: conversation.body.id,
      runs: answer.body.runId,
      uploads: upload.body.documents[0]?.id,
      documents: upload.body.documents[0]?.id,
      "uploads/folders": await uploadFolder(ada),
      "me/linked-accounts": await linkAccount(ada.id),
      "sources/surveys": await startSurvey(),
      "me/sessions": sessions.body.items[0]?.id,
      "api-keys": key.body.id,
    });
  });

  async function uploadFolder(who: Credential): Promise<string | undefined> {
    await server.uploadTree(who, { "vault/a.txt": "Of nobody else." });
    const { database } = server.ports;
    const source = (await database.sources.all()).find(({ connector }) => connector === "upload");
    return (await database.containers.ofSource(source?.id ?? ""))[0]?.id;
  }

  async function startEvaluation(): Promise<string> {
    const dora = await server.person("dora", { role: "editor" });
    const set = await server.call<{ id: string }>(dora, "POST /api/v1/test-sets", {
      json: { name: "Vaults", questions: [{ question: "Which word opens the vault?" }] },
    });
    return (await server.call<{ id: string }>(dora, "POST /api/v1/evaluations", { json: { setId: set.body.id } })).body.id;
  }

  async function startSurvey(): Promise<string> {
    const edith = await server.person("edith", { role: "editor" });
    const json = { connector: "folder", settings: { path: "/no/such/folder" } };
    return (await server.call<{ id: string }>(edith, "POST /api/v1/sources/surveys", { json })).body.id;
  }

  async function linkAccount(userId: string): Promise<string> {
    const { signIn } = server.ports.database;
    const { id, issuer } = { id: "company", issuer: "https://id.example.org" };
    const rules = {
      domains: [],
      workspace: null,
      groupsClaim: null,
      mappings: [],
      provesAddresses: false,
      autoCreate: false,
      autoLink: false,
    };
    const about = {
      id,
      issuer,
      preset: "generic" as const,
      name: "Company",
      clientId: "c",
      lastFour: "",
      scopes: ["openid"],
      enabled: true,
      sealed: null,
    };
    await signIn.createProvider({ ...about, ...rules, createdBy: userId, createdAt: 1, updatedAt: 1 });
    const identity = { id: "01a1fe2c-0000-7000-8000-00000000000a", userId, providerId: id, issuer, subject: "s", label: "s" };
    await signIn.addIdentity({ ...identity, grantedRole: null, createdAt: 1, lastUsedAt: 1 });
    return identity.id;
  }

  function kindOf(path: string): string {
    return path.slice("/api/v1/".length, path.indexOf("/{"));
  }

  function shapeOf({ status, headers, body }: Reply): unknown {
    const { requestId: _own, ...rest } = body;
    const names = [...headers.keys()].toSorted();
    return { status, body: rest, names, type: headers.get("content-type") };
  }

  test("on every route that names something", async () => {
    let asked = 0;
    for (const operation of OPERATIONS.filter(({ path }) => path.includes("{"))) {
      const kind = kindOf(operation.path);
      if (shared.includes(kind) || exempt.has(operation.line)) continue;
      const theirs = owned[kind];
      // A new kind of object has to be put into one of the lists above.
      expect(theirs, `${operation.line}: whose is it?`).toEqual(expect.any(String));
      const isForAdmins = kind === "api-keys" || kind === "evaluations" || toldToAdmins.has(operation.line);
      for (const role of ["viewer", "member", "editor", ...(isForAdmins ? [] : ["admin"])]) {
        if (ROLES.indexOf(role as never) > ROLES.indexOf(operation.role as never)) continue;
        const sent = operation.line in bodies ? { json: bodies[operation.line] } : {};
        const foreign = await server.call(people[role] ?? null, fillPath(operation, theirs ?? ""), sent);
        const missing = await server.call(people[role] ?? null, fillPath(operation, "01a1fe2c-0000-7000-8000-000000000000"), sent);
        expect(foreign.status, `${role}: ${operation.line}`).toBe(404);
        expect(shapeOf(foreign), `${role}: ${operation.line}`).toEqual(shapeOf(missing));
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(30);
  });

  test("and where a body or a query names it", async () => {
    const { member = null } = people;
    const ask = (id: string) => server.call(member, "POST /api/v1/answers", { json: { question: "Hello there?", conversationId: id } });
    const rate = (runId: string) => server.call(member, "POST /api/v1/feedback", { json: { runId, rating: 1 } });
    for (const [call, id] of [
      [ask, owned["conversations"] ?? ""],
      [rate, owned["runs"] ?? ""],
    ] as const) {
      const foreign = await call(id);
      expect(foreign.status).toBe(404);
      expect(shapeOf(foreign)).toEqual(shapeOf(await call("missing")));
    }
    const uploads = (await server.ports.database.sources.all()).find((source) => source.connector === "upload")?.id ?? "";
    const list = async (source: string) => (await server.call(member, `GET /api/v1/documents?source=${source}`)).body;
    expect(await list(uploads)).toEqual(await list("missing"));
    for (const sources of [[uploads], ["Uploads"], ["upload"], ["missing"]]) {
      const found = await server.call<{ hits: unknown[]; found: number }>(member, "POST /api/v1/search", {
        json: { query: "vault xylophone", filters: { sources } },
      });
      expect(found.body, sources[0]).toMatchObject({ hits: [], found: 0, suggestions: [] });
    }
  });

  test("stopping another's answer does not stop it", async () => {
    const before = await server.ports.database.forActor(await server.actorOf(server.admin)).answers.run(owned["runs"] ?? "");
    expect(before).toBeNull();
    expect((await server.call(people["admin"] ?? null, `POST /api/v1/runs/${owned["runs"]}/cancel`)).status).toBe(404);
  });
});

describe("headers", () => {
  const always = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };

  test("every answer has the safe ones, whatever it is, and none is shared with another origin", async () => {
    const lines = [
      "GET /livez",
      "GET /readyz",
      "GET /setup",
      "GET /assets/nothing.js",
      "GET /api/docs",
      "GET /api/docs/nothing.js",
      "GET /api/openapi.json",
      "GET /nowhere",
      "GET /",
      "GET /join",
    ];
    for (const line of [...lines, ...OPERATIONS.map((each) => fillPath(each, "missing"))]) {
      for (const who of [null, server.admin]) {
        const { headers } = await server.call(who, line, { headers: { origin: "https://evil.example" } });
        expect(Object.fromEntries(headers), line).toMatchObject(always);
        expect(headers.get("content-security-policy"), line).toMatch(/default-src 'none'.*frame-ancestors 'none'|frame-ancestors 'none'/);
        expect(headers.get("cache-control"), line).toBeTruthy();
        expect(headers.get("x-request-id"), line).toMatch(/^[0-9a-f-]{36}$/);
        expect(
          [...headers.keys()].filter((name) => name.startsWith("access-control-")),
          line,
        ).toEqual([]);
        expect(headers.get("server"), line).toBeNull();
        expect(headers.get("x-powered-by"), line).toBeNull();
      }
    }
  });

  test("preflights are answered with nothing that lets another origin in", async () => {
    const headers = {
      origin: "https://evil.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    };
    const { status, headers: answered } = await server.call(null, "OPTIONS /api/v1/search", { headers });
    expect(status).toBe(404);
    expect([...answered.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  test("errors are problems with the request's id, also where there is no route", async () => {
    for (const line of [
      "GET /nowhere",
      "GET /api/v1/nowhere",
      "DELETE /api/v1/search",
      "GET /api/v1/me/../users",
      "GET /api/auth/nowhere",
    ]) {
      const { status, headers, body } = await server.call(null, line);
      expect(headers.get("content-type"), line).toBe("application/problem+json");
      expect(body, line).toMatchObject({ status, type: "about:blank", requestId: headers.get("x-request-id") });
    }
  });

  test("other host names are refused with the setting to change; proxies' claims about it do not count", async () => {
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.nip.io",
      "",
      "[::2]",
      "169.254.169.254",
      "localhost:3210.evil.example",
    ]) {
      for (const line of ["GET /api/v1/setup", "GET /api/docs", "POST /api/auth/sign-in/email"]) {
        const { status, body } = await server.call(null, line, {
          headers: { host, "x-forwarded-host": "localhost", forwarded: "host=localhost" },
        });
        expect({ status, code: body["code"] }, host).toEqual({ status: 403, code: "forbidden" });
        expect(body["detail"], host).toContain("SMARTY_PUBLIC_URL");
      }
    }
    for (const host of ["localhost", "LOCALHOST:1", "127.0.0.1:3210", "[::1]:3210"]) {
      const { status } = await server.call(null, "GET /api/v1/setup", { headers: { host, "x-forwarded-host": "evil.example" } });
      expect(status, host).toBe(200);
    }
    // An orchestrator asks by the container's address.
    expect((await server.call(null, "GET /livez", { headers: { host: "10.0.0.7" } })).status).toBe(200);
  });
});

describe("forged requests", () => {
  test("a page elsewhere cannot use a visitor's session, nor sign them in", async () => {
    const mallory = await server.person("mallory", { password: PASSWORD });
    const session = await server.signIn(mallory);
    const line = "POST /api/v1/conversations";
    const post = (headers: Record<string, string>) =>
      server.call(null, line, { json: {}, headers: { cookie: session.cookie ?? "", ...headers } }).then((answer) => answer.status);
    expect(await post({ origin: "https://evil.example" })).toBe(403);
    expect(await post({ origin: "null" })).toBe(403);
    expect(await post({ origin: "http://localhost:3210.evil.example" })).toBe(403);
    expect(await post({ origin: "http://localhost:9999" })).toBe(403);
    expect(await post({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await post({ "sec-fetch-site": "cross-site", origin: "http://localhost:3210" })).toBe(403);
    expect(await post({})).toBe(403);
    expect(await post({ origin: "http://localhost:3210" })).toBe(201);
    expect(await post({ "sec-fetch-site": "same-origin" })).toBe(201);
    const signIn = await server.call(null, "POST /api/auth/sign-in/email", {
      json: { email: mallory.email, password: PASSWORD },
      headers: { origin: "https://evil.example" },
    });
    expect(signIn).toMatchObject({ status: 403 });
    expect(signIn.headers.getSetCookie()).toEqual([]);
  });

  test("a form of another page cannot speak JSON to us", async () => {
    const session = await server.signIn(await server.person("formina", { password: PASSWORD }));
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const { status } = await server.call(session, "POST /api/v1/search", { body: '{"query":"x"}', headers: { "content-type": type } });
      expect(status, type).toBe(415);
    }
  });
});

describe("limits", () => {
  const megabyte = 1024 * 1024;

  test("a body over the limit is refused with the number, whether or not it says its length", async () => {
    const long = JSON.stringify({ query: "x".repeat(megabyte) });
    // A stream is sent in chunks.
    for (const body of [long, new Blob([long]).stream()]) {
      const headers = { "content-type": "application/json" };
      const answer = await server.call(people["member"] ?? null, "POST /api/v1/search", { body, headers });
      expect(answer).toMatchObject({ status: 413, body: { code: "too_large" } });
      expect(answer.body["detail"]).toContain("1 MB");
    }
    const large = await server.call(people["member"] ?? null, "POST /api/v1/uploads", {
      body: "x",
      headers: { "content-type": "multipart/form-data; boundary=x", "content-length": String(513 * megabyte) },
    });
    expect(large).toMatchObject({ status: 413, body: { code: "too_large" } });
    expect(large.body["detail"]).toContain("512 MB");
  });

  test("a caller with sixteen requests under way is told when to come back; others are not held up", async () => {
    const gate = Promise.withResolvers<void>();
    let underWay = 0;
    const slow = await openTestServer({
      replace: ({ lexical }) => ({
        lexical: {
          ...lexical,
          search: async (...asked) => {
            underWay += 1;
            await gate.promise;
            return lexical.search(...asked);
          },
        },
      }),
    });
    try {
      const [greedy, other] = await slow.people(["greedy", "other"]);
      const ask = (who: TestPerson | undefined) => slow.call(who ?? null, "POST /api/v1/search", { json: { query: "leave" } });
      const first = Array.from({ length: 16 }, () => ask(greedy));
      await expect.poll(() => underWay).toBe(16);
      const refused = await ask(greedy);
      expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      const theirs = ask(other);
      gate.resolve();
      expect((await theirs).status).toBe(200);
      expect(new Set((await Promise.all(first)).map((answer) => answer.status))).toEqual(new Set([200]));
      expect((await ask(greedy)).status).toBe(200);
    } finally {
      gate.resolve();
      await slow.close();
    }
  });
});
