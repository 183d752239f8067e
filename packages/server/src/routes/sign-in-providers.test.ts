import { type FakeOidcProvider, startFakeOidcProvider } from "@smartypants/adapters/oidc/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openBrowser } from "../testing/browser.ts";
import { type Answer, type Client, openPeopleApp, PASSWORD, type PeopleApp } from "../testing/people-app.ts";

const PATH = "/api/v1/sign-in-providers";

let app: PeopleApp;
let admin: Client;
let fake: FakeOidcProvider;

beforeAll(async () => {
  fake = await startFakeOidcProvider({ now: () => app.ports.clock.now() });
});
beforeEach(async () => {
  app = await openPeopleApp();
  admin = await app.setUp();
});
afterEach(() => app.close());
afterAll(() => fake.close());

type Made = Readonly<Record<string, unknown>>;

function add(more: object = {}): Promise<Answer<Made>> {
  const { issuer, clientId, clientSecret } = fake;
  return app.call<Made>(`POST ${PATH}`, { id: "fake", preset: "generic", name: "Fake", issuer, clientId, clientSecret, ...more }, admin);
}

test("a provider begins switched off, tells its redirect address, and never its secret", async () => {
  const { status, body } = await add();
  expect(status).toBe(201);
  expect(body).toMatchObject({
    enabled: false,
    hasSecret: true,
    lastFour: "nd +",
    redirectUri: "http://localhost:3210/api/v1/auth/oidc/fake/callback",
    scopes: ["openid", "email", "profile"],
  });
  const shown = await Promise.all(
    [`GET ${PATH}`, `GET ${PATH}/fake`, "GET /api/v1/auth/methods"].map((line) => app.call(line, undefined, admin)),
  );
  expect(JSON.stringify([body, ...shown.map((each) => each.body)])).not.toContain(fake.clientSecret.slice(0, 10));
  expect(await app.ports.database.signIn.sealedSecret("fake")).not.toContain(fake.clientSecret.slice(0, 10));
});

test("only administrators see and change providers", async () => {
  await add();
  const editor = await app.join(admin, "grace", "editor");
  const lines = [`GET ${PATH}`, `GET ${PATH}/fake`, `DELETE ${PATH}/fake`, `POST ${PATH}/fake/test`];
  for (const line of lines) expect((await app.call(line, undefined, editor)).status).toBe(403);
  expect((await app.call(`PATCH ${PATH}/fake`, { enabled: true }, editor)).status).toBe(403);
  expect((await app.call(`POST ${PATH}/passwords`, { passwords: false }, editor)).status).toBe(403);
});

test("settings that would open a door are refused, each at its field", async () => {
  const slack = { id: "slack", preset: "slack", issuer: "https://slack.com" };
  const google = { id: "google", preset: "google", issuer: "https://accounts.google.com" };
  const microsoft = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";
  const refused: readonly (readonly [object, string])[] = [
    [{ issuer: "http://id.example.org" }, "issuer"],
    [{ issuer: "https://user:secret@id.example.org" }, "issuer"],
    [{ preset: "google" }, "issuer"],
    [{ preset: "microsoft", issuer: "https://login.microsoftonline.com/common/v2.0" }, "issuer"],
    [slack, "workspace"],
    [{ ...google, settings: { domains: ["*"] } }, "domains"],
    // A generic entry for Google is Google all the same.
    [{ issuer: "https://accounts.google.com", settings: { domains: ["*"], autoCreate: true } }, "domains"],
    [{ issuer: microsoft, settings: { provesAddresses: true } }, "provesAddresses"],
    [{ settings: { autoCreate: true } }, "domains"],
    [{ settings: { domains: ["not a domain"] } }, "domains"],
    [{ settings: { mappings: [{ value: "x", groupId: "missing", role: null }] } }, "mappings"],
    [{ settings: { mappings: [{ value: "x", groupId: null, role: null }] } }, "mappings"],
  ];
  for (const [more, path] of refused) {
    const { status, body } = await add(more);
    expect({ more, status, path: (body["errors"] as { path: string }[] | undefined)?.[0]?.path }).toEqual({ more, status: 400, path });
  }
  expect((await add({ ...slack, settings: { workspace: "T0123ABC" } })).status).toBe(201);
});

test("two providers of one issuer, or of one id, cannot be told apart, so there is one", async () => {
  await add();
  expect((await add()).status).toBe(409);
  expect((await add({ id: "again" })).status).toBe(409);
});

test("a change of some settings leaves the others, and the secret, as they are", async () => {
  await add({ settings: { domains: ["Example.org", "@other.example"], groupsClaim: "groups" } });
  const { body } = await app.call(`PATCH ${PATH}/fake`, { settings: { autoCreate: true } }, admin);
  expect(body).toMatchObject({ domains: ["example.org", "other.example"], groupsClaim: "groups", autoCreate: true, hasSecret: true });
  expect((await app.call(`PATCH ${PATH}/fake`, { clientSecret: null }, admin)).body).toMatchObject({ hasSecret: false, lastFour: "" });
  expect((await app.call(`PATCH ${PATH}/fake`, { issuer: "https://evil.example" }, admin)).status).toBe(400);
});

test("a test names what works and what does not", async () => {
  await add({ clientSecret: "not the right one" });
  const { body } = await app.call<{ probes: { name: string; outcome: string }[] }>(`POST ${PATH}/fake/test`, undefined, admin);
  expect(body.probes.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    "discovery ok",
    "issuer ok",
    "endpoints ok",
    "keys ok",
    "client failed",
  ]);
});

/** Ada, the administrator, with an account at the provider. */
async function linkAda(): Promise<void> {
  await add({ settings: { domains: ["example.org"] } });
  await app.call(`PATCH ${PATH}/fake`, { enabled: true }, admin);
  fake.signInAs({ sub: "ada", email: "ada@example.org", email_verified: true });
  const arrival = await openBrowser(app, admin).signIn("fake", { link: { password: PASSWORD } });
  expect(arrival.problem).toBeNull();
}

test("passwords can be switched off only when an administrator comes in another way", async () => {
  await add();
  expect((await app.call(`POST ${PATH}/passwords`, { passwords: false }, admin)).status).toBe(409);
  expect((await app.signIn("ada@example.org")).status).toBe(200);
});

test("without passwords nobody comes in by one, and every step that would lock the administrators out is refused", async () => {
  await linkAda();
  const grace = await app.join(admin, "grace", "admin");
  expect((await app.call(`POST ${PATH}/passwords`, { passwords: false }, admin)).status).toBe(200);
  expect((await app.signIn("ada@example.org")).status).toBe(403);
  expect((await app.signIn("nobody@example.org")).status).toBe(403);
  expect((await app.call("POST /api/v1/invites", { email: "x@example.org", role: "member" }, admin)).status).toBe(403);
  expect((await app.call("GET /api/v1/auth/methods")).body).toMatchObject({ passwords: false, providers: [{ id: "fake" }] });
  const ada = await app.ports.database.people.byEmail("ada@example.org");
  const [account] = await app.ports.database.signIn.identitiesOf(ada?.id ?? "");
  const lockedOut = [
    app.call(`PATCH ${PATH}/fake`, { enabled: false }, admin),
    app.call(`DELETE ${PATH}/fake`, undefined, admin),
    app.call(`PATCH /api/v1/users/${ada?.id}`, { role: "member" }, grace),
    app.call(`PATCH /api/v1/users/${ada?.id}`, { disabled: true }, grace),
    app.call(`DELETE /api/v1/users/${ada?.id}`, undefined, grace),
    app.call(`DELETE /api/v1/me/linked-accounts/${account?.id}`, undefined, admin),
    app.call(`DELETE /api/v1/users/${ada?.id}/linked-accounts/${account?.id}`, undefined, grace),
  ];
  expect((await Promise.all(lockedOut)).map(({ status }) => status)).toEqual([409, 409, 409, 409, 409, 409, 409]);
  const browser = openBrowser(app);
  expect((await browser.signIn("fake")).problem).toBeNull();
  expect(await browser.me()).toMatchObject({ role: "admin" });
  expect((await app.call(`POST ${PATH}/passwords`, { passwords: true }, admin)).status).toBe(200);
  expect((await app.signIn("ada@example.org")).status).toBe(200);
});

test("a link for a password that was made before passwords were switched off does not open anything", async () => {
  await linkAda();
  const grace = await app.join(admin, "grace");
  const { body } = await app.call<{ token: string }>(`POST /api/v1/users/${grace.id}/password-link`, undefined, admin);
  await app.call(`POST ${PATH}/passwords`, { passwords: false }, admin);
  const redeemed = await app.call("POST /api/v1/invites/redeem", { token: body.token, password: "another set of green words" });
  expect(redeemed.status).toBe(403);
});
