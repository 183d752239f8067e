import {
  cancelSync,
  drainIndex,
  type ItemsRequest,
  type JobContext,
  purgeSource,
  queueSync,
  requestSync,
  runSync,
  syncItems,
  type Actor,
} from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../testing/open-test-server.ts";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, EVERYTHING, listing, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;
let source: string;
let editor: Actor;

beforeEach(async () => {
  engine = await openEngine();
  source = await engine.source();
  editor = { ...engine.reader("editor@example.org"), role: "editor" };
  const { ports } = engine;
  const run = (payload: unknown, { jobId, signal }: JobContext) =>
    runSync(ports, { ...(payload as { syncRunId: string; confirmRemoval: boolean }), jobId }, signal);
  await ports.jobs.start(
    {
      "sync-source": run,
      "sync-items": (payload, { jobId, signal }) => syncItems(ports, payload as ItemsRequest, jobId, signal),
      "purge-source": (payload, { signal }) => purgeSource(ports, (payload as { sourceId: string }).sourceId, signal),
      "drain-index": async (_payload, { signal }) => void (await drainIndex(ports, signal)),
    },
    [],
  );
});
afterEach(() => engine.close());

async function ask(): Promise<string> {
  return (await requestSync(engine.ports, editor, source)).syncRunId;
}

async function stateOf(runId: string): Promise<string> {
  return (await engine.ports.database.syncRuns.get(runId))?.state ?? "gone";
}

async function ended(runId: string): Promise<string> {
  return until(async () => {
    const state = await stateOf(runId);
    return ["queued", "running"].includes(state) ? undefined : state;
  });
}

test("a limit of the source is waited for as long as it says, and the sync goes on by itself", async () => {
  let isLimited = true;
  let tries = 0;
  engine.scripted.play(function* () {
    tries += 1;
    yield upsert(doc("a", "Aardvarks."));
    if (isLimited) throw new SmartyError("rate_limited", "Too many requests.", { retryAfterMs: 30_000 });
    yield EVERYTHING;
  });
  const runId = await ask();
  const waiting = await until(async () =>
    (await engine.ports.jobs.list({ states: ["waiting"], limit: 5 })).find((job) => job.lastError !== null),
  );
  expect(waiting).toMatchObject({ task: "sync-source", attempts: 1, lastError: "Too many requests." });
  expect(waiting.runAt - engine.clock.now()).toBe(30_000);
  expect(await engine.ports.database.syncRuns.get(runId)).toMatchObject({ state: "queued", error: { code: "rate_limited" } });
  // Somebody who asks meanwhile is told of that run: nothing is asked of the source any sooner.
  expect(await ask()).toBe(runId);
  engine.clock.advance(29_000);
  expect(tries).toBe(1);
  isLimited = false;
  engine.clock.advance(1_500);
  expect(await ended(runId)).toBe("succeeded");
  expect(tries).toBe(2);
  expect(await engine.ports.database.sources.get(source)).toMatchObject({ state: "active" });
});

test("a credential that has run out is not tried again by itself, but when somebody asks", async () => {
  let tries = 0;
  engine.scripted.play(() => {
    tries += 1;
    throw new SmartyError("auth", "Sign in again.");
  });
  expect(await ended(await ask())).toBe("failed");
  expect(await engine.ports.database.sources.get(source)).toMatchObject({ state: "reconnect", stateReason: "Sign in again." });
  engine.clock.advance(3_600_000);
  await expect.poll(() => engine.ports.jobs.list({ states: ["waiting", "running"], limit: 5 })).toEqual([]);
  expect(tries).toBe(1);
  engine.scripted.play(listing([doc("a", "Aardvarks.")]));
  expect(await ended(await ask())).toBe("succeeded");
  expect(await engine.ports.database.sources.get(source)).toMatchObject({ state: "active", stateReason: null });
});

test("syncs and single items of one source never overlap; two sources do not wait for each other", async () => {
  const other = await engine.source();
  const gate = Promise.withResolvers<void>();
  let atOnce = 0;
  let most = 0;
  let both = 0;
  engine.scripted.play(async function* () {
    atOnce += 1;
    most = Math.max(most, atOnce);
    both += 1;
    await gate.promise;
    yield upsert(doc("a", "Aardvarks."));
    yield EVERYTHING;
    atOnce -= 1;
  });
  const first = await ask();
  engine.scripted.items.set("a", doc("a", "Aardvarks again."));
  const items: ItemsRequest = { sourceId: source, externalIds: ["a"], trigger: "items" };
  await engine.ports.jobs.add("sync-items", items, { queue: `source:${source}` });
  const second = await engine.ports.database.sources
    .get(other)
    .then((each) => each && queueSync(engine.ports, each, "manual", { requestedBy: null }));
  // Both sources are being read, each once.
  await expect.poll(() => both).toBe(2);
  expect(most).toBe(2);
  expect(await engine.ports.database.syncRuns.ofSource(source, null, 10)).toHaveLength(1);
  gate.resolve();
  expect(await ended(first)).toBe("succeeded");
  expect(await ended(second?.syncRunId ?? "")).toBe("succeeded");
  await until(async () =>
    (await engine.ports.database.syncRuns.ofSource(source, null, 10)).filter((run) => run.state === "succeeded").length === 2
      ? true
      : undefined,
  );
});

test("a cancelled sync stops the connector, keeps what is stored, and makes way for the next", async () => {
  const stopped = Promise.withResolvers<void>();
  engine.scripted.play(async function* (context) {
    yield upsert(doc("a", "A walrus."));
    yield { op: "checkpoint", value: 1 };
    await new Promise<void>((resolve) => context.signal.addEventListener("abort", () => resolve()));
    stopped.resolve();
    context.signal.throwIfAborted();
    yield EVERYTHING;
  });
  const runId = await ask();
  await until(async () => ((await engine.ports.database.syncRuns.get(runId))?.counts.seen === 1 ? true : undefined));
  await cancelSync(engine.ports, editor, runId);
  await stopped.promise;
  expect(await stateOf(runId)).toBe("cancelled");
  await until(async () => ((await engine.find(`"walrus"`)).length === 1 ? true : undefined));
  await expect(cancelSync(engine.ports, editor, runId)).rejects.toMatchObject({ code: "conflict" });
  engine.scripted.play(listing([doc("a", "A walrus."), doc("b", "Another walrus.")]));
  expect(await ended(await ask())).toBe("succeeded");
  expect((await engine.find(`"walrus"`)).toSorted()).toEqual(["a", "b"]);
});

test("a job that an operator stops does not leave its source stuck", async () => {
  engine.scripted.play(async function* (context) {
    yield upsert(doc("a", "A walrus."));
    await new Promise<void>((resolve) => context.signal.addEventListener("abort", () => resolve()));
    context.signal.throwIfAborted();
  });
  const runId = await ask();
  const [job] = await until(async () => {
    const running = await engine.ports.jobs.list({ states: ["running"], limit: 5 });
    return running.length > 0 ? running : undefined;
  });
  expect(await engine.ports.jobs.cancel(job?.id ?? "")).toBe(true);
  await until(async () => ((await engine.ports.jobs.list({ states: ["running"], limit: 5 })).length === 0 ? true : undefined));
  engine.scripted.play(listing([doc("a", "A walrus.")]));
  const next = await ask();
  expect(next).not.toBe(runId);
  expect(await ended(next)).toBe("succeeded");
  expect(await stateOf(runId)).toBe("failed");
});
