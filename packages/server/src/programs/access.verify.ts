import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../testing/open-test-server.ts";
import { walkAccess } from "./testing/access-walk.ts";

const SEEDS = [1, 2, 3, 4, 5];
const STEPS = 2000;
const figures: string[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});
// For docs/verification.md.
afterAll(async () => {
  await server.close();
  process.stdout.write(`${figures.join("\n")}\n`);
});

test.each(SEEDS)("2,000 steps of seed %i show nobody what they may not read", { timeout: 1_200_000 }, async (seed) => {
  const from = performance.now();
  const { leaks, losses, shown, forbidden } = await walkAccess(server, { seed, steps: STEPS });
  figures.push(
    `seed ${seed}: ${STEPS} steps, ${shown} secrets shown to those who may, ${forbidden} asked for by others, ${Math.round((performance.now() - from) / 1000)} s`,
  );
  expect({ leaks: leaks.slice(0, 5), losses: losses.slice(0, 5) }).toEqual({ leaks: [], losses: [] });
  expect(shown).toBeGreaterThan(STEPS / 3);
  expect(forbidden).toBeGreaterThan(STEPS / 6);
});
