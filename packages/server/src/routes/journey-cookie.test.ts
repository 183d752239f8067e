import type { Identity, Ports } from "@smartypants/core";
import { expect, test } from "vitest";
import { onError } from "../http/on-error.ts";
import { createRouter } from "../http/router.ts";
import { forgetJourney, journeyToken, keepJourney, requirePublicOrigin } from "./journey-cookie.ts";

function appAt(publicOrigin: string) {
  const app = createRouter();
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const identity: Pick<Identity, "publicOrigin"> = { publicOrigin };
  const ports: Ports = Object.assign(Object.create(null), { identity });
  app.onError(onError(logger));
  app.use(async (c, next) => {
    c.set("ports", ports);
    await next();
  });
  app.post("/start", (c) => {
    requirePublicOrigin(c);
    return c.json(keepJourney(c, { url: "https://id.example.org/", browserToken: "the-token", journeyId: "j1" }));
  });
  app.get("/back", (c) => {
    const token = journeyToken(c, "j1");
    forgetJourney(c, "j1");
    return c.text(token ?? "none");
  });
  return app;
}

test("with https the cookie is bound to the host, and no other site or script can read or set it", async () => {
  const app = appAt("https://search.example.org");
  const [cookie = ""] = (await app.request("/start", { method: "POST" })).headers.getSetCookie();
  expect(cookie).toBe("__Host-smartypants.oidc-j1=the-token; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax");
  const back = await app.request("/back", { headers: { cookie: "__Host-smartypants.oidc-j1=the-token" } });
  expect(await back.text()).toBe("the-token");
  expect(back.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-smartypants\.oidc-j1=; Max-Age=0; .*Secure/)]);
  // One without the prefix may have been set by a neighbouring host.
  expect(await (await app.request("/back", { headers: { cookie: "smartypants.oidc-j1=planted" } })).text()).toBe("none");
});

test("without https it is as the session cookie is there", async () => {
  const [cookie = ""] = (await appAt("http://localhost:3210").request("/start", { method: "POST" })).headers.getSetCookie();
  expect(cookie).toBe("smartypants.oidc-j1=the-token; Max-Age=600; Path=/; HttpOnly; SameSite=Lax");
});

test("a page at another of our names is told where providers send people back to", async () => {
  const answer = await appAt("http://localhost:3210").request("/start", { method: "POST", headers: { origin: "http://127.0.0.1:3210" } });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("works at http://localhost:3210");
});
