import type { OidcClient } from "@smartypants/core";
import { expect, onTestFinished, test } from "vitest";
import { openBrowser } from "../testing/browser.ts";
import { openPeopleApp } from "../testing/people-app.ts";

/** Stands for a provider that cannot be faked at its own address: it has verified whatever it is told to. */
function trusted(claims: () => object): OidcClient {
  return {
    authorizationUrl: async (_connection, { state, redirectUri }) => `data:,${redirectUri}?state=${state}&code=c`,
    redeem: async () => ({ sub: "s", ...claims() }),
    probe: async () => [],
  };
}

async function openWith(provider: object) {
  let claims: object = {};
  const app = await openPeopleApp({ oidc: trusted(() => claims) });
  onTestFinished(() => app.close());
  const admin = await app.setUp();
  const made = { id: "p", name: "P", clientId: "c", clientSecret: "s", ...provider };
  expect((await app.call("POST /api/v1/sign-in-providers", made, admin)).status).toBe(201);
  await app.call("PATCH /api/v1/sign-in-providers/p", { enabled: true }, admin);
  const come = async (said: object): Promise<string | null> => {
    claims = said;
    const browser = openBrowser(app);
    const { body } = await browser.call<{ url: string }>("POST /api/v1/auth/oidc/p/start", {});
    return (await browser.open(new URL(body.url.slice("data:,".length)))).problem;
  };
  return { app, come };
}

test("Slack: people of another workspace are not let in, whatever address theirs has confirmed", async () => {
  const settings = { workspace: "T0OURS", domains: ["example.org"], autoCreate: true };
  const { app, come } = await openWith({ preset: "slack", issuer: "https://slack.com", settings });
  const address = { email: "grace@example.org", email_verified: true };
  expect(await come({ ...address, "https://slack.com/team_id": "T0THEIRS" })).toBe("other-workspace");
  expect(await come(address)).toBe("other-workspace");
  expect(await come({ ...address, "https://slack.com/team_id": "T0OURS" })).toBeNull();
  const person = await app.ports.database.people.byEmail("grace@example.org");
  // Slack's ids are its workspaces' own.
  expect(await app.ports.database.signIn.identitiesOf(person?.id ?? "")).toMatchObject([{ subject: "T0OURS/s" }]);
});

test("Microsoft: an address in a directory opens nothing without Microsoft's word for it", async () => {
  const issuer = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";
  const settings = { domains: ["example.org"], autoCreate: true, autoLink: true };
  const { come } = await openWith({ preset: "microsoft", issuer, settings });
  const claims = { email: "grace@example.org", email_verified: true, preferred_username: "grace@example.org", upn: "grace@example.org" };
  expect(await come(claims)).toBe("no-address");
  expect(await come({ ...claims, xms_edov: true })).toBeNull();
});

test("Google: an account with somebody's address that Google does not host proves nothing", async () => {
  const settings = { domains: ["example.org"], autoCreate: true };
  const { come } = await openWith({ preset: "google", issuer: "https://accounts.google.com", settings });
  expect(await come({ email: "grace@example.org", email_verified: true })).toBe("no-address");
  expect(await come({ email: "grace@example.org", email_verified: true, hd: "example.org" })).toBeNull();
});
