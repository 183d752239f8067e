import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reply, Sent } from "./testing/http-client.ts";
import { openTestServer, type TestServer } from "./testing/open-test-server.ts";
import { fillPath, OPERATIONS, resolveSchema, type Schema } from "./testing/operations.ts";
import { sampleOf, wrongBodies } from "./testing/wrong-values.ts";

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const JSON_OPERATIONS = OPERATIONS.filter(({ body }) => body !== undefined);

function send(line: string, sent: Sent = {}): Promise<Reply> {
  return server.call(server.admin, line, sent);
}

const PROVIDER_CALLBACK = "GET /api/v1/auth/oidc/{providerId}/callback";

/** A browser comes there between two sites: it is led to a page of ours that says what is wrong. */
function expectPage(answer: Reply): void {
  expect(answer.headers.get("location")).toMatch(/^\/sign-in\?problem=/);
}

/** Every refusal is one of ours: a problem with the request's id, and never our own fault. */
function expectProblem(answer: Reply, about: string): void {
  expect(answer.status, about).toBeGreaterThanOrEqual(400);
  expect(answer.status, about).toBeLessThan(500);
  expect(answer.headers.get("content-type"), about).toBe("application/problem+json");
  expect(answer.body, about).toMatchObject({ status: answer.status, requestId: answer.headers.get("x-request-id") });
  expect(answer.body["code"], about).not.toBe("internal");
  expect(answer.body["detail"], about).toEqual(expect.any(String));
}

function expectNoFault(answer: Reply, about: string): void {
  if (answer.status >= 400) expectProblem(answer, about);
  expect(answer.status, about).toBeLessThan(500);
}

function pathsOf(answer: Reply): readonly string[] {
  const errors = (answer.body["errors"] ?? []) as readonly { readonly path: string }[];
  return errors.map((error) => error.path);
}

describe("bodies", () => {
  // Otherwise a field that a route does not know could reach a row: A.3, mass assignment.
  test("every object in every request says that it takes no other fields", () => {
    expect(JSON_OPERATIONS.length).toBeGreaterThan(20);
    const loose: string[] = [];
    const walk = (given: Schema, at: string): void => {
      const schema = resolveSchema(given);
      const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
      if (schema["type"] === "object" && schema["properties"] !== undefined && schema["additionalProperties"] !== false) loose.push(at);
      for (const [name, each] of Object.entries(properties)) walk(each, `${at}.${name}`);
      if (typeof schema["items"] === "object") walk(schema["items"] as Schema, `${at}[]`);
    };
    for (const { line, body } of JSON_OPERATIONS) walk(body ?? {}, line);
    expect(loose).toEqual([]);
  });

  test.each(JSON_OPERATIONS)("$line: a wrong type, length or field is refused and named", async ({ line, body = {} }) => {
    const wrong = wrongBodies(body);
    expect(wrong.length).toBeGreaterThan(5);
    for (const { body: json, path, fault } of wrong) {
      const answer = await send(fillPath({ line }, "missing"), { json });
      const about = `${line} ${path || "(body)"}: ${fault}`;
      expectProblem(answer, about);
      expect(answer.status, about).toBe(400);
      // A union says that none of its ways fits, at the field that holds it.
      const named = pathsOf(answer).some((each) => each === path || each.startsWith(`${path}.`) || (path === "" && each === ""));
      expect(named, `${about} named in ${pathsOf(answer).join(", ")}`).toBe(true);
    }
  });

  test("names that JavaScript gives a meaning are fields like any other, and change nothing", async () => {
    const evil = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
    for (const { line, body = {} } of JSON_OPERATIONS) {
      const sample = JSON.stringify(sampleOf(body)).slice(0, -1);
      for (const name of evil) {
        const value = '{"polluted":true,"prototype":{"polluted":true},"isAdmin":true}';
        const raw = `${sample}${sample === "{" ? "" : ","}"${name}":${value}}`;
        const headers = { "content-type": "application/json" };
        const answer = await send(fillPath({ line }, "missing"), { body: raw, headers });
        expectProblem(answer, `${line} ${name}`);
        expect(answer.status, `${line} ${name}`).toBe(400);
      }
    }
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
  });

  test("values of free form and names looked up in lists are no way round either", async () => {
    const names = ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty"];
    for (const name of names) {
      const filters = { sources: [name], types: [name], containers: [name], authors: [name] };
      expect(await send("POST /api/v1/search", { json: { query: `x type:${name}`, filters } }), name).toMatchObject({ status: 200 });
      for (const key of ["sources", "types", "containers", "authors"]) {
        const json = { query: "anything", filters: { [key]: [name] } };
        expect(await send("POST /api/v1/search", { json }), `${key} ${name}`).toMatchObject({ status: 200, body: { hits: [] } });
      }
      const source = { connector: name, name: "x", settings: {}, access: { mode: "everyone" } };
      expect((await send("POST /api/v1/sources", { json: source })).status, name).toBe(400);
      const settings = `{"connector":"folder","name":"x","access":{"mode":"everyone"},"settings":{"path":"/tmp","${name}":{"polluted":true}}}`;
      const headers = { "content-type": "application/json" };
      expectProblem(await send("POST /api/v1/sources/check", { body: settings, headers }), name);
      expectProblem(await send(`GET /api/docs/${name}`), name);
      expectProblem(await send(`GET /api/v1/documents/${name}`), name);
    }
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("what is not JSON is refused", async () => {
    const deep = 40_000;
    const raw: Record<string, string | Uint8Array> = {
      cut: '{"query":"x"',
      empty: " ",
      words: "hello",
      "two values": "{}{}",
      "a trailing comma": '{"query":"x",}',
      "single quotes": "{'query':'x'}",
      "a comment": '{/**/"query":"x"}',
      NaN: '{"query":NaN}',
      "bytes that are no UTF-8": Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      "UTF-16": Buffer.from('{"query":"x"}', "utf16le"),
      "many brackets": "[".repeat(deep),
      "a deep list": "[".repeat(deep) + "]".repeat(deep),
      "a deep object": '{"query":'.repeat(deep) + "1" + "}".repeat(deep),
      "a deep field": `{"query":"x","filters":${"[".repeat(deep)}${"]".repeat(deep)}}`,
    };
    for (const { line } of JSON_OPERATIONS) {
      for (const [name, body] of Object.entries(raw)) {
        const answer = await send(fillPath({ line }, "missing"), { body, headers: { "content-type": "application/json" } });
        expectProblem(answer, `${line} ${name}`);
        expect(answer.status, `${line} ${name}`).toBe(400);
      }
    }
  });

  test("deep settings of a source are refused, not followed", async () => {
    const deep = `${"[".repeat(40_000)}${"]".repeat(40_000)}`;
    for (const settings of [`{"path":"/tmp","x":${deep}}`, `{"path":${deep}}`, `{"include":${deep},"path":"/tmp"}`]) {
      const body = `{"connector":"folder","name":"x","access":{"mode":"everyone"},"settings":${settings}}`;
      const answer = await send("POST /api/v1/sources", { body, headers: { "content-type": "application/json" } });
      expectProblem(answer, settings.slice(0, 20));
      expect(answer.status, settings.slice(0, 20)).toBe(400);
    }
  });

  test("a type that is not JSON is refused with what to send", async () => {
    for (const { line, body = {} } of JSON_OPERATIONS) {
      for (const type of [
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "nonsense",
        "application/jsonp",
      ]) {
        const sent = { body: JSON.stringify(sampleOf(body)), headers: { "content-type": type } };
        const answer = await send(fillPath({ line }, "missing"), sent);
        expectProblem(answer, `${line} ${type}`);
        expect(answer.status, `${line} ${type}`).toBe(415);
        expect(answer.body["detail"]).toContain("application/json");
      }
    }
  });

  // Postgres takes no NUL, and half a surrogate pair is no character: what is stored must come back as it is shown.
  test("NUL is refused with the field's name; half a character never breaks anything", async () => {
    let refused = 0;
    for (const { line, body = {} } of JSON_OPERATIONS) {
      const sample = sampleOf(body) as Record<string, unknown>;
      for (const [name, value] of Object.entries(sample).filter(([, each]) => typeof each === "string")) {
        const answer = await send(fillPath({ line }, "missing"), { json: { ...sample, [name]: `${String(value)}\0` } });
        expectProblem(answer, `${line} ${name}`);
        expect(answer.status, `${line} ${name}`).toBe(400);
        expect(pathsOf(answer), `${line} ${name}`).toContain(name);
        refused += 1;
        for (const half of ["\ud800", "\udc00", "a\ud83d"]) {
          expectNoFault(await send(fillPath({ line }, "missing"), { json: { ...sample, [name]: half } }), `${line} ${name} half`);
        }
      }
    }
    expect(refused).toBeGreaterThan(15);
    const nested = await send("POST /api/v1/search", { json: { query: "x", filters: { authors: ["a", "b\0"] } } });
    expect(pathsOf(nested)).toEqual(["filters.authors.1"]);
    // The text of an escape is no NUL.
    expect((await send("POST /api/v1/search", { json: { query: "what does \\u0000 mean" } })).status).toBe(200);
  });
});

test("a moment that no calendar has is refused, and what is stored can always be shown", async () => {
  for (const expiresAt of [Number.MAX_SAFE_INTEGER, 8.64e15 + 1, -1, "9999-99-99T00:00:00Z", "+275761-01-01T00:00:00Z", "soon"]) {
    const answer = await send("POST /api/v1/api-keys", { json: { name: "late", expiresAt } });
    expectProblem(answer, String(expiresAt));
    expect(pathsOf(answer), String(expiresAt)).toEqual(["expiresAt"]);
  }
  expect((await send("POST /api/v1/api-keys", { json: { name: "latest", expiresAt: 8.64e15 } })).status).toBe(201);
  expect((await send("GET /api/v1/api-keys")).status).toBe(200);
});

describe("addresses", () => {
  const values = [
    "",
    "abc",
    "-1",
    "0",
    "1.5",
    "1e9",
    "1e400",
    "99999999999999999999",
    "NaN",
    "null",
    "true",
    "%00",
    "%ff",
    "%",
    "%u0041",
    "%ED%A0%80",
    "[]",
    "{}",
    "'",
    '";--',
    "__proto__",
    "constructor",
    "x".repeat(5000),
  ];

  test("query values that do not fit are refused and named; a cursor that means nothing finds nothing or is refused", async () => {
    let refused = 0;
    const unnamed: string[] = [];
    const asked = OPERATIONS.filter(({ method }) => method === "GET").flatMap(({ line, parameters }) =>
      parameters.filter((each) => each.in === "query").map(({ name, schema }) => ({ path: fillPath({ line }, "missing"), name, schema })),
    );
    for (const { path, name, schema } of asked) {
      const mustFit = schema["type"] === "integer" || Array.isArray(schema["enum"]);
      for (const value of values) {
        const about = `${path} ${name}=${value.slice(0, 20)}`;
        const answer = await send(`${path}?${name}=${value}`);
        expectNoFault(answer, about);
        // NUL is refused wherever it stands.
        const isNamed = pathsOf(answer).includes(value === "%00" ? "(address)" : name);
        if (mustFit && answer.status === 400 && !isNamed) unnamed.push(about);
        if (mustFit && answer.status === 400) refused += 1;
      }
      expectNoFault(await send(`${path}?${name}=1&${name}=2`), `${path} ${name} twice`);
    }
    expect(unnamed).toEqual([]);
    expect(refused).toBeGreaterThan(100);
  });

  test("query names that JavaScript gives a meaning change nothing", async () => {
    for (const name of ["__proto__", "constructor", "__proto__[polluted]", "limit[]", "limit[$gt]", "toString"]) {
      for (const { line } of OPERATIONS.filter(({ method }) => method === "GET")) {
        expectNoFault(await send(`${fillPath({ line }, "missing")}?${encodeURIComponent(name)}=1`), `${line} ${name}`);
      }
    }
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("ids that no object can have are refused or look missing", async () => {
    const ids = [
      "%00",
      "..",
      "%2e%2e%2fusers",
      "..%2f..%2fetc%2fpasswd",
      "a%20b",
      "'%20or%201=1--",
      "%F0%9F%92%A9",
      "%",
      "%ff",
      "__proto__",
      "constructor",
      "null",
      "undefined",
      "-1",
      "*",
      "x".repeat(65),
      "x".repeat(5000),
      "%0d%0aSet-Cookie:%20x=y",
    ];
    for (const { line, body } of OPERATIONS.filter(({ path }) => path.includes("{"))) {
      for (const id of ids) {
        const answer = await send(fillPath({ line }, id), body === undefined ? {} : { json: sampleOf(body) });
        // Dots leave the path before it is sent, and lead to other routes.
        if (line === PROVIDER_CALLBACK && answer.status === 303) expectPage(answer);
        else if (id !== "..") expectProblem(answer, `${line} ${id.slice(0, 20)}`);
        else expectNoFault(answer, line);
        expect(answer.headers.get("set-cookie"), line).toBeNull();
      }
    }
  });
});

describe("headers", () => {
  test("that mean nothing change nothing", async () => {
    const long = "x".repeat(20_000);
    const strange: readonly Readonly<Record<string, string>>[] = [
      { "last-event-id": "abc" },
      { "last-event-id": "-5" },
      { "last-event-id": "1e309" },
      { "last-event-id": "0x10" },
      { "last-event-id": long },
      { "x-forwarded-for": "not, an, address" },
      { "x-forwarded-for": `${long}, 10.0.0.1` },
      { "x-forwarded-proto": "javascript", "x-forwarded-host": "evil.example", "x-forwarded-port": "-1" },
      { forwarded: 'for="_gazonk";host=evil.example;proto=gopher' },
      { accept: "text/html;q=NaN" },
      { "accept-language": long },
      { cookie: "smartypants.session_token=%E0%A4%A; =; ;;;" },
      { cookie: `smartypants.session_token=${long}.${long}` },
      { range: "bytes=5-1" },
      { "x-http-method-override": "DELETE" },
      { traceparent: long },
      { "user-agent": long },
      { "x-request-id": "evil" },
    ];
    for (const headers of strange) {
      for (const line of ["GET /api/v1/me", "GET /api/v1/conversations", "GET /api/v1/runs/missing/events"]) {
        const answer = await server.call(server.admin, line, { headers });
        expectNoFault(answer, JSON.stringify(headers).slice(0, 100));
        expect(answer.headers.get("x-request-id")).not.toBe("evil");
      }
      expectNoFault(await server.call(null, "GET /api/v1/me", { headers }), JSON.stringify(headers).slice(0, 100));
    }
  });

  test("a credential that is none is unauthenticated, never our fault", async () => {
    const wrong = [
      "Bearer",
      "Bearer ",
      "Bearer sp_",
      "Bearer sp_nothing",
      `Bearer ${"x".repeat(20_000)}`,
      "bearer a b",
      "Bearer \u00e9\u00ff",
      "Bearer null",
      "Bearer op_x",
    ];
    for (const authorization of wrong) {
      const answer = await server.call(null, "GET /api/v1/me", { headers: { authorization } });
      expectProblem(answer, authorization.slice(0, 20));
      expect(answer.status, authorization.slice(0, 20)).toBe(401);
    }
  });

  test("an idempotency key has a form", async () => {
    for (const key of ["x".repeat(201), "two words", "\u00e9", "tab\there"]) {
      const answer = await send("POST /api/v1/conversations", { json: {}, headers: { "idempotency-key": key } });
      expectProblem(answer, key.slice(0, 20));
      expect(answer.status, key.slice(0, 20)).toBe(400);
    }
    expect((await send("POST /api/v1/conversations", { json: {}, headers: { "idempotency-key": "ok" } })).status).toBe(201);
  });

  test("methods that a path does not have are not found", async () => {
    for (const method of ["PUT", "PROPFIND", "OPTIONS", "FOO"]) {
      const answer = await send(`${method} /api/v1/me`);
      expectProblem(answer, method);
      expect(answer.status, method).toBe(404);
    }
  });
});

// The last test of this file: whatever was `internal` above is in the log as "request failed".
test("nothing of all that was taken for a fault of ours", () => {
  expect(server.log.lines().length).toBeGreaterThan(1000);
  expect(server.log.problems()).toEqual([]);
});
