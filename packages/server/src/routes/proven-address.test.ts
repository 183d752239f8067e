import { startFakeOidcProvider } from "@smartypants/adapters/oidc/testing";
import { expect, onTestFinished, test } from "vitest";
import type { Credential } from "../testing/http-client.ts";
import { openTestServer, PASSWORD } from "../testing/open-test-server.ts";

// What all of this is for: a source knows people by addresses that they have elsewhere.
test("what a source lets another address read is found once that address is proven, and not a moment longer", async () => {
  const server = await openTestServer({ environment: { SMARTY_SIGN_IN_NETWORKS: "127.0.0.1" } });
  onTestFinished(() => server.close());
  const provider = await startFakeOidcProvider();
  onTestFinished(() => provider.close());
  await server.upload(
    server.admin,
    { "okapi.txt": "The okapi sleeps standing." },
    { mode: "restricted", allow: ["user:grace@chat.example"] },
  );
  const { issuer, clientId, clientSecret } = provider;
  const made = { id: "chat", preset: "generic", name: "Chat", issuer, clientId, clientSecret, settings: { domains: ["chat.example"] } };
  expect((await server.call(server.admin, "POST /api/v1/sign-in-providers", { json: made })).status).toBe(201);
  await server.call(server.admin, "PATCH /api/v1/sign-in-providers/chat", { json: { enabled: true } });
  const grace = await server.signIn(await server.person("grace", { password: PASSWORD }));
  const find = async (): Promise<number> =>
    (await server.call<{ found: number }>(grace, "POST /api/v1/search", { json: { query: "okapi" } })).body.found;
  expect(await find()).toBe(0);

  provider.signInAs({ sub: "g", email: "grace@chat.example", email_verified: true });
  const started = await server.call<{ url: string }>(grace, "POST /api/v1/me/linked-accounts", {
    json: { providerId: "chat", password: PASSWORD },
  });
  const journey = started.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  const back = new URL((await fetch(started.body.url, { redirect: "manual" })).headers.get("location") ?? "");
  const browser: Credential = { cookie: [grace.cookie, ...journey].join("; ") };
  const arrived = await server.call(browser, `GET ${back.pathname}${back.search}`);
  expect(arrived.headers.get("location")).toBe("/account?linked=chat");
  expect(await find()).toBe(1);

  const { body } = await server.call<{ items: { id: string }[] }>(grace, "GET /api/v1/me/linked-accounts");
  expect((await server.call(grace, `DELETE /api/v1/me/linked-accounts/${body.items[0]?.id}`)).status).toBe(204);
  expect(await find()).toBe(0);
});
