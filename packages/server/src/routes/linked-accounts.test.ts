import { type FakeOidcProvider, startFakeOidcProvider } from "@smartypants/adapters/oidc/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Browser, openBrowser } from "../testing/browser.ts";
import { type Client, openPeopleApp, PASSWORD, type PeopleApp } from "../testing/people-app.ts";

let app: PeopleApp;
let admin: Client;
let provider: FakeOidcProvider;

beforeAll(async () => {
  provider = await startFakeOidcProvider({ now: () => app.ports.clock.now() });
});
beforeEach(async () => {
  app = await openPeopleApp();
  admin = await app.setUp();
  const { issuer, clientId, clientSecret } = provider;
  provider.setFault(null);
  const made = {
    id: "fake",
    preset: "generic",
    name: "Fake",
    issuer,
    clientId,
    clientSecret,
    settings: { domains: ["example.org", "chat.example"] },
  };
  await app.call("POST /api/v1/sign-in-providers", made, admin);
  await app.call("PATCH /api/v1/sign-in-providers/fake", { enabled: true }, admin);
});
afterEach(() => app.close());
afterAll(() => provider.close());

interface Account {
  readonly id: string;
  readonly addresses: readonly string[];
  readonly label: string;
}

async function accountsOf(browser: Browser): Promise<readonly Account[]> {
  return (await browser.call<{ items: readonly Account[] }>("GET /api/v1/me/linked-accounts")).body.items;
}

async function principalsOf(browser: Browser): Promise<readonly string[]> {
  const { email = "" } = await browser.me();
  const person = await app.ports.database.people.byEmail(email);
  if (person === null) return [];
  const { id, role, name, verifiedAt } = person;
  return app.ports.database.forActor({ userId: id, role, name, email, verifiedAt, via: "session", scopes: ["all"] }).content.principals();
}

async function openGrace(): Promise<Browser> {
  return openBrowser(app, await app.join(admin, "grace"));
}

function atProvider(email: string, sub = "g-1"): void {
  provider.signInAs({ sub, email, email_verified: true });
}

test("a linked account proves its address, opens the account, and gives both up at once when it is unlinked", async () => {
  const browser = await openGrace();
  atProvider("grace@chat.example");
  const before = await principalsOf(browser);
  expect(before).not.toContain("user:grace@chat.example");
  const arrival = await browser.signIn("fake", { link: { password: PASSWORD }, returnTo: "/account?tab=keys" });
  expect(arrival).toMatchObject({ status: 303, path: "/account?tab=keys&linked=fake" });
  const [account] = await accountsOf(browser);
  expect(account).toMatchObject({ addresses: ["grace@chat.example"], label: "grace@chat.example" });
  expect(await principalsOf(browser)).toEqual(expect.arrayContaining([...before, "user:grace@chat.example", "domain:chat.example"]));
  const other = openBrowser(app);
  await other.signIn("fake");
  expect((await other.me()).email).toBe("grace@example.org");
  expect((await browser.call(`DELETE /api/v1/me/linked-accounts/${account?.id}`)).status).toBe(204);
  expect(await principalsOf(browser)).toEqual(before);
  expect((await openBrowser(app).signIn("fake")).problem).toBe("no-account");
});

test("linking needs the password, and a browser", async () => {
  const browser = await openGrace();
  atProvider("grace@chat.example");
  expect((await browser.visit("fake", { link: {} })).status).toBe(400);
  expect((await browser.visit("fake", { link: { password: "wrong" } })).status).toBe(400);
  expect((await openBrowser(app).visit("fake", { link: { password: PASSWORD } })).status).toBe(401);
  const { body } = await browser.call<{ key: string }>("POST /api/v1/api-keys", { name: "k", scopes: ["all"] });
  const byKey = await app.call("POST /api/v1/me/linked-accounts", { providerId: "fake", password: PASSWORD }, { key: body.key });
  expect(byKey.status).toBe(403);
});

test("an answer links nothing when somebody else is signed in by then, or nobody", async () => {
  const grace = await openGrace();
  atProvider("grace@chat.example");
  const first = await grace.visit("fake", { link: { password: PASSWORD } });
  // Same browser, another person.
  const mallory = await app.join(admin, "mallory");
  grace.cookies.set("smartypants.session_token", mallory.cookie?.split("=")[1] ?? "");
  expect((await grace.open(first.back)).problem).toBe("other-session");
  const second = await openGraceAgain();
  const { back } = await second.visit("fake", { link: { password: PASSWORD } });
  second.cookies.delete("smartypants.session_token");
  expect((await second.open(back)).problem).toBe("other-session");
  const all = await Promise.all(
    [mallory.id, (await app.ports.database.people.byEmail("grace@example.org"))?.id ?? ""].map((id) =>
      app.ports.database.signIn.identitiesOf(id),
    ),
  );
  expect(all.flat()).toEqual([]);
});

async function openGraceAgain(): Promise<Browser> {
  return openBrowser(app, await app.signIn("grace@example.org"));
}

test("what somebody has begun to link cannot be turned into a sign-in of theirs, nor linked by another's browser", async () => {
  const attacker = await openGrace();
  atProvider("mallory@chat.example", "m-1");
  const { back } = await attacker.visit("fake", { link: { password: PASSWORD } });
  const victim = openBrowser(app, admin);
  expect((await victim.open(back)).problem).toBe("expired");
  expect(await accountsOf(victim)).toEqual([]);
});

test("an account belongs to one person, and so does an address", async () => {
  const grace = await openGrace();
  atProvider("grace@chat.example");
  await grace.signIn("fake", { link: { password: PASSWORD } });
  const mallory = openBrowser(app, await app.join(admin, "mallory"));
  expect((await mallory.signIn("fake", { link: { password: PASSWORD } })).problem).toBe("linked-elsewhere");
  atProvider("ada@example.org", "m-1");
  expect((await mallory.signIn("fake", { link: { password: PASSWORD } })).problem).toBe("address-taken");
  atProvider("grace@chat.example", "m-2");
  expect((await mallory.signIn("fake", { link: { password: PASSWORD } })).problem).toBe("address-taken");
  expect(await accountsOf(mallory)).toEqual([]);
  // Nor can an administrator give somebody an address that another has proven.
  const taken = await app.call("POST /api/v1/users", { name: "M", email: "grace@chat.example", role: "member" }, admin);
  expect(taken.status).toBe(409);
  expect((await app.call("POST /api/v1/invites", { email: "grace@chat.example", role: "member" }, admin)).status).toBe(409);
});

test("linking the same account again changes nothing", async () => {
  const grace = await openGrace();
  atProvider("grace@chat.example");
  await grace.signIn("fake", { link: { password: PASSWORD } });
  expect((await grace.signIn("fake", { link: { password: PASSWORD } })).problem).toBeNull();
  expect(await accountsOf(grace)).toHaveLength(1);
});

test("another's account looks as if it did not exist, to its reader and to whoever would unlink it", async () => {
  const grace = await openGrace();
  atProvider("grace@chat.example");
  await grace.signIn("fake", { link: { password: PASSWORD } });
  const [account] = await accountsOf(grace);
  const mallory = openBrowser(app, await app.join(admin, "mallory"));
  expect(await accountsOf(mallory)).toEqual([]);
  expect((await mallory.call(`DELETE /api/v1/me/linked-accounts/${account?.id}`)).status).toBe(404);
  const id = (await app.ports.database.people.byEmail("grace@example.org"))?.id;
  expect((await mallory.call(`GET /api/v1/users/${id}/linked-accounts`)).status).toBe(403);
  expect((await mallory.call(`DELETE /api/v1/users/${id}/linked-accounts/${account?.id}`)).status).toBe(403);
  expect((await app.call(`DELETE /api/v1/users/${id}/linked-accounts/${account?.id}`, undefined, admin)).status).toBe(204);
  expect(await accountsOf(grace)).toEqual([]);
});

test("the only way in cannot be unlinked by oneself", async () => {
  await app.call("PATCH /api/v1/sign-in-providers/fake", { settings: { autoCreate: true } }, admin);
  atProvider("new@example.org", "n-1");
  const browser = openBrowser(app);
  await browser.signIn("fake");
  const [account] = await accountsOf(browser);
  expect((await browser.call(`DELETE /api/v1/me/linked-accounts/${account?.id}`)).status).toBe(409);
});

test("deleting a provider takes away what it gave", async () => {
  const grace = await openGrace();
  atProvider("grace@chat.example");
  await grace.signIn("fake", { link: { password: PASSWORD } });
  expect((await app.call("DELETE /api/v1/sign-in-providers/fake", undefined, admin)).status).toBe(204);
  expect(await accountsOf(grace)).toEqual([]);
  expect(await principalsOf(grace)).not.toContain("user:grace@chat.example");
});
