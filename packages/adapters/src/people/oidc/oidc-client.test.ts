import type { OidcClient, OidcConnection } from "@smartypants/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestClock, type TestClock } from "../../database/testing/describe-on-engines.ts";
import { createSafeFetch } from "../../net/safe-fetch.ts";
import { createOidcClient } from "./oidc-client.ts";
import { type FakeOptions, type FakeOidcProvider, startFakeOidcProvider } from "./testing/fake-oidc-provider.ts";
import type { Fault } from "./testing/sign-token.ts";

const REDIRECT = "http://localhost:3210/api/v1/auth/oidc/fake/callback";
const SECRETS = { state: "the state", nonce: "the nonce", codeVerifier: "a verifier that is long enough to be one, and then some" };

let clock: TestClock;
let provider: FakeOidcProvider;
let client: OidcClient;

beforeEach(async () => {
  clock = createTestClock();
  provider = await open();
  client = createOidcClient({ fetch: safeFetch(), clock });
});
afterEach(() => provider.close());

function open(options: FakeOptions = {}): Promise<FakeOidcProvider> {
  return startFakeOidcProvider({ now: () => clock.now(), ...options });
}

function safeFetch() {
  return createSafeFetch({ allowPrivate: ["127.0.0.1"], timeoutMs: 5000, maxBytes: 100_000 });
}

function connectionTo({ issuer, clientId, clientSecret }: FakeOidcProvider): OidcConnection {
  return { issuer, clientId, clientSecret, scopes: ["openid", "email"] };
}

/** What a browser brings back. */
async function visit(from = provider, connection = connectionTo(from)): Promise<URL> {
  const url = await client.authorizationUrl(connection, { ...SECRETS, redirectUri: REDIRECT });
  const answer = await fetch(url, { redirect: "manual" });
  return new URL(answer.headers.get("location") ?? "");
}

function redeem(
  back: URL,
  more: { readonly nonce?: string; readonly codeVerifier?: string } = {},
  wanted: readonly string[] = ["email"],
  from = provider,
) {
  const code = back.searchParams.get("code") ?? "";
  const iss = back.searchParams.get("iss");
  return client.redeem(connectionTo(from), { ...SECRETS, ...more, redirectUri: REDIRECT, code, iss }, wanted);
}

test("a code becomes what the provider says of the person, with PKCE and the secret in a header", async () => {
  const url = new URL(await client.authorizationUrl(connectionTo(provider), { ...SECRETS, redirectUri: REDIRECT }));
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: "code",
    scope: "openid email",
    state: "the state",
    nonce: "the nonce",
  });
  expect(url.searchParams.get("code_challenge")).not.toContain("verifier");
  expect(await redeem(await visit())).toMatchObject({ iss: provider.issuer, sub: "ada", email: "ada@example.org", email_verified: true });
  expect(provider.requests).not.toContain("GET /userinfo");
});

test("a provider that takes the secret in the body gets it there", async () => {
  await provider.close();
  provider = await open({ secretInBody: true });
  expect(await redeem(await visit())).toMatchObject({ sub: "ada" });
});

const FORGED: readonly Fault[] = [
  "wrong-issuer",
  "wrong-audience",
  "more-audiences",
  "wrong-party",
  "wrong-nonce",
  "no-nonce",
  "no-algorithm",
  "key-as-secret",
  "expired",
  "from-the-future",
  "issued-long-ago",
  "no-subject",
  "foreign-key",
  "unknown-key",
  "changed-after-signing",
  "wrong-access-token",
];

test.each(FORGED)("an ID token with the fault %s is refused", async (fault) => {
  provider.setFault(fault);
  await expect(redeem(await visit())).rejects.toMatchObject({ code: "unauthenticated" });
  // The very same request is well without the fault.
  provider.setFault(null);
  expect(await redeem(await visit())).toMatchObject({ sub: "ada" });
});

test("a code works once", async () => {
  const back = await visit();
  await redeem(back);
  await expect(redeem(back)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a code that was stolen is worth nothing without the verifier", async () => {
  await expect(redeem(await visit(), { codeVerifier: "of the thief, who has never seen the right one" })).rejects.toMatchObject({
    code: "unauthenticated",
  });
});

test("keys that the provider has changed are fetched anew, and made-up key ids do not make us ask each time", async () => {
  await redeem(await visit());
  await provider.rotateKeys();
  clock.advance(60_000);
  expect(await redeem(await visit())).toMatchObject({ sub: "ada" });
  const before = provider.requests.filter((line) => line === "GET /keys").length;
  provider.setFault("unknown-key");
  for (let attempt = 0; attempt < 3; attempt++) await expect(redeem(await visit())).rejects.toMatchObject({ code: "unauthenticated" });
  expect(provider.requests.filter((line) => line === "GET /keys")).toHaveLength(before);
});

test("an answer in another provider's name is refused, and so is one without a name from a provider that gives it", async () => {
  await provider.close();
  provider = await open({ namesItself: true });
  const named = await visit();
  const unnamed = new URL(named);
  unnamed.searchParams.delete("iss");
  await expect(redeem(unnamed)).rejects.toMatchObject({ code: "unauthenticated" });
  provider.setFault("wrong-answer-issuer");
  await expect(redeem(await visit())).rejects.toMatchObject({ code: "unauthenticated" });
  // Refused before the code was used, so no attacker's endpoint is sent it.
  expect(provider.requests).not.toContain("POST /token");
  provider.setFault(null);
  expect(await redeem(await visit())).toMatchObject({ sub: "ada" });
});

test("the code of one provider is no use at another", async () => {
  const other = await open();
  try {
    const back = await visit(other);
    await expect(redeem(back)).rejects.toMatchObject({ code: "unauthenticated" });
  } finally {
    await other.close();
  }
});

test("a provider that describes itself as another is refused", async () => {
  provider.setFault("other-description");
  await expect(visit()).rejects.toMatchObject({ code: "config" });
});

test("what is missing in the token comes from the user information, about the same person only", async () => {
  provider.signInAs({ sub: "ada" });
  provider.setUserInfo({ email: "ada@example.org", groups: ["engineering"] });
  expect(await redeem(await visit(), {}, ["email", "groups"])).toMatchObject({ sub: "ada", groups: ["engineering"] });
  provider.setFault("other-user-info");
  await expect(redeem(await visit())).rejects.toMatchObject({ code: "unauthenticated" });
});

test("the user information cannot overrule what is signed", async () => {
  provider.signInAs({ sub: "ada", email_verified: false });
  provider.setUserInfo({ email: "boss@example.org", email_verified: true });
  expect(await redeem(await visit())).toMatchObject({ email_verified: false });
});

test("a provider at a private address is not asked unless the operator allows it", async () => {
  const guarded = createOidcClient({ fetch: createSafeFetch({ allowPrivate: [], timeoutMs: 5000, maxBytes: 100_000 }), clock });
  const url = guarded.authorizationUrl(connectionTo(provider), { ...SECRETS, redirectUri: REDIRECT });
  await expect(url).rejects.toMatchObject({ code: "invalid" });
  expect(provider.requests).toHaveLength(0);
});

test("a probe says what works, and which thing does not", async () => {
  const outcomes = async (connection: OidcConnection): Promise<object> =>
    Object.fromEntries((await client.probe(connection, REDIRECT)).map(({ name, outcome }) => [name, outcome]));
  const connection = connectionTo(provider);
  expect(await outcomes(connection)).toEqual({ discovery: "ok", issuer: "ok", endpoints: "ok", keys: "ok", client: "ok" });
  expect(await outcomes({ ...connection, clientSecret: "wrong" })).toMatchObject({ keys: "ok", client: "failed" });
  expect(await outcomes({ ...connection, issuer: `${provider.issuer}/realms/none` })).toMatchObject({
    discovery: "failed",
    client: "skipped",
  });
  provider.setFault("other-description");
  expect(await outcomes(connection)).toMatchObject({ discovery: "ok", issuer: "failed", keys: "skipped" });
});
