import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../testing/open-test-server.ts";
import { walkAccess } from "./testing/access-walk.ts";
import { type CachingServer, openCachingServer } from "./testing/caching-server.ts";

let server: TestServer;
let caching: CachingServer;

beforeAll(async () => {
  [server, caching] = await Promise.all([openTestServer(), openCachingServer()]);
});
afterAll(() => Promise.all([server.close(), caching.server.close()]));

// The long walks are in access.verify.ts.
test("over 300 steps nobody is shown what they may not read, by any interface", { timeout: 120_000 }, async () => {
  const { leaks, losses, shown, forbidden } = await walkAccess(server, { seed: 20_260_305, steps: 300 });
  expect({ leaks: leaks.slice(0, 5), losses: losses.slice(0, 5) }).toEqual({ leaks: [], losses: [] });
  expect(shown).toBeGreaterThan(100);
  expect(forbidden).toBeGreaterThan(50);
  expect(server.log.problems()).toEqual([]);
});

test("over 150 steps nobody is given another's from a cache", { timeout: 120_000 }, async () => {
  const { leaks, losses, shown, forbidden } = await walkAccess(caching.server, { seed: 7, steps: 150 });
  expect({ leaks: leaks.slice(0, 5), losses: losses.slice(0, 5) }).toEqual({ leaks: [], losses: [] });
  expect(shown).toBeGreaterThan(50);
  expect(forbidden).toBeGreaterThan(25);
  expect(caching.given.searches, "the caches were used").toBeGreaterThan(5);
  expect(caching.given.answers).toBeGreaterThan(5);
});
