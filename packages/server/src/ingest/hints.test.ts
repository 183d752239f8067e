import { type ItemsRequest, listenToSource, syncItems } from "@smartypants/core";
import type { LiveHint } from "@smartypants/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { until } from "../testing/open-test-server.ts";
import { doc, EVERYTHING, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;
let source: string;

beforeEach(async () => {
  engine = await openEngine();
  source = await engine.connectedSource();
});
afterEach(() => engine.close());

type Jobs = readonly (readonly [task: string, externalIds: readonly string[] | null])[];

/** Hears these hints at once and then nothing more, until `isDone`; the jobs that wait then. */
async function jobsAfter(hints: readonly LiveHint[], isDone: (jobs: Jobs) => boolean = (jobs) => jobs.length > 0): Promise<Jobs> {
  const ending = new AbortController();
  engine.connected.listen = async function* (context) {
    yield* hints;
    await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
  };
  const stored = await engine.ports.database.sources.get(source);
  if (stored === null) throw new Error("the source has gone");
  const listening = listenToSource(engine.ports, stored, ending.signal);
  const jobs = await until(async () => {
    const waiting = (await engine.ports.jobs.list({ states: ["waiting"], limit: 20 })).filter(({ task }) => task !== "check-credential");
    const shown = waiting.map(({ task, payload }) => [task, (payload as Partial<ItemsRequest>).externalIds ?? null] as const);
    return isDone(shown) ? shown : undefined;
  });
  ending.abort();
  await listening;
  return jobs;
}

describe("hints become work", () => {
  test("items that change again and again are one job that fetches each once", async () => {
    const hint = (id: string): LiveHint => ({ scope: "item", id });
    expect(await jobsAfter([hint("a"), hint("b"), hint("a"), hint("a")])).toEqual([["sync-items", ["a", "b"]]]);
    // What waits already is joined: a source that is busy for an hour does not gather an hour of jobs.
    const joined = await jobsAfter([hint("c"), hint("b")], (jobs) => JSON.stringify(jobs).includes('"c"'));
    expect(joined).toEqual([["sync-items", ["a", "b", "c"]]]);
  });

  test("too many items, a container or the source are one sync, however often they are named", async () => {
    const many = Array.from({ length: 150 }, (_each, at): LiveHint => ({ scope: "item", id: `i${at}` }));
    const hints: LiveHint[] = [...many, { scope: "container", id: "c" }, { scope: "source" }, { scope: "container", id: "d" }];
    expect(await jobsAfter(hints)).toEqual([["sync-source", null]]);
  });

  // The run may be past what has changed.
  test("a hint while a sync runs is another sync after it, and one only", async () => {
    const { database, clock } = engine.ports;
    await database.syncRuns.create({ id: "running", sourceId: source, trigger: "manual", requestedBy: null, now: clock.now() });
    await database.syncRuns.start("running", "1", clock.now());
    const hints: LiveHint[] = [{ scope: "container", id: "c" }, { scope: "source" }];
    expect(await jobsAfter(hints)).toEqual([["scheduled-sync", null]]);
    expect(await jobsAfter(hints)).toEqual([["scheduled-sync", null]]);
  });

  test("groups are a reading of the memberships, and touch no document", async () => {
    expect(await jobsAfter([{ scope: "groups" }, { scope: "groups" }])).toEqual([["sync-groups", null]]);
  });
});

test("an event for an item that was never stored fetches it", async () => {
  engine.connected.items.set("new", doc("new", "Ospreys.", { acl: { mode: "everyone" } }));
  await syncItems(engine.ports, { sourceId: source, externalIds: ["new"], trigger: "items" }, "0", new AbortController().signal);
  expect(Object.keys(await engine.ledger(source))).toEqual(["new"]);
});

describe("what has failed", () => {
  const MINUTE_MS = 60_000;

  async function fail(retryable: boolean): Promise<void> {
    engine.connected.sync = () => [
      upsert(doc("fine", "Ospreys.")),
      { op: "error", error: { scope: "document", ref: "bad", code: "network", message: "Broke off.", retryable } },
      EVERYTHING,
    ];
    await engine.sync(source);
  }

  const due = () => engine.ports.database.syncItems.retryable(source, 10, engine.clock.now());

  test("is tried again by itself, after pauses that grow", async () => {
    await fail(true);
    expect(await due()).toEqual([]);
    engine.clock.advance(15 * MINUTE_MS);
    expect(await due()).toEqual(["bad"]);
    await fail(true);
    engine.clock.advance(29 * MINUTE_MS);
    expect(await due()).toEqual([]);
    engine.clock.advance(MINUTE_MS);
    expect(await due()).toEqual(["bad"]);
    // Somebody who asks need not wait.
    await fail(true);
    expect(await engine.ports.database.syncItems.retryable(source, 10)).toEqual(["bad"]);
  });

  test("is not tried again by itself where another try would end the same", async () => {
    await fail(false);
    engine.clock.advance(365 * 24 * 60 * MINUTE_MS);
    expect(await due()).toEqual([]);
    expect(await engine.ports.database.syncItems.retryable(source, 10)).toEqual(["bad"]);
  });
});
