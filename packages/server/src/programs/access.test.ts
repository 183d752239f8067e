import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../testing/open-test-server.ts";
import { walkAccess } from "./testing/access-walk.ts";

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

// The long walk is in access.verify.ts.
test("over 300 steps nobody is shown what they may not read, by any interface", { timeout: 120_000 }, async () => {
  const { leaks, losses, shown, forbidden } = await walkAccess(server, { seed: 20_260_305, steps: 300 });
  expect({ leaks: leaks.slice(0, 5), losses: losses.slice(0, 5) }).toEqual({ leaks: [], losses: [] });
  expect(shown).toBeGreaterThan(100);
  expect(forbidden).toBeGreaterThan(50);
  expect(server.log.problems()).toEqual([]);
});
