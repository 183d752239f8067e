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
  provider.setFault(null);
  await addProvider(provider, "fake", { domains: ["example.org"], autoCreate: true });
});
afterEach(() => app.close());
afterAll(() => provider.close());

async function addProvider({ issuer, clientId, clientSecret }: FakeOidcProvider, id: string, given: object): Promise<void> {
  const made = { id, preset: "generic", name: `The ${id} provider`, issuer, clientId, clientSecret, settings: given };
  expect((await app.call("POST /api/v1/sign-in-providers", made, admin)).status).toBe(201);
  await change({ enabled: true }, id);
}

async function change(edit: object, id = "fake"): Promise<void> {
  expect((await app.call(`PATCH /api/v1/sign-in-providers/${id}`, edit, admin)).status).toBe(200);
}

function settings(more: object): Promise<void> {
  return change({ settings: more });
}

/** Somebody at the provider, with a proven address of ours. */
function grace(more: object = {}): object {
  return { sub: "g-1", name: "Grace Hopper", email: "grace@example.org", email_verified: true, ...more };
}

function comeAs(claims: object, browser: Browser = openBrowser(app)): Promise<Awaited<ReturnType<Browser["signIn"]>>> {
  provider.signInAs({ ...claims });
  return browser.signIn("fake");
}

async function principalsOf(email: string): Promise<readonly string[]> {
  const person = await app.ports.database.people.byEmail(email);
  if (person === null) return [];
  const { id, role, name, verifiedAt } = person;
  return app.ports.database.forActor({ userId: id, role, name, email, verifiedAt, via: "session", scopes: ["all"] }).content.principals();
}

test("a stranger with a proven address joins as a member, comes in, and is found again by the subject", async () => {
  provider.signInAs({ ...grace() });
  const browser = openBrowser(app);
  expect(await browser.signIn("fake", { returnTo: "/search?q=leave#top" })).toMatchObject({ status: 303, path: "/search?q=leave#top" });
  expect(await browser.me()).toEqual({ status: 200, email: "grace@example.org", role: "member" });
  expect(await principalsOf("grace@example.org")).toEqual(expect.arrayContaining(["user:grace@example.org", "domain:example.org"]));
  // Nothing of the journey stays in the browser, and the session is as unreadable to pages as any other.
  expect([...browser.cookies.keys()]).toEqual(["smartypants.session_token"]);
  const again = openBrowser(app);
  await comeAs(grace({ name: "Another name" }), again);
  const people = await app.call<{ items: { name: string }[] }>("GET /api/v1/users", undefined, admin);
  expect(people.body.items.map(({ name }) => name)).toEqual(["Ada", "Grace Hopper"]);
});

test("who comes twice at once is made once", async () => {
  provider.signInAs({ ...grace() });
  const browsers = [openBrowser(app), openBrowser(app), openBrowser(app)];
  const visits = await Promise.all(browsers.map((browser) => browser.visit("fake")));
  const arrivals = await Promise.all(browsers.map((browser, at) => browser.open(visits[at]?.back ?? new URL("about:blank"))));
  expect(arrivals.map(({ problem }) => problem)).toEqual([null, null, null]);
  const people = await app.call<{ items: unknown[] }>("GET /api/v1/users", undefined, admin);
  expect(people.body.items).toHaveLength(2);
});

test("the way back is a path of ours, whatever was asked for", async () => {
  const browser = openBrowser(app);
  for (const returnTo of ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/..//evil.example", "evil"]) {
    const { status } = await browser.call("POST /api/v1/auth/oidc/fake/start", { returnTo });
    expect({ returnTo, status }).toEqual({ returnTo, status: 400 });
  }
});

test("an answer is used once", async () => {
  const browser = openBrowser(app);
  provider.signInAs({ ...grace() });
  const { back } = await browser.visit("fake");
  const kept = new Map(browser.cookies);
  expect((await browser.open(back)).problem).toBeNull();
  const thief = openBrowser(app);
  for (const [name, value] of kept) thief.cookies.set(name, value);
  expect((await thief.open(back)).problem).toBe("expired");
  expect((await thief.me()).status).toBe(401);
});

test("an answer is of no use in another browser, so nobody can be signed in as somebody else", async () => {
  provider.signInAs({ ...grace() });
  const attacker = openBrowser(app);
  const { back } = await attacker.visit("fake");
  const victim = openBrowser(app);
  await victim.visit("fake");
  expect((await victim.open(back)).problem).toBe("expired");
  expect((await victim.me()).status).toBe(401);
});

test("an answer that comes after ten minutes is too late", async () => {
  const browser = openBrowser(app);
  const { back } = await browser.visit("fake");
  app.clock.advance(10 * 60_000);
  expect((await browser.open(back)).problem).toBe("expired");
});

test("an answer without a state, or with a made-up one, leads to a page that says so", async () => {
  const browser = openBrowser(app);
  const { back } = await browser.visit("fake");
  for (const state of [null, "", "made-up"]) {
    const other = new URL(back);
    if (state === null) other.searchParams.delete("state");
    else other.searchParams.set("state", state);
    expect(await browser.open(other)).toMatchObject({ status: 303, problem: "expired" });
  }
  expect((await browser.open(back)).problem).not.toBe("expired");
});

test("the answer of one provider does not count at another's callback", async () => {
  const other = await startFakeOidcProvider({ now: () => app.ports.clock.now() });
  await addProvider(other, "other", { domains: ["example.org"], autoCreate: true });
  try {
    provider.signInAs({ ...grace() });
    const browser = openBrowser(app);
    const { back } = await browser.visit("fake");
    back.pathname = "/api/v1/auth/oidc/other/callback";
    expect((await browser.open(back)).problem).toBe("expired");
    expect(other.requests).not.toContain("POST /token");
  } finally {
    await other.close();
  }
});

test("a forged ID token lets nobody in", async () => {
  provider.setFault("no-algorithm");
  const browser = openBrowser(app);
  expect((await comeAs(grace(), browser)).problem).toBe("not-verified");
  expect((await browser.me()).status).toBe(401);
});

test("the same subject at another issuer is somebody else", async () => {
  await comeAs(grace());
  const other = await startFakeOidcProvider({ now: () => app.ports.clock.now() });
  await addProvider(other, "other", { domains: ["elsewhere.example"], autoCreate: true });
  try {
    other.signInAs({ sub: "g-1", email: "mallory@elsewhere.example", email_verified: true });
    const browser = openBrowser(app);
    await browser.signIn("other");
    expect(await browser.me()).toMatchObject({ email: "mallory@elsewhere.example" });
  } finally {
    await other.close();
  }
});

test("an address that the provider does not vouch for neither finds nor makes anybody", async () => {
  await settings({ autoLink: true });
  for (const email_verified of [false, undefined, "no"]) {
    expect((await comeAs({ sub: "m", email: "ada@example.org", email_verified })).problem).toBe("no-address");
  }
  expect((await comeAs({ sub: "m" })).problem).toBe("no-address");
  const { body } = await app.call<{ items: unknown[] }>("GET /api/v1/users", undefined, admin);
  expect(body.items).toHaveLength(1);
});

test("an address of another domain, of one below and of one that only looks alike is not accepted", async () => {
  for (const email of ["m@evil.example", "m@sub.example.org", "m@evilexample.org", "m@example.org.evil.example"]) {
    expect({ email, problem: (await comeAs(grace({ email }))).problem }).toEqual({ email, problem: "other-domain" });
  }
});

test("without the setting nobody new is made, and the page says whom to ask", async () => {
  await settings({ autoCreate: false });
  expect((await comeAs(grace())).problem).toBe("no-account");
});

test("whoever has a password is not taken over by their address, not even where addresses link", async () => {
  await settings({ autoLink: true });
  const joined = await app.join(admin, "grace");
  expect((await comeAs(grace())).problem).toBe("link-first");
  expect((await app.ports.database.signIn.identitiesOf(joined.id)).length).toBe(0);
});

test("somebody without a password is found by a proven address only where that is switched on, and only the first of a provider", async () => {
  const { body: person } = await app.call("POST /api/v1/users", { name: "Grace", email: "grace@example.org", role: "editor" }, admin);
  expect((await comeAs(grace())).problem).toBe("link-first");
  await settings({ autoLink: true });
  const browser = openBrowser(app);
  await comeAs(grace(), browser);
  expect(await browser.me()).toMatchObject({ email: "grace@example.org", role: "editor" });
  // The address was given to somebody else at the provider: that one is not Grace.
  expect((await comeAs(grace({ sub: "g-2" }))).problem).toBe("link-first");
  expect(await app.ports.database.signIn.identitiesOf(person.id)).toHaveLength(1);
});

test("the address that nobody has verified on our side does not find anybody", async () => {
  await settings({ autoLink: true });
  const { database, ids, clock } = app.ports;
  const id = ids.next();
  await database.people.create({
    id,
    email: "grace@example.org",
    name: "G",
    role: "admin",
    verifiedBy: null,
    passwordHash: null,
    now: clock.now(),
  });
  expect((await comeAs(grace())).problem).toBe("link-first");
});

test("an address that has changed at the provider takes the old one's rights away and touches nobody else", async () => {
  await settings({ domains: ["example.org", "new.example"] });
  const browser = openBrowser(app);
  await comeAs(grace(), browser);
  await comeAs(grace({ email: "grace@new.example" }), browser);
  expect(await browser.me()).toMatchObject({ email: "grace@new.example" });
  expect(await principalsOf("grace@new.example")).toEqual(expect.arrayContaining(["user:grace@new.example", "domain:new.example"]));
  expect(await principalsOf("grace@new.example")).not.toContain("user:grace@example.org");
  // Now it says that she is Ada: she stays herself, and has no address any more.
  await comeAs(grace({ email: "ada@example.org" }), browser);
  expect((await browser.me()).email).toBe("grace@new.example");
  expect(await principalsOf("grace@new.example")).toEqual(["everyone"]);
});

test("a disabled person stays out", async () => {
  const browser = openBrowser(app);
  await comeAs(grace(), browser);
  const person = await app.ports.database.people.byEmail("grace@example.org");
  await app.call(`PATCH /api/v1/users/${person?.id}`, { disabled: true }, admin);
  expect((await browser.me()).status).toBe(401);
  expect((await comeAs(grace(), browser)).problem).toBe("disabled");
  expect((await browser.me()).status).toBe(401);
});

test("a provider that is switched off lets nobody in, not even who has begun already", async () => {
  const browser = openBrowser(app);
  const { back } = await browser.visit("fake");
  await change({ enabled: false });
  expect((await browser.open(back)).problem).toBe("off");
  expect((await browser.visit("fake")).status).toBe(404);
  const { body } = await app.call<{ providers: unknown[] }>("GET /api/v1/auth/methods");
  expect(body.providers).toEqual([]);
});

test("a person who declines, and a provider that fails, are told apart", async () => {
  provider.setFault("declines");
  expect((await comeAs(grace())).problem).toBe("declined");
  provider.setFault("refuses-code");
  expect((await comeAs(grace())).problem).toBe("not-verified");
});

test("many wrong answers from one address are not listened to any more, and another address is", async () => {
  const attacker = openBrowser(app, { address: "198.51.100.7" });
  const problems: (string | null)[] = [];
  for (let attempt = 0; attempt < 31; attempt++) {
    problems.push((await attacker.open(new URL(`http://localhost:3210/api/v1/auth/oidc/fake/callback?state=${attempt}&code=x`))).problem);
  }
  expect(problems.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => "expired"));
  expect(problems.at(-1)).toBe("busy");
  expect((await comeAs(grace(), openBrowser(app, { address: "198.51.100.8" }))).problem).toBeNull();
});

test("a page of another site cannot begin a sign-in", async () => {
  const foreign = openBrowser(app, { send: { origin: "https://evil.example" } });
  expect((await foreign.visit("fake")).status).toBe(403);
});

test("groups at the provider give memberships and a role at each sign-in, and leave what was given by hand", async () => {
  const groups = await Promise.all(["Engineers", "Writers", "Choir"].map((name) => app.call("POST /api/v1/groups", { name }, admin)));
  const [engineers = "", writers = "", choir = ""] = groups.map(({ body }) => body.id);
  await settings({
    groupsClaim: "realm_access.roles",
    mappings: [
      { value: "eng", groupId: engineers, role: "editor" },
      { value: "doc", groupId: writers, role: null },
    ],
  });
  const browser = openBrowser(app);
  await comeAs(grace({ realm_access: { roles: ["eng", "doc", "unknown"] } }), browser);
  expect((await browser.me()).role).toBe("editor");
  const person = await app.ports.database.people.byEmail("grace@example.org");
  const userId = person?.id ?? "";
  await app.call(`POST /api/v1/groups/${choir}/members`, { userIds: [userId] }, admin);
  const names = async (): Promise<readonly string[]> => (await app.ports.database.people.groupsOf(userId)).map(({ name }) => name);
  expect(await names()).toEqual(["Choir", "Engineers", "Writers"]);
  await comeAs(grace({ realm_access: { roles: "doc" } }), browser);
  expect(await names()).toEqual(["Choir", "Writers"]);
  expect((await browser.me()).role).toBe("member");
  // A claim that is missing gives nothing.
  await comeAs(grace(), browser);
  expect(await names()).toEqual(["Choir"]);
});

test("groups cannot take the last administrator's role away", async () => {
  await settings({ groupsClaim: "groups", mappings: [{ value: "boss", groupId: null, role: "admin" }] });
  const browser = openBrowser(app);
  await comeAs(grace({ groups: ["boss"] }), browser);
  expect((await browser.me()).role).toBe("admin");
  const ada = await app.ports.database.people.byEmail("ada@example.org");
  expect((await browser.call(`PATCH /api/v1/users/${ada?.id}`, { role: "member" })).status).toBe(200);
  await comeAs(grace(), browser);
  expect((await browser.me()).role).toBe("admin");
});

test("what happened is in the audit log, without names, addresses or secrets", async () => {
  await comeAs(grace());
  provider.setFault("wrong-nonce");
  await comeAs(grace());
  const events = await app.ports.database.records.auditEvents(null, 100);
  const actions = events.map(({ action }) => action);
  for (const action of [
    "provider.create",
    "provider.update",
    "user.create",
    "identity.link",
    "identity.addresses",
    "session.create",
    "identity.refuse",
  ]) {
    expect(actions).toContain(action);
  }
  const text = JSON.stringify(events);
  for (const secret of ["grace@", "Grace", provider.clientSecret, "g-1"]) expect(text).not.toContain(secret);
});

test("the password still works beside a provider", async () => {
  expect((await app.signIn("ada@example.org", PASSWORD)).status).toBe(200);
});
