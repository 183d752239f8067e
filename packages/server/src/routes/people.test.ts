import { erasePerson } from "@smartypants/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Client, openPeopleApp, PASSWORD, type PeopleApp, SETUP_TOKEN } from "../testing/people-app.ts";

const MINUTE_MS = 60_000;
const OTHER_PASSWORD = "seven brown chairs outside";
let app: PeopleApp;

beforeEach(async () => {
  app = await openPeopleApp();
});
afterEach(() => app.close());

interface Link {
  readonly token: string;
  readonly url: string;
}

interface SessionItem {
  readonly id: string;
  readonly current: boolean;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

async function actions(): Promise<readonly string[]> {
  const events = await app.ports.database.records.auditEvents(null, 100);
  return events.map((event) => event.action);
}

describe("set-up", () => {
  const admin = { token: SETUP_TOKEN, name: "Ada", email: " Ada@Example.org", password: PASSWORD };

  test("makes the first administrator, signs in and is over", async () => {
    expect((await app.call("GET /api/v1/setup")).body).toEqual({ needed: true });
    const made = await app.call("POST /api/v1/setup", admin);
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({ name: "Ada", email: "ada@example.org", role: "admin", via: "session", scopes: ["all"], groups: [] });
    expect(made.body.verifiedAt).toEqual(expect.any(String));
    expect((await app.call("GET /api/v1/me", undefined, made)).body).toEqual(made.body);
    expect((await app.call("GET /api/v1/setup")).body).toEqual({ needed: false });
    expect(await app.call("POST /api/v1/setup", admin)).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(await app.ports.database.settings.get("setup.token")).toBeNull();
    expect(await actions()).toContain("user.setup");
  });

  test("is said on the bus, so that the token's file can go", async () => {
    const keys: string[] = [];
    app.ports.bus.subscribe("settings", ({ key }) => void keys.push(key));
    await app.setUp();
    await expect.poll(() => keys).toEqual(["setup.token"]);
  });

  // Otherwise whoever is faster than the operator owns the instance.
  test("needs the token", async () => {
    for (const token of ["wrong", " ", "null", "undefined"]) {
      expect((await app.call("POST /api/v1/setup", { ...admin, token })).status, token).toBe(403);
    }
    expect((await app.call("POST /api/v1/setup", { ...admin, token: "" })).status).toBe(400);
    expect((await app.call("POST /api/v1/setup", { ...admin, token: null })).status).toBe(400);
    await app.ports.database.settings.set("setup.token", null, null, 1);
    expect((await app.call("POST /api/v1/setup", admin)).status).toBe(403);
    expect((await app.call("GET /api/v1/setup")).body).toEqual({ needed: true });
  });

  test("of many at the same time makes one administrator", async () => {
    const answers = await Promise.all(
      ["a", "b", "c", "d", "e"].map((name) => app.call("POST /api/v1/setup", { ...admin, name, email: `${name}@example.org` })),
    );
    expect(answers.map((answer) => String(answer.status)).toSorted()).toEqual(["200", "409", "409", "409", "409"]);
    expect(await app.ports.database.people.list({ limit: 10 })).toHaveLength(1);
  });

  test("refuses a common password and fields that are not asked for", async () => {
    const weak = await app.call("POST /api/v1/setup", { ...admin, password: "password1234" });
    expect(weak).toMatchObject({ status: 400, body: { errors: [{ path: "password" }] } });
    expect((await app.call("POST /api/v1/setup", { ...admin, id: "x", verifiedAt: 1 })).status).toBe(400);
    expect((await app.call("GET /api/v1/setup")).body).toEqual({ needed: true });
  });
});

describe("signing in", () => {
  test("an unknown, a disabled and a mistyped account answer alike", async () => {
    const admin = await app.setUp();
    const bob = await app.join(admin, "bob");
    await app.join(admin, "eve");
    await app.call(`PATCH /api/v1/users/${bob.id}`, { disabled: true }, admin);
    const answers = [
      await app.signIn("nobody@example.org"),
      await app.signIn("bob@example.org"),
      await app.signIn("eve@example.org", OTHER_PASSWORD),
      await app.signIn("not an address"),
    ];
    const seen = answers.map(({ status, body, headers, cookie }) => ({ status, body, cookie, names: [...headers.keys()] }));
    expect(seen[0]).toMatchObject({ status: 401, cookie: "", body: { code: "unauthenticated" } });
    for (const answer of seen) expect(answer).toEqual(seen[0]);
  });

  test("an unknown account takes as long as a known one", async () => {
    await app.setUp();
    const times = { "nobody@example.org": [] as number[], "ada@example.org": [] as number[] };
    for (let round = 0; round < 9; round++) {
      for (const email of ["nobody@example.org", "ada@example.org"] as const) {
        const start = performance.now();
        await app.signIn(email, OTHER_PASSWORD, { address: `192.0.2.${round}` });
        times[email].push(performance.now() - start);
      }
    }
    const [unknown = 0, known = 0] = Object.values(times).map((each) => each.toSorted((one, other) => one - other)[4]);
    // A hash takes some 60 ms; without it an unknown account would answer in a tenth of the time.
    expect(unknown).toBeGreaterThan(known * 0.25);
    expect(unknown).toBeLessThan(known * 4);
  });

  test("ten failures lock an account for fifteen minutes, known or not, whatever address they say they come from", async () => {
    await app.setUp();
    for (const email of ["ada@example.org", "nobody@example.org"]) {
      const attempt = (round: number, password: string) =>
        app.signIn(email, password, {
          address: `198.51.100.${round}`,
          send: { "x-forwarded-for": `10.0.0.${round}`, "x-sp-client-ip": `10.1.0.${round}` },
        });
      for (let round = 0; round < 10; round++) expect((await attempt(round, OTHER_PASSWORD)).status).toBe(401);
      const locked = await attempt(10, PASSWORD);
      expect(locked).toMatchObject({ status: 429, body: { code: "rate_limited" } });
      expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(14 * 60);
    }
    app.clock.advance(15 * MINUTE_MS + 1);
    expect((await app.signIn("ada@example.org", PASSWORD)).status).toBe(200);
    expect((await actions()).filter((action) => action === "user.lock")).toHaveLength(2);
  });

  // Rotating accounts or forwarded addresses must not help somebody who guesses from one machine.
  test("thirty failures lock the caller's own address, whatever its headers say", async () => {
    await app.setUp();
    const attempt = (round: number, address: string) =>
      app.signIn(`person${round}@example.org`, OTHER_PASSWORD, { address, send: { "x-forwarded-for": `10.0.0.${round}` } });
    for (let round = 0; round < 30; round++) expect((await attempt(round, "203.0.113.7")).status).toBe(401);
    expect((await attempt(30, "203.0.113.7")).status).toBe(429);
    expect((await app.signIn("ada@example.org", PASSWORD, { address: "203.0.113.7" })).status).toBe(429);
    expect((await app.signIn("ada@example.org", PASSWORD, { address: "203.0.113.8" })).status).toBe(200);
  });

  test("many guesses at once are no more than many one after the other", async () => {
    await app.setUp();
    const answers = await Promise.all(Array.from({ length: 25 }, () => app.signIn("ada@example.org", OTHER_PASSWORD)));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(15);
  });

  test("the right password forgets earlier failures", async () => {
    await app.setUp();
    for (let round = 0; round < 9; round++) await app.signIn("ada@example.org", OTHER_PASSWORD);
    expect((await app.signIn("ada@example.org")).status).toBe(200);
    for (let round = 0; round < 9; round++) expect((await app.signIn("ada@example.org", OTHER_PASSWORD)).status).toBe(401);
    expect((await app.signIn("ada@example.org")).status).toBe(200);
  });

  test("signing out ends the session; signing up does not exist", async () => {
    const admin = await app.setUp();
    expect((await app.call("POST /api/auth/sign-out", undefined, admin)).status).toBe(200);
    expect((await app.call("GET /api/v1/me", undefined, admin)).status).toBe(401);
    const signUp = { name: "Eve", email: "eve@example.org", password: PASSWORD };
    for (const path of ["sign-up/email", "sign-up/email/", "SIGN-UP/email", "sign-in/email/", "sign-in/social", "reset-password"]) {
      expect((await app.call(`POST /api/auth/${path}`, signUp)).status, path).toBe(404);
    }
    expect(await app.ports.database.people.byEmail("eve@example.org")).toBeNull();
  });
});

describe("forged requests", () => {
  test.each([
    [{ origin: "https://evil.test" }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "http://localhost:3211" }, 403],
    [{ origin: "none", "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "none", "sec-fetch-site": "same-site" }, 403],
    [{ origin: "none" }, 403],
    [{ origin: "http://localhost:3210", "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "none", "sec-fetch-site": "same-origin" }, 200],
    [{ origin: "http://127.0.0.1:3210" }, 200],
  ])("a change by cookie with %j answers %i", async (send, status) => {
    const admin = await app.setUp();
    const answer = await app.call("PATCH /api/v1/me", { name: "Changed" }, { ...admin, send });
    expect(answer.status).toBe(status);
    const { body } = await app.call("GET /api/v1/me", undefined, admin);
    expect(body.name).toBe(status === 200 ? "Changed" : "Ada");
  });

  test("another page cannot sign its visitor in", async () => {
    await app.setUp();
    const foreign = { send: { origin: "https://evil.test" } };
    expect((await app.signIn("ada@example.org", PASSWORD, foreign)).status).toBe(403);
    expect((await app.signIn("ada@example.org", PASSWORD, {})).status).toBe(200);
  });

  test("a key needs no origin, and a page cannot add its visitor's cookie to a bad one", async () => {
    const admin = await app.setUp();
    const { body } = await app.call("POST /api/v1/api-keys", { name: "ci" }, admin);
    const foreign = { origin: "https://tool.test" };
    const byKey = await app.call("PATCH /api/v1/me", { name: "By key" }, { key: String(body.key), send: foreign });
    expect(byKey).toMatchObject({ status: 200, body: { name: "By key", via: "key" } });
    for (const key of ["sp_wrong", "", "op_wrong"]) {
      expect((await app.call("GET /api/v1/me", undefined, { ...admin, key })).status, key).toBe(401);
    }
  });
});

describe("users", () => {
  let admin: Client;
  beforeEach(async () => {
    admin = await app.setUp();
  });

  test("a disabled person's sessions and keys stop at once, and come back only by signing in", async () => {
    const bob = await app.join(admin, "bob");
    const { body } = await app.call("POST /api/v1/api-keys", { name: "ci" }, bob);
    const key = { key: String(body.key) };
    expect([(await app.call("GET /api/v1/me", undefined, bob)).status, (await app.call("GET /api/v1/me", undefined, key)).status]).toEqual([
      200, 200,
    ]);
    const disabled = await app.call(`PATCH /api/v1/users/${bob.id}`, { disabled: true }, admin);
    expect(disabled).toMatchObject({ status: 200, body: { disabled: true } });
    expect([(await app.call("GET /api/v1/me", undefined, bob)).status, (await app.call("GET /api/v1/me", undefined, key)).status]).toEqual([
      401, 401,
    ]);
    await app.call(`PATCH /api/v1/users/${bob.id}`, { disabled: false }, admin);
    expect((await app.call("GET /api/v1/me", undefined, bob)).status).toBe(401);
    expect((await app.signIn(bob.email)).status).toBe(200);
  });

  // Somebody may sign in at the very moment they are disabled.
  test("a session opened after all for a disabled person opens nothing", async () => {
    const bob = await app.join(admin, "bob");
    await app.call(`PATCH /api/v1/users/${bob.id}`, { disabled: true }, admin);
    const attempt = { email: bob.email, password: PASSWORD, remember: true, clientAddress: "192.0.2.1", userAgent: null };
    const raced = await app.ports.identity.signIn(attempt);
    const cookie = raced?.setCookies[0]?.split(";")[0] ?? "";
    expect(await app.ports.identity.sessionOf(new Headers({ cookie }))).not.toBeNull();
    expect((await app.call("GET /api/v1/me", undefined, { cookie })).status).toBe(401);
  });

  test("the last administrator stays one", async () => {
    const { body } = await app.call("GET /api/v1/me", undefined, admin);
    for (const change of [{ role: "editor" }, { disabled: true }]) {
      expect((await app.call(`PATCH /api/v1/users/${body.id}`, change, admin)).status).toBe(409);
    }
    expect((await app.call(`DELETE /api/v1/users/${body.id}`, undefined, admin)).status).toBe(409);
  });

  test("only administrators see or change users", async () => {
    const bob = await app.join(admin, "bob", "editor");
    const lines = [
      "GET /api/v1/users",
      `GET /api/v1/users/${bob.id}`,
      `GET /api/v1/users/${bob.id}/sessions`,
      `POST /api/v1/users/${bob.id}/password-link`,
      `DELETE /api/v1/users/${bob.id}`,
      `DELETE /api/v1/users/${bob.id}/sessions`,
      "GET /api/v1/invites",
      `GET /api/v1/groups/x/members`,
      "GET /api/v1/api-keys?all=true",
    ];
    for (const line of lines) {
      expect((await app.call(line, undefined, bob)).status, line).toBe(403);
      expect((await app.call(line)).status, line).toBe(401);
    }
    expect((await app.call(`PATCH /api/v1/users/${bob.id}`, { role: "admin" }, bob)).status).toBe(403);
    expect((await app.call("PATCH /api/v1/me", { name: "Bob", role: "admin" }, bob)).status).toBe(400);
  });

  test("a new role acts on the next request", async () => {
    const bob = await app.join(admin, "bob");
    await app.call(`PATCH /api/v1/users/${bob.id}`, { role: "admin" }, admin);
    expect((await app.call("GET /api/v1/users", undefined, bob)).status).toBe(200);
    await app.call(`PATCH /api/v1/users/${bob.id}`, { role: "viewer" }, admin);
    expect((await app.call("GET /api/v1/users", undefined, bob)).status).toBe(403);
  });

  test("a user without a password sets it by link, once", async () => {
    const created = await app.call<{ passwordLink: Link }>(
      "POST /api/v1/users",
      { name: "Bob", email: "BOB@example.org", role: "viewer" },
      admin,
    );
    expect(created).toMatchObject({ status: 201, body: { email: "bob@example.org", verifiedAt: expect.any(String) } });
    const { token, url } = created.body.passwordLink;
    expect(url).toBe(`http://localhost:3210/join#${token}`);
    expect((await app.call("POST /api/v1/invites/inspect", { token })).body).toEqual({
      kind: "password",
      email: "bob@example.org",
      name: "Bob",
    });
    expect((await app.call("POST /api/v1/invites/redeem", { token, password: "password1234" })).status).toBe(400);
    const redeemed = await app.call("POST /api/v1/invites/redeem", { token, password: PASSWORD });
    expect(redeemed).toMatchObject({ status: 200, body: { name: "Bob", role: "viewer" } });
    expect((await app.call("GET /api/v1/me", undefined, redeemed)).status).toBe(200);
    expect((await app.call("POST /api/v1/invites/redeem", { token, password: OTHER_PASSWORD })).status).toBe(404);
    expect((await app.signIn("bob@example.org")).status).toBe(200);
  });

  test("a password link ends sessions when it is used, not before, and an unused one dies after a week", async () => {
    const bob = await app.join(admin, "bob");
    const link = await app.call(`POST /api/v1/users/${bob.id}/password-link`, undefined, admin);
    expect(link.status).toBe(201);
    expect((await app.call("GET /api/v1/me", undefined, bob)).status).toBe(200);
    await app.call("POST /api/v1/invites/redeem", { token: link.body.token, password: OTHER_PASSWORD });
    expect((await app.call("GET /api/v1/me", undefined, bob)).status).toBe(401);
    expect([(await app.signIn(bob.email)).status, (await app.signIn(bob.email, OTHER_PASSWORD)).status]).toEqual([401, 200]);
    const late = await app.call(`POST /api/v1/users/${bob.id}/password-link`, undefined, admin);
    app.clock.advance(7 * 24 * 60 * MINUTE_MS);
    expect((await app.call("POST /api/v1/invites/redeem", { token: late.body.token, password: PASSWORD })).status).toBe(404);
  });

  test("a disabled person's link does not let them in", async () => {
    const bob = await app.join(admin, "bob");
    const link = await app.call(`POST /api/v1/users/${bob.id}/password-link`, undefined, admin);
    await app.call(`PATCH /api/v1/users/${bob.id}`, { disabled: true }, admin);
    expect((await app.call("POST /api/v1/invites/redeem", { token: link.body.token, password: PASSWORD })).status).toBe(404);
  });

  test("an address is taken once, whatever its case", async () => {
    await app.join(admin, "bob");
    const again = await app.call("POST /api/v1/users", { name: "B", email: "Bob@Example.org", role: "member", password: PASSWORD }, admin);
    expect(again.status).toBe(409);
  });

  test("an address given to a new person starts a new user", async () => {
    const bob = await app.join(admin, "bob");
    const { body } = await app.call("POST /api/v1/api-keys", { name: "ci" }, bob);
    const erasure = await app.call(`DELETE /api/v1/users/${bob.id}`, undefined, admin);
    expect(erasure).toMatchObject({ status: 202, body: { userId: bob.id, finishedAt: null } });
    expect((await app.call("GET /api/v1/me", undefined, bob)).status).toBe(401);
    await erasePerson(app.ports, erasure.body.id, new AbortController().signal);
    const next = await app.join(admin, "bob");
    expect(next.id).not.toBe(bob.id);
    expect((await app.call("GET /api/v1/me", undefined, bob)).status).toBe(401);
    expect((await app.call("GET /api/v1/me", undefined, { key: String(body.key) })).status).toBe(401);
  });

  test("lists go page by page until the end, and can be searched", async () => {
    for (const name of ["bob", "cyd", "dan"])
      await app.call("POST /api/v1/users", { name, email: `${name}@example.org`, role: "member" }, admin);
    const names: string[] = [];
    let cursor = "";
    for (let page = 0; page < 4; page++) {
      const { body } = await app.call<{ items: { name: string }[]; nextCursor: string | null }>(
        `GET /api/v1/users?limit=2${cursor}`,
        undefined,
        admin,
      );
      for (const item of body.items) names.push(item.name);
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(names).toEqual(["Ada", "bob", "cyd", "dan"]);
    const { body } = await app.call("GET /api/v1/users?query=CYD", undefined, admin);
    expect(body.items).toMatchObject([{ name: "cyd" }]);
  });

  test("answers never hold a password, a hash or a token", async () => {
    const bob = await app.join(admin, "bob");
    await app.call("POST /api/v1/api-keys", { name: "ci" }, bob);
    for (const path of ["users", `users/${bob.id}`, `users/${bob.id}/sessions`, "api-keys?all=true", "invites", "me", "me/sessions"]) {
      const { status, body } = await app.call(`GET /api/v1/${path}`, undefined, admin);
      expect(status, path).toBe(200);
      expect(JSON.stringify(body), path).not.toMatch(/password|hash|token|sp_[A-Za-z0-9_-]{20}/i);
    }
  });

  test("every change is written down, with who did it", async () => {
    const bob = await app.join(admin, "bob");
    await app.call(`PATCH /api/v1/users/${bob.id}`, { role: "editor" }, admin);
    await app.call(`POST /api/v1/users/${bob.id}/password-link`, undefined, admin);
    await app.call("POST /api/v1/invites", { email: "cyd@example.org", role: "member" }, admin);
    const group = await app.call("POST /api/v1/groups", { name: "Legal" }, admin);
    await app.call(`POST /api/v1/groups/${group.body.id}/members`, { userIds: [bob.id] }, admin);
    await app.call("POST /api/v1/api-keys", { name: "ci" }, bob);
    await app.call(`DELETE /api/v1/users/${bob.id}`, undefined, admin);
    expect(await actions()).toEqual([
      "user.erase",
      "api-key.create",
      "group.add-members",
      "group.create",
      "invite.create",
      "user.link-password",
      "user.update",
      "session.create",
      "user.create",
      "user.setup",
    ]);
    const events = await app.ports.database.records.auditEvents(null, 100);
    const update = events.find((event) => event.action === "user.update");
    expect(update).toMatchObject({ objectType: "user", objectId: bob.id, detail: { role: "editor" }, actorId: expect.any(String) });
    expect(JSON.stringify(events)).not.toMatch(/example\.org|Legal/);
  });
});

describe("invitations", () => {
  let admin: Client;
  beforeEach(async () => {
    admin = await app.setUp();
  });

  test("redeeming makes a verified person with role and groups, once", async () => {
    const group = await app.call("POST /api/v1/groups", { name: "Legal" }, admin);
    const invited = await app.call<{ link: Link }>(
      "POST /api/v1/invites",
      { email: "Bob@example.org", role: "editor", groupIds: [group.body.id] },
      admin,
    );
    expect(invited.status).toBe(201);
    const { token } = invited.body.link;
    expect((await app.call("POST /api/v1/invites/inspect", { token })).body).toEqual({
      kind: "invite",
      email: "bob@example.org",
      name: null,
    });
    const input = { token, name: "Bob", password: PASSWORD };
    expect((await app.call("POST /api/v1/invites/redeem", { token, password: PASSWORD })).body).toMatchObject({
      errors: [{ path: "name" }],
    });
    const answers = await Promise.all([app.call("POST /api/v1/invites/redeem", input), app.call("POST /api/v1/invites/redeem", input)]);
    expect(answers.map((answer) => String(answer.status)).toSorted()).toEqual(["200", "404"]);
    const bob = answers.find((answer) => answer.status === 200);
    expect(bob?.body).toMatchObject({
      email: "bob@example.org",
      role: "editor",
      verifiedAt: expect.any(String),
      groups: [{ id: group.body.id, name: "Legal" }],
    });
    expect((await app.call("GET /api/v1/invites", undefined, admin)).body).toMatchObject({ items: [] });
  });

  test("a withdrawn, an expired and a made-up link look the same", async () => {
    const token = async (email: string): Promise<{ id: string; token: string }> => {
      const { body } = await app.call<{ id: string; link: Link }>("POST /api/v1/invites", { email, role: "member" }, admin);
      return { id: body.id, token: body.link.token };
    };
    const withdrawn = await token("bob@example.org");
    expect((await app.call(`DELETE /api/v1/invites/${withdrawn.id}`, undefined, admin)).status).toBe(204);
    expect((await app.call(`DELETE /api/v1/invites/${withdrawn.id}`, undefined, admin)).status).toBe(404);
    const expired = await token("cyd@example.org");
    app.clock.advance(7 * 24 * 60 * MINUTE_MS);
    const tries = [withdrawn.token, expired.token, "made-up"].map((each) =>
      app.call("POST /api/v1/invites/redeem", { token: each, name: "X", password: PASSWORD }),
    );
    const answers = await Promise.all(tries);
    expect(answers[0]?.status).toBe(404);
    for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body);
  });

  test("existing people and unknown groups are refused", async () => {
    expect((await app.call("POST /api/v1/invites", { email: "ada@example.org", role: "member" }, admin)).status).toBe(409);
    const unknown = await app.call("POST /api/v1/invites", { email: "bob@example.org", role: "member", groupIds: ["nope"] }, admin);
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ path: "groupIds" }] } });
  });
});

describe("API keys", () => {
  let admin: Client;
  beforeEach(async () => {
    admin = await app.setUp();
  });

  test("a key is shown once, acts as its owner and stops when revoked", async () => {
    const made = await app.call("POST /api/v1/api-keys", { name: "ci" }, admin);
    expect(made).toMatchObject({ status: 201, body: { id: expect.any(String), key: expect.stringMatching(/^sp_[A-Za-z0-9_-]{43}$/) } });
    const key = { key: String(made.body.key) };
    expect((await app.call("GET /api/v1/me", undefined, key)).body).toMatchObject({
      email: "ada@example.org",
      via: "key",
      scopes: ["all"],
    });
    const { body } = await app.call("GET /api/v1/api-keys", undefined, admin);
    expect(body.items).toMatchObject([{ name: "ci", prefix: key.key.slice(0, 11), ownerEmail: "ada@example.org" }]);
    expect((await app.call(`DELETE /api/v1/api-keys/${made.body.id}`, undefined, admin)).status).toBe(204);
    expect((await app.call("GET /api/v1/me", undefined, key)).status).toBe(401);
  });

  test("a key stops when it expires, and cannot be made expired", async () => {
    const expiresAt = app.ports.clock.now() + MINUTE_MS;
    const { body } = await app.call("POST /api/v1/api-keys", { name: "short", expiresAt }, admin);
    const key = { key: String(body.key) };
    app.clock.advance(MINUTE_MS - 1);
    expect((await app.call("GET /api/v1/me", undefined, key)).status).toBe(200);
    app.clock.advance(1);
    expect((await app.call("GET /api/v1/me", undefined, key)).status).toBe(401);
    expect((await app.call("POST /api/v1/api-keys", { name: "late", expiresAt }, admin)).status).toBe(400);
  });

  test("a key limited to a scope opens nothing else", async () => {
    const { body } = await app.call("POST /api/v1/api-keys", { name: "search", scopes: ["search"] }, admin);
    const key = { key: String(body.key) };
    for (const line of ["GET /api/v1/me", "GET /api/v1/users", "GET /api/v1/api-keys", "GET /api/v1/me/sessions"]) {
      expect((await app.call(line, undefined, key)).status, line).toBe(403);
    }
    expect((await app.call("POST /api/v1/api-keys", { name: "more" }, key)).status).toBe(403);
    expect((await app.call("POST /api/v1/api-keys", { name: "x", scopes: ["everything"] }, admin)).status).toBe(400);
    expect((await app.call("POST /api/v1/api-keys", { name: "x", scopes: [] }, admin)).status).toBe(400);
  });

  test("the last use is noted to the minute", async () => {
    const { body } = await app.call("POST /api/v1/api-keys", { name: "ci" }, admin);
    const key = { key: String(body.key) };
    const lastUse = async (): Promise<unknown> => {
      const { body: list } = await app.call<{ items: { lastUsedAt: string | null }[] }>("GET /api/v1/api-keys", undefined, admin);
      const [item] = list.items;
      return item?.lastUsedAt ? Date.parse(item.lastUsedAt) : item?.lastUsedAt;
    };
    expect(await lastUse()).toBeNull();
    await app.call("GET /api/v1/me", undefined, key);
    const first = app.ports.clock.now();
    expect(await lastUse()).toBe(first);
    app.clock.advance(59_000);
    await app.call("GET /api/v1/me", undefined, key);
    expect(await lastUse()).toBe(first);
    app.clock.advance(1000);
    await app.call("GET /api/v1/me", undefined, key);
    expect(await lastUse()).toBe(first + 60_000);
  });

  test("another's key looks like none; administrators may revoke it", async () => {
    const [bob, cyd] = [await app.join(admin, "bob"), await app.join(admin, "cyd")];
    const { body } = await app.call("POST /api/v1/api-keys", { name: "ci" }, bob);
    const [foreign, missing] = [
      await app.call(`DELETE /api/v1/api-keys/${body.id}`, undefined, cyd),
      await app.call("DELETE /api/v1/api-keys/missing", undefined, cyd),
    ];
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(missing.body);
    expect((await app.call("GET /api/v1/api-keys", undefined, cyd)).body.items).toEqual([]);
    expect((await app.call("GET /api/v1/api-keys?all=true", undefined, admin)).body.items).toHaveLength(1);
    expect((await app.call(`DELETE /api/v1/api-keys/${body.id}`, undefined, admin)).status).toBe(204);
  });
});

describe("one's own account", () => {
  let admin: Client;
  beforeEach(async () => {
    admin = await app.setUp();
  });

  test.each(["/api/v1/me/password", "/api/auth/change-password"])("%s ends every session and gives a new one", async (path) => {
    const other = await app.signIn("ada@example.org");
    const changed = await app.call(`POST ${path}`, { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD }, admin);
    expect(changed.status).toBe(200);
    expect((await app.call("GET /api/v1/me", undefined, changed)).status).toBe(200);
    for (const old of [admin, other]) expect((await app.call("GET /api/v1/me", undefined, old)).status).toBe(401);
    expect((await app.signIn("ada@example.org")).status).toBe(401);
    expect((await app.signIn("ada@example.org", OTHER_PASSWORD)).status).toBe(200);
  });

  test("a stolen session cannot guess the password for ever, nor set a common one", async () => {
    const change = (currentPassword: string, newPassword = OTHER_PASSWORD) =>
      app.call("POST /api/v1/me/password", { currentPassword, newPassword }, admin);
    expect((await change(PASSWORD, "qwertyuiop123")).body).toMatchObject({ errors: [{ path: "password" }] });
    for (let round = 0; round < 10; round++) expect((await change(`wrong ${round}`)).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(429);
    expect((await app.signIn("ada@example.org")).status).toBe(429);
  });

  test("sessions are listed and ended by their owner alone", async () => {
    const bob = await app.join(admin, "bob");
    const other = await app.signIn(bob.email, PASSWORD, { send: { "user-agent": "Other browser" } });
    const list = async (client: Client): Promise<SessionItem[]> =>
      (await app.call<{ items: SessionItem[] }>("GET /api/v1/me/sessions", undefined, client)).body.items;
    const sessions = await list(bob);
    expect(sessions).toHaveLength(2);
    expect(sessions.filter((session) => session.current)).toHaveLength(1);
    const second = sessions.find((session) => !session.current);
    expect(second).toMatchObject({ userAgent: "Other browser", ipAddress: "192.0.2.1" });
    expect((await app.call(`DELETE /api/v1/me/sessions/${second?.id}`, undefined, admin)).status).toBe(404);
    expect((await app.call("GET /api/v1/me", undefined, other)).status).toBe(200);
    expect((await app.call(`DELETE /api/v1/me/sessions/${second?.id}`, undefined, bob)).status).toBe(204);
    expect((await app.call("GET /api/v1/me", undefined, other)).status).toBe(401);
    await app.signIn(bob.email);
    expect((await app.call("DELETE /api/v1/me/sessions", undefined, bob)).body).toEqual({ revoked: 1 });
    expect(await list(bob)).toHaveLength(1);
    expect((await app.call(`DELETE /api/v1/users/${bob.id}/sessions`, undefined, admin)).body).toEqual({ revoked: 1 });
    expect((await app.call("GET /api/v1/me", undefined, bob)).status).toBe(401);
  });

  test.each(["PATCH /api/v1/me", "POST /api/auth/update-user"])("%s changes the name and nothing else", async (line) => {
    expect((await app.call(line, { name: " Countess " }, admin)).body).toMatchObject({ name: "Countess", role: "admin" });
    expect((await app.call("GET /api/v1/me", undefined, admin)).body).toMatchObject({ name: "Countess" });
    for (const more of [{ email: "x@example.org" }, { emailVerified: true }, { image: "http://169.254.169.254/" }, { role: "viewer" }]) {
      expect((await app.call(line, { name: "X", ...more }, admin)).status).toBe(400);
    }
    expect((await app.call(line, { name: "two\nlines" }, admin)).status).toBe(400);
  });
});

describe("groups", () => {
  test("are made, filled, renamed and removed by administrators, and known to editors", async () => {
    const admin = await app.setUp();
    const [bob, cyd] = [await app.join(admin, "bob", "editor"), await app.join(admin, "cyd", "member")];
    const made = await app.call("POST /api/v1/groups", { name: "Legal", description: "The lawyers" }, admin);
    expect(made).toMatchObject({ status: 201, body: { name: "Legal", members: 0 } });
    const path = `/api/v1/groups/${made.body.id}`;
    expect((await app.call("POST /api/v1/groups", { name: "Legal" }, admin)).status).toBe(409);
    expect((await app.call(`POST ${path}/members`, { userIds: [bob.id, cyd.id, "nobody"] }, admin)).body).toEqual({ added: 2 });
    expect((await app.call(`GET ${path}/members`, undefined, admin)).body.items).toMatchObject([{ id: bob.id }, { id: cyd.id }]);
    expect((await app.call("GET /api/v1/me", undefined, cyd)).body).toMatchObject({ groups: [{ name: "Legal" }] });
    expect((await app.call(`DELETE ${path}/members/${cyd.id}`, undefined, admin)).status).toBe(204);
    expect((await app.call(`DELETE ${path}/members/${cyd.id}`, undefined, admin)).status).toBe(404);
    expect((await app.call(`PATCH ${path}`, { name: "Law" }, admin)).body).toMatchObject({ name: "Law", members: 1 });
    expect((await app.call("GET /api/v1/groups", undefined, bob)).body.items).toMatchObject([{ name: "Law" }]);
    expect((await app.call("GET /api/v1/groups", undefined, cyd)).status).toBe(403);
    expect((await app.call(`PATCH ${path}`, { name: "Mine" }, bob)).status).toBe(403);
    expect((await app.call(`POST ${path}/members`, { userIds: [bob.id] }, bob)).status).toBe(403);
    expect((await app.call(`DELETE ${path}`, undefined, admin)).status).toBe(204);
    expect((await app.call(`GET ${path}`, undefined, admin)).status).toBe(404);
  });
});
