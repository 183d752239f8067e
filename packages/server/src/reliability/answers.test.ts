import { expect, test } from "vitest";
import { until } from "../testing/open-test-server.ts";
import { isUnderWay, startAnsweringServer, wordsOf } from "./testing/answering-server.ts";

/** The promises in milliseconds. Figures are printed for docs/verification.md. */
const INTERRUPTED_WITHIN = 15_000;
const STOPPED_WITHIN = 2_000;

const say = (what: string, ms: number): void => void process.stdout.write(`${what}: ${Math.round(ms)} ms\n`);

test("an answer whose server is killed ends as interrupted within 15 seconds and keeps the words that were shown", async () => {
  const at = await startAnsweringServer({ times: 1_000, everyMs: 20 });
  const runId = await at.ask();
  const seen = await at.follow(runId, undefined, isUnderWay);
  const killedAt = performance.now();
  await at.server.kill("SIGKILL");
  const next = at.restart();
  const run = await until(async () => {
    const body = await at.run(runId, next);
    return body.state === "running" ? undefined : body;
  }, 30_000);
  const took = performance.now() - killedAt;
  say("killed, started again and interrupted", took);
  expect(took).toBeLessThan(INTERRUPTED_WITHIN);
  expect(run).toMatchObject({ state: "interrupted", mode: "llm" });
  const rest = await at.follow(runId, seen.at(-1)?.id, undefined, next);
  expect(rest.at(-1)).toMatchObject({ event: "done", data: { state: "interrupted" } });
  const ids = [...seen, ...rest].map(({ id }) => Number(id));
  expect(ids, "nothing is missing and nothing comes twice").toEqual(ids.map((_each, index) => index + 1));
  const shown = wordsOf([...seen, ...rest]);
  expect(shown.length).toBeGreaterThan(20);
  expect(run.answer).toBe(shown);
}, 90_000);

test("a reader who reloads misses nothing, and the answer goes on without one", async () => {
  const at = await startAnsweringServer({ times: 12, everyMs: 15 });
  const runId = await at.ask();
  let events = await at.follow(runId, undefined, isUnderWay);
  expect(events.some(({ event }) => event === "done")).toBe(false);
  // Twice: in the midst, and when it may have ended meanwhile.
  for (const least of [2, 1_000]) {
    const before = events.length;
    events = [...events, ...(await at.follow(runId, events.at(-1)?.id, (more) => more.length >= least))];
    expect(events.length).toBeGreaterThan(before);
  }
  const ids = events.map(({ id }) => Number(id));
  expect(ids).toEqual(ids.map((_each, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ event: "done", data: { state: "done" } });
  expect(wordsOf(events)).toBe((await at.run(runId)).answer);
}, 90_000);

test("stopped from another connection, the request to the model ends within two seconds", async () => {
  const at = await startAnsweringServer({ times: 1_000, everyMs: 20 });
  const runId = await at.ask();
  await at.follow(runId, undefined, isUnderWay);
  expect(at.model.under()).toBe(1);
  const askedAt = performance.now();
  expect((await at.server.call("POST", `/api/v1/runs/${runId}/cancel`, {})).status).toBe(202);
  const cutAt = await until(async () => at.model.cutAt[0], 10_000, 1);
  say("stopped upstream after", cutAt - askedAt);
  expect(cutAt - askedAt).toBeLessThan(STOPPED_WITHIN);
  expect(at.model.under()).toBe(0);
  expect(await until(async () => ((await at.run(runId)).state === "running" ? undefined : at.run(runId)))).toMatchObject({
    state: "cancelled",
    answer: expect.stringContaining("twenty-two weeks"),
  });
}, 90_000);
