import { queueSync, type SyncRun } from "@smartypants/core";
import type { SyncOp } from "@smartypants/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, EVERYTHING, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;
let source: string;

beforeEach(async () => {
  engine = await openEngine();
  source = await engine.connectedSource();
});
afterEach(() => engine.close());

const MINUTE_MS = 60_000;

/** Pages of one document, a checkpoint after each, so many minutes apart. */
function pages(count: number, minutes: number): void {
  engine.connected.sync = function* (_context, checkpoint): Generator<SyncOp> {
    yield { op: "container", node: { id: "c", title: "c", acl: { mode: "restricted", allow: ["user:reader@example.org"] } } };
    for (let page = (checkpoint as { page: number } | null)?.page ?? 0; page < count; page++) {
      engine.clock.advance(minutes * MINUTE_MS);
      yield upsert(doc(`p${page}`, `Page ${page} of many.`, { containerId: "c", acl: { mode: "inherit" } }));
      yield { op: "checkpoint", value: { page: page + 1 } };
    }
    yield EVERYTHING;
  };
}

async function queue(sourceId: string): Promise<string> {
  const stored = await engine.ports.database.sources.get(sourceId);
  if (stored === null) throw new Error("the source has gone");
  return (await queueSync(engine.ports, stored, "manual", { requestedBy: null })).syncRunId;
}

async function latest(): Promise<SyncRun> {
  const run = await engine.ports.database.syncRuns.latest(source);
  if (run === null) throw new Error("there is no run");
  return run;
}

test("a sync of many pages makes way at a checkpoint for sources that wait, and goes on from there without a loss", async () => {
  await queue(await engine.connectedSource());
  pages(5, 4);
  await expect(engine.sync(source)).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 1000 });
  const { id, state, counts } = await latest();
  expect({ state, seen: counts.seen }).toEqual({ state: "queued", seen: 3 });
  await engine.ports.database.transaction((tx) => tx.jobs.removeByKey(`sync:${source}`));
  await expect(engine.sync(source, { again: id })).resolves.toMatchObject({
    state: "succeeded",
    counts: { seen: 5, indexed: 5, deleted: 0 },
  });
  expect(Object.keys(await engine.ledger(source))).toHaveLength(5);
});

test("it goes on at once where nobody waits", async () => {
  pages(5, 60);
  expect(await engine.sync(source)).toMatchObject({ state: "succeeded", counts: { seen: 5 } });
});

test("what a first sync has stored can be found before it ends; with all containers shown anew, old permissions count as fresh again", async () => {
  const other = await engine.connectedSource();
  const reader = engine.reader();
  const hidden = async () => (await engine.ports.database.forActor(reader).content.titles(10)).length;
  await queue(other);
  pages(9, 6);
  await expect(engine.sync(source)).rejects.toMatchObject({ code: "rate_limited" });
  expect(await hidden()).toBeGreaterThan(0);
  engine.clock.advance(25 * 60 * MINUTE_MS);
  expect(await hidden()).toBe(0);
  await expect(engine.sync(source, { again: (await latest()).id })).rejects.toMatchObject({ code: "rate_limited" });
  expect((await latest()).state).toBe("queued");
  expect(await hidden()).toBeGreaterThan(0);
});
