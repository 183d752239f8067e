import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../testing/open-test-server.ts";
import { walkAccess } from "./testing/access-walk.ts";
import { type CachingServer, openCachingServer } from "./testing/caching-server.ts";

const SEEDS = [1, 2, 3, 4, 5];
const STEPS = 2000;
const figures: string[] = [];
let server: TestServer;
let caching: CachingServer;

beforeAll(async () => {
  server = await openTestServer();
  caching = await openCachingServer();
});
// For docs/verification.md.
afterAll(async () => {
  await server.close();
  await caching.server.close();
  process.stdout.write(`${figures.join("\n")}\n`);
});

test.each(SEEDS)("2,000 steps of seed %i show nobody what they may not read", { timeout: 1_200_000 }, async (seed) => {
  expect(await walk(server, seed)).toEqual({ leaks: [], losses: [] });
});

test.each(SEEDS)("2,000 steps of seed %i with the caches on show nobody what they may not read", { timeout: 1_200_000 }, async (seed) => {
  const before = { ...caching.given };
  expect(await walk(caching.server, seed)).toEqual({ leaks: [], losses: [] });
  const [searches, answers] = [caching.given.searches - before.searches, caching.given.answers - before.answers];
  figures.push(`seed ${seed} with caches: ${searches} searches and ${answers} answers were given from them`);
  expect(searches).toBeGreaterThan(STEPS / 50);
  expect(answers).toBeGreaterThan(STEPS / 50);
});

async function walk(on: TestServer, seed: number): Promise<object> {
  const from = performance.now();
  const { leaks, losses, shown, forbidden } = await walkAccess(on, { seed, steps: STEPS });
  figures.push(
    `seed ${seed}: ${STEPS} steps, ${shown} secrets shown to those who may, ${forbidden} asked for by others, ${Math.round((performance.now() - from) / 1000)} s`,
  );
  if (shown <= STEPS / 3 || forbidden <= STEPS / 6) throw new Error("the walk has shown too little to prove anything");
  return { leaks: leaks.slice(0, 5), losses: losses.slice(0, 5) };
}
