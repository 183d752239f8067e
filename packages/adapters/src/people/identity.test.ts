import type { Identity, Logger } from "@smartypants/core";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPeopleRepository } from "../database/repositories/people.ts";
import { createTestClock, describeOnEngines, type OpenedDatabase, type TestClock } from "../database/testing/describe-on-engines.ts";
import { createAuth } from "./better-auth.ts";
import { createIdentity } from "./identity.ts";

const PASSWORD = "four unrelated green words";
const DAY_MS = 24 * 3_600_000;
const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describeOnEngines("identity", (open) => {
  let opened: OpenedDatabase;
  let identity: Identity;
  // The library looks at the real time, so ours starts there too.
  let clock: TestClock;

  beforeEach(async () => {
    opened = await open();
    clock = createTestClock(Date.now());
    identity = at("http://localhost:3210");
    await createPeopleRepository(opened.handle.db).create({
      id: "ada",
      email: "ada@example.org",
      name: "Ada",
      role: "member",
      verifiedBy: "setup",
      passwordHash: await identity.hashPassword(PASSWORD),
      now: clock.now(),
    });
  });
  afterEach(() => opened.dispose());

  function at(baseUrl: string, port?: number): Identity {
    const { plain, engine } = opened.handle;
    const options = { plain, engine, secret: "s".repeat(40), baseUrl, clock, logger: quiet };
    return createIdentity(port === undefined ? options : { ...options, port });
  }

  function signIn(password = PASSWORD, email: string | null = "ada@example.org", from = identity) {
    return from.signIn({ email, password, remember: true, clientAddress: "192.0.2.1", userAgent: "test" });
  }

  async function cookie(from = identity): Promise<Headers> {
    const signedIn = await signIn(PASSWORD, "ada@example.org", from);
    if (signedIn === null) throw new Error("cannot sign in");
    return new Headers({ cookie: signedIn.setCookies.map((each) => each.split(";")[0]).join("; ") });
  }

  async function expireAt(time: number): Promise<void> {
    await sql`update auth_session set expires_at = ${new Date(time).toISOString()}`.execute(opened.handle.plain);
  }

  test("our tables are the ones that the library expects", async () => {
    await expectedTables();
    await sql`alter table auth_session drop column user_agent`.execute(opened.handle.plain);
    await expect(expectedTables()).rejects.toThrow(/user_agent/);
  });

  async function expectedTables(): Promise<void> {
    const { plain, engine } = opened.handle;
    const options = { plain, engine, secret: "s".repeat(40), origins: ["http://localhost"], cookieName: "x", logger: quiet };
    const context = await createAuth(options).$context;
    if (context.explicitSchemaCheck === undefined) throw new Error("the library cannot check its tables any more");
    await context.explicitSchemaCheck();
  }

  test("the right password opens a session that the cookie finds again", async () => {
    const signedIn = await signIn();
    expect(signedIn?.userId).toBe("ada");
    const found = await identity.sessionOf(await cookie());
    expect(found?.session).toMatchObject({ userId: "ada", ipAddress: "192.0.2.1", userAgent: "test" });
    expect((await identity.sessions("ada")).map((each) => each.id)).toContain(signedIn?.sessionId);
  });

  test("a wrong password, an unknown address and nobody are all null", async () => {
    expect(await signIn("five unrelated green words")).toBeNull();
    expect(await signIn(PASSWORD, "eve@example.org")).toBeNull();
    expect(await signIn(PASSWORD, null)).toBeNull();
  });

  test("a cookie that was altered, or signed with another secret, is no session", async () => {
    const headers = await cookie();
    const altered = new Headers({ cookie: `${headers.get("cookie")?.slice(0, -6)}AAAA%3D` });
    expect(await identity.sessionOf(altered)).toBeNull();
    const { plain, engine } = opened.handle;
    const other = createIdentity({ plain, engine, secret: "t".repeat(40), baseUrl: "http://localhost:3210", clock, logger: quiet });
    expect(await other.sessionOf(headers)).toBeNull();
    expect(await identity.sessionOf(headers)).not.toBeNull();
  });

  test("a session dies at once when revoked, one or all but one", async () => {
    const [first, second, third] = [await cookie(), await cookie(), await cookie()];
    const id = async (headers: Headers) => (await identity.sessionOf(headers))?.session.id;
    const [firstId = "", secondId = ""] = [await id(first), await id(second)];
    expect(await identity.revokeSession("somebody else", firstId)).toBe(false);
    expect(await identity.revokeSession("ada", firstId)).toBe(true);
    expect(await identity.sessionOf(first)).toBeNull();
    expect(await identity.revokeSessions("ada", secondId)).toBe(1);
    expect([await id(second), await id(third)]).toEqual([secondId, undefined]);
  });

  test("a session is prolonged by use, once a day", async () => {
    const headers = await cookie();
    expect((await identity.sessionOf(headers))?.setCookies).toEqual([]);
    await expireAt(clock.now() + 5 * DAY_MS);
    const prolonged = await identity.sessionOf(headers);
    expect(prolonged?.session.expiresAt).toBeGreaterThan(clock.now() + 6.9 * DAY_MS);
    expect(prolonged?.setCookies[0]).toContain("Max-Age=604800");
  });

  test("thirty days after signing in a session ends, however much it was used", async () => {
    const headers = await cookie();
    await expireAt(clock.now() + 40 * DAY_MS);
    clock.advance(29 * DAY_MS);
    expect(await identity.sessionOf(headers)).not.toBeNull();
    clock.advance(2 * DAY_MS);
    expect(await identity.sessions("ada")).toEqual([]);
    expect(await identity.sessionOf(headers)).toBeNull();
    clock.advance(-31 * DAY_MS);
    expect(await identity.sessionOf(headers)).toBeNull();
  });

  test("a session not used for seven days is dead", async () => {
    const headers = await cookie();
    // The session is as old as the machine was slow: a minute more leaves room for that.
    clock.advance(7 * DAY_MS + 60_000);
    expect(await identity.sessionOf(headers)).toBeNull();
  });

  test("the cookie is http-only and lax; with https also Secure and bound to the host", async () => {
    const [plain = ""] = (await signIn())?.setCookies ?? [];
    expect(plain).toMatch(/^smartypants\.session_token=/);
    expect(plain).toMatch(/HttpOnly/);
    expect(plain).toMatch(/SameSite=Lax/i);
    expect(plain).not.toMatch(/Secure/);
    const https = at("https://search.example.org", 3210);
    const [secure = ""] = (await signIn(PASSWORD, "ada@example.org", https))?.setCookies ?? [];
    expect(secure).toMatch(/^__Host-smartypants\.session_token=/);
    expect(secure).toMatch(/; Secure/);
    expect(secure).toMatch(/; Path=\//);
    expect(secure).not.toMatch(/Domain/);
    expect(await https.sessionOf(await cookie(https))).not.toBeNull();
  });

  test("forms of one character are one password", async () => {
    const hash = await identity.hashPassword("caf\u00e9 by the green river");
    expect(await identity.verifyPassword(hash, "cafe\u0301 by the green river")).toBe(true);
    expect(await identity.verifyPassword(hash, "cafe by the green river")).toBe(false);
    expect(await identity.verifyPassword(null, "cafe by the green river")).toBe(false);
  });

  test("too many sign-ins from one address within a minute are refused, whatever other headers say", async () => {
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 61; attempt++) {
      const outcome = identity.signIn({
        email: null,
        password: "x",
        remember: true,
        clientAddress: "192.0.2.9",
        userAgent: `x-forwarded-for: 10.0.0.${attempt}`,
      });
      outcomes.push(
        await outcome.then(
          () => "asked",
          (error: { code: string }) => error.code,
        ),
      );
    }
    expect(outcomes.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => "asked"));
    expect(outcomes[60]).toBe("rate_limited");
    expect(await signIn()).not.toBeNull();
  });

  test("a session without a password is one like any other", async () => {
    const https = at("https://search.example.org");
    const opening = { userId: "ada", clientAddress: "192.0.2.7", userAgent: "a browser" };
    const { userId, sessionId, setCookies } = await https.openSession(opening);
    expect(userId).toBe("ada");
    const sent = setCookies.map((each) => each.split(";")[0]).join("; ");
    const found = await https.sessionOf(new Headers({ cookie: sent }));
    expect(found?.session).toMatchObject({ id: sessionId, userId: "ada", ipAddress: "192.0.2.7", userAgent: "a browser" });
    const attributes = (cookies: readonly string[]): readonly string[] =>
      cookies.map((each) => each.replace(/=[^;]*/, "").replace(/Expires=[^;]*/i, ""));
    expect(attributes(setCookies)).toEqual(attributes((await signIn(PASSWORD, "ada@example.org", https))?.setCookies ?? []));
    expect(setCookies.join()).toMatch(/^__Host-/);
    await expect(https.openSession({ ...opening, userId: "nobody" })).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("nothing else of the library can be reached", async () => {
    const headers = await cookie();
    headers.set("origin", "http://localhost:3210");
    for (const line of CLOSED) {
      const [method = "", path = ""] = line.split(" ");
      const answer = await identity.handle(new Request(`http://localhost:3210${path}`, { method, headers }), "192.0.2.1");
      expect(answer.status, line).toBe(404);
    }
    expect(await identity.sessionOf(headers)).not.toBeNull();
  });

  test("get-session tells about the session but never its token; sign-out ends it", async () => {
    const headers = await cookie();
    const ask = () => identity.handle(new Request("http://localhost:3210/api/auth/get-session", { headers }), "192.0.2.1");
    const body = await (await ask()).text();
    expect(JSON.parse(body)).toMatchObject({ session: { userId: "ada" } });
    const token = decodeURIComponent(headers.get("cookie") ?? "")
      .split("=")[1]
      ?.split(".")[0];
    expect(token?.length).toBeGreaterThan(20);
    expect(body).not.toContain(token);
    const out = await identity.handle(new Request("http://localhost:3210/api/auth/sign-out", { method: "POST", headers }), "192.0.2.1");
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie().join()).toContain("Max-Age=0");
    expect(await identity.sessionOf(headers)).toBeNull();
    expect(await (await ask()).json()).toBeNull();
  });

  test("trusted origins are the public one and the loopback names at our port, exactly", () => {
    const ours = at("https://search.example.org/", 3210);
    expect(ours.publicOrigin).toBe("https://search.example.org");
    for (const origin of ["https://search.example.org", "http://localhost:3210", "http://127.0.0.1:3210", "http://[::1]:3210"]) {
      expect(ours.trustsOrigin(origin), origin).toBe(true);
    }
    for (const origin of [
      "http://search.example.org",
      "https://search.example.org.evil.test",
      "https://evil.test",
      "http://localhost:3211",
      "http://localhost",
      "null",
      "",
    ]) {
      expect(ours.trustsOrigin(origin), origin).toBe(false);
    }
  });
});

const CLOSED = [
  "POST /api/auth/sign-up/email",
  "POST /api/auth/sign-in/email",
  "POST /api/auth/sign-in/social",
  "POST /api/auth/change-password",
  "POST /api/auth/change-email",
  "POST /api/auth/update-user",
  "POST /api/auth/delete-user",
  "POST /api/auth/request-password-reset",
  "POST /api/auth/reset-password",
  "POST /api/auth/verify-password",
  "POST /api/auth/revoke-sessions",
  "POST /api/auth/get-session",
  "GET /api/auth/list-sessions",
  "GET /api/auth/list-accounts",
  "GET /api/auth/ok",
  "GET /api/auth/error",
  "GET /api/auth/get-session/",
  "GET /api/auth//get-session",
  "GET /api/auth/sign-out",
  "GET /elsewhere",
];
