import { createHash } from "node:crypto";
import { SmartyError } from "@smartypants/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createConnectedConnector } from "../testing/connected-connector.ts";
import type { Credential } from "../testing/http-client.ts";
import { openTestServer, PASSWORD, type TestPerson, type TestServer } from "../testing/open-test-server.ts";
import { doc, EVERYTHING, upsert } from "../testing/scripted-connector.ts";

let server: TestServer;
let editor: TestPerson;
let session: Credential;
const { connector, script } = createConnectedConnector();
const fresh = { ...script };

beforeAll(async () => {
  server = await openTestServer({
    replace: ({ connectors }) => ({ connectors: new Map([...connectors, [connector.id, connector as never]]) }),
  });
  editor = await server.person("editor", { role: "editor", password: PASSWORD });
  session = await server.signIn(editor);
});
afterAll(() => server.close());
beforeEach(() => void Object.assign(script, fresh));

interface SourceBody {
  readonly id: string;
  readonly credential: { readonly hints: Readonly<Record<string, string>>; readonly setAt: string } | null;
  readonly permissions: { readonly state: string };
  readonly webhookUrl: string | null;
}

const SECRET = "a-very-secret-token";

function createSource(more: object = { credential: { token: SECRET } }, who: Credential = editor) {
  const json = { connector: "connected", name: "Connected", settings: {}, access: { mode: "source" }, schedule: null, ...more };
  return server.call<SourceBody>(who, "POST /api/v1/sources", { json });
}

describe("a credential", () => {
  test("goes in and never comes out: not with the source, in lists, checks, errors or the log", async () => {
    const { status, body, text } = await createSource();
    expect(status).toBe(201);
    expect(body).toMatchObject({ credential: { hints: {} }, permissions: { state: "pending" } });
    const check = { connector: "connected", settings: {}, sourceId: body.id };
    script.check = async function* (context) {
      const { token } = await context.credentials.get();
      yield { id: "token", title: "Token", required: true, status: token === SECRET ? "ok" : "failed" };
    };
    const texts = [
      text,
      (await server.call(editor, `GET /api/v1/sources/${body.id}`)).text,
      (await server.call(editor, "GET /api/v1/sources")).text,
      (await server.call(editor, "POST /api/v1/sources/check", { json: check })).text,
      (await server.call(server.admin, "GET /api/v1/audit")).text,
      (await createSource({ credential: { token: SECRET, wrong: SECRET } })).text,
      JSON.stringify(server.log),
    ];
    for (const each of texts) expect(each).not.toContain(SECRET);
    expect(texts[3]).toContain('"status":"ok"');
  });

  test("is tried before it is saved, with what it would bring", async () => {
    script.check = () => [
      { id: "team", title: "Workspace", required: true, status: "ok", detail: "Acme", expiresAt: Date.UTC(2030, 0, 1) },
    ];
    script.sync = async function* (context) {
      const { token } = await context.credentials.get();
      yield { op: "container", node: { id: "c", title: "c", acl: { mode: "restricted", allow: ["group:c"] } } };
      yield upsert(doc(token === SECRET ? "right" : "wrong", "Text.", { containerId: "c", acl: { mode: "inherit" } }));
      yield EVERYTHING;
    };
    script.groups = () => [
      { op: "group", group: { id: "other", title: "Not among them", members: [] } },
      { op: "group", group: { id: "c", title: "#canteen", members: [] } },
      { op: "end", complete: true },
    ];
    const json = { connector: "connected", settings: {}, access: { mode: "source" }, credential: { token: SECRET } };
    expect((await server.call(editor, "POST /api/v1/sources/check", { json })).body).toMatchObject({
      checks: [{ detail: "Acme", expiresAt: "2030-01-01T00:00:00.000Z" }],
      samples: [{ externalId: "right", allow: ["group:c"] }],
      titles: { "group:c": "#canteen" },
      credentialHandle: null,
    });
    // The source's own token is not tried with another host.
    const { body } = await createSource();
    const elsewhere = { connector: "connected", settings: { apiBaseUrl: "https://evil.example.org" }, sourceId: body.id };
    expect(await server.call(editor, "POST /api/v1/sources/check", { json: elsewhere })).toMatchObject({ status: 400 });
  });

  // A refresh token that is good for one use is used up by the check.
  test("that a check has renewed comes back as a handle, which stands for the new one", async () => {
    script.check = async function* (context) {
      const present = await context.credentials.get();
      await context.credentials.update({ ...present, token: "renewed by the check" });
      yield { id: "token", title: "Token", required: true, status: "ok" };
    };
    const json = { connector: "connected", settings: {}, credential: { token: SECRET } };
    const checked = await server.call<{ credentialHandle: string }>(editor, "POST /api/v1/sources/check", { json });
    const { credentialHandle } = checked.body;
    expect(credentialHandle).toMatch(/^spc_/);
    const made = await createSource({ credentialHandle });
    expect(made.status).toBe(201);
    script.check = async function* (context) {
      const { token } = await context.credentials.get();
      yield { id: "token", title: "Token", required: true, status: "ok", detail: token };
    };
    const stored = await server.call(editor, "POST /api/v1/sources/check", {
      json: { connector: "connected", settings: {}, sourceId: made.body.id },
    });
    expect(stored.body).toMatchObject({ checks: [{ detail: "renewed by the check" }] });
  });
});

test("the catalogue draws the forms, and says which fields are secret", async () => {
  const { body } = await server.call<{ items: { id: string }[] }>(editor, "GET /api/v1/connectors");
  expect(body.items.find(({ id }) => id === "connected")).toMatchObject({
    hasGuide: true,
    hasChoices: true,
    auth: ["apiKey", "oauth2"],
    credentialSchema: { properties: { token: { writeOnly: true } } },
  });
  expect(body.items.find(({ id }) => id === "folder")).toMatchObject({ credentialSchema: null, hasGuide: false, hasChoices: false });
});

test("the guide knows this server and what has been entered", async () => {
  const json = { settings: { apiBaseUrl: "https://gov.example.org" } };
  const { body } = await server.call(editor, "POST /api/v1/connectors/connected/guide", { json });
  const redirectUri = `${server.ports.identity.publicOrigin}/api/v1/connectors/oauth/callback`;
  expect(body).toEqual({
    steps: [{ title: "Make an app", text: "For **https://gov.example.org**.", copy: [{ label: "Redirect address", value: redirectUri }] }],
  });
  expect((await server.call(editor, "POST /api/v1/connectors/folder/guide", { json: {} })).body).toEqual({ steps: [] });
});

test("choices come from the source, with the credential of the form or of a stored source", async () => {
  script.choices = async (context, setting, typed) => {
    const { token } = await context.credentials.get();
    return Array.from({ length: 300 }, (_each, at) => ({ value: `${setting}${at}`, label: `${typed} ${token === SECRET}` }));
  };
  const source = await createSource();
  for (const given of [{ credential: { token: SECRET } }, { sourceId: source.body.id }]) {
    const json = { setting: "channels", typed: "gen", ...given };
    const { body } = await server.call<{ choices: unknown[] }>(editor, "POST /api/v1/connectors/connected/choices", { json });
    expect(body.choices).toHaveLength(200);
    expect(body.choices[0]).toEqual({ value: "channels0", label: "gen true" });
  }
});

describe("signing in at a source", () => {
  interface Started {
    readonly url: string;
  }

  async function start(json: object = {}, who: Credential = session): Promise<URL> {
    const input = { credential: { account: "client-1" }, returnTo: "/admin/sources/new?connector=connected", ...json };
    const { body, text } = await server.call<Started>(who, "POST /api/v1/connectors/connected/oauth/start", { json: input });
    const url = URL.parse(body.url);
    if (url === null) throw new Error(text);
    return url;
  }

  async function comeBack(query: Readonly<Record<string, string>>, who: Credential | null = session): Promise<URL> {
    const answer = await server.open(who, `GET /api/v1/connectors/oauth/callback?${new URLSearchParams(query).toString()}`);
    expect(answer.status).toBe(303);
    return new URL(answer.headers.get("location") ?? "", "https://ours.example.org");
  }

  function outcome({ hash }: URL): Readonly<Record<string, string>> {
    return Object.fromEntries(new URLSearchParams(hash.slice(1)));
  }

  test("ends with a handle that makes one source, for the person who began it", async () => {
    let exchanged: unknown;
    script.exchange = async (context, code, codeVerifier) => {
      exchanged = {
        client: await context.credentials.get(),
        code,
        challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
      };
      return { account: "acme", token: `token for ${code}` };
    };
    const at = await start();
    const redirectUri = `${server.ports.identity.publicOrigin}/api/v1/connectors/oauth/callback`;
    expect(Object.fromEntries(at.searchParams)).toMatchObject({ client_id: "client-1", redirect_uri: redirectUri });
    const back = await comeBack({ state: at.searchParams.get("state") ?? "", code: "c0de" });
    expect(back.pathname + back.search).toBe("/admin/sources/new?connector=connected");
    const { handle = "", ...rest } = outcome(back);
    expect(rest).toEqual({ oauth: "done", connector: "connected" });
    expect(exchanged).toEqual({ client: { account: "client-1" }, code: "c0de", challenge: at.searchParams.get("code_challenge") });
    const other = await server.person("other-editor", { role: "editor" });
    expect(await createSource({ credentialHandle: handle }, other)).toMatchObject({ status: 404 });
    // A look at the channels does not use it up.
    expect(
      await server.call(editor, "POST /api/v1/connectors/connected/choices", { json: { setting: "x", credentialHandle: handle } }),
    ).toMatchObject({
      status: 200,
    });
    expect(await createSource({ credentialHandle: handle })).toMatchObject({
      status: 201,
      body: { credential: { hints: { account: "acme" } } },
    });
    expect(await createSource({ credentialHandle: handle })).toMatchObject({ status: 404 });
  });

  test("the way back works once, within ten minutes, in the session that began it", async () => {
    const state = (await start()).searchParams.get("state") ?? "";
    expect(outcome(await comeBack({ state, code: "c" }))).toMatchObject({ oauth: "done" });
    expect(outcome(await comeBack({ state, code: "c" }))).toMatchObject({ oauth: "failed", problem: "expired" });
    const attacker = await server.person("attacker", { role: "editor", password: PASSWORD });
    for (const who of [null, await server.signIn(attacker), await server.signIn(editor)]) {
      const begun = (await start()).searchParams.get("state") ?? "";
      expect(outcome(await comeBack({ state: begun, code: "c" }, who))).toMatchObject({ oauth: "failed", problem: "session" });
      expect(outcome(await comeBack({ state: begun, code: "c" }))).toMatchObject({ problem: "expired" });
    }
    const stale = await comeBack({ state: "made-up", code: "c" });
    expect(outcome(stale)).toMatchObject({ problem: "expired" });
    // The page that says so, and goes on with what the tab has set aside.
    expect(stale.pathname).toBe("/sources/add");
  });

  test("what the source refuses is said in words, without codes or secrets", async () => {
    const denied = await comeBack({ state: (await start()).searchParams.get("state") ?? "", error: "access_denied" });
    expect(outcome(denied)).toMatchObject({ oauth: "failed", problem: "denied" });
    script.exchange = async () => {
      throw new SmartyError("config", "Add the redirect address to the app.");
    };
    const state = (await start()).searchParams.get("state") ?? "";
    expect(outcome(await comeBack({ state, code: "s3cret" }))).toMatchObject({
      problem: "failed",
      message: "Add the redirect address to the app.",
    });
    script.exchange = async (_context, code) => {
      throw new Error(`the code ${code}`);
    };
    const again = (await start()).searchParams.get("state") ?? "";
    expect(outcome(await comeBack({ state: again, code: "s3cret" }))["message"]).not.toContain("s3cret");
  });

  test("never leads off this site, and is not for keys, members or connectors without it", async () => {
    const begin = (who: Credential, json: object, id = "connected") =>
      server.call(who, `POST /api/v1/connectors/${id}/oauth/start`, { json });
    for (const returnTo of ["//evil.example.org", "https://evil.example.org", "/\\evil.example.org", "javascript:alert(1)"])
      expect(await begin(session, { returnTo }), returnTo).toMatchObject({ status: 400 });
    expect(await begin(editor, {})).toMatchObject({ status: 409 });
    expect(await begin(session, {}, "folder")).toMatchObject({ status: 400 });
    const member = await server.person("member", { password: PASSWORD });
    expect(await begin(await server.signIn(member), {})).toMatchObject({ status: 403 });
  });
});
