import { type JobContext, queueInventory, type SyncRun, takeInventory } from "@smartypants/core";
import { type Acl, type InventoryOp, SmartyError, type SourceDocument, type SyncOp } from "@smartypants/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, EVERYTHING, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;
let source: string;

beforeEach(async () => {
  engine = await openEngine();
  source = await engine.connectedSource();
});
afterEach(() => engine.close());

const ADA: Acl = { mode: "restricted", allow: ["user:ada@example.org"] };
const GRACE: Acl = { mode: "restricted", allow: ["user:grace@example.org"] };
const TEXTS = ["Otters swim at dawn.", "Invoices are paid in June.", "The lift is broken again.", "Coffee is bought on Mondays."];

function document(id: string, at = 0, acl: Acl = ADA, containerId?: string): SourceDocument {
  return doc(id, TEXTS[at % TEXTS.length] ?? "", { acl, ...(containerId !== undefined && { containerId }) });
}

function sync(documents: readonly SourceDocument[], containers: readonly string[] = []): Promise<SyncRun> {
  engine.connected.sync = () => [
    ...containers.map((id): SyncOp => ({ op: "container", node: { id, title: id, acl: ADA } })),
    ...documents.map(upsert),
    EVERYTHING,
  ];
  return engine.sync(source);
}

function item(of: SourceDocument, more: object = {}): InventoryOp {
  const place = of.containerId === undefined ? {} : { containerId: of.containerId };
  return { op: "item", id: of.id, changeKey: of.changeKey, acl: of.acl, ...place, ...more };
}

const END: InventoryOp = { op: "end", complete: true };

async function queue(confirmRemoval = false): Promise<string> {
  const stored = await engine.ports.database.sources.get(source);
  if (stored === null) throw new Error("the source has gone");
  return (await queueInventory(engine.ports, stored, { requestedBy: null, confirmRemoval })).syncRunId;
}

async function take(ops: readonly InventoryOp[], confirmRemoval = false): Promise<SyncRun> {
  engine.connected.inventory = () => ops;
  const syncRunId = await queue(confirmRemoval);
  await engine.ports.database.transaction((tx) => tx.jobs.removeByKey(`inventory:${source}`));
  await takeInventory(engine.ports, { syncRunId, jobId: "0", confirmRemoval }, new AbortController().signal);
  const run = await engine.ports.database.syncRuns.get(syncRunId);
  if (run === null) throw new Error("the run has gone");
  return run;
}

async function queuedItems(): Promise<readonly string[]> {
  const jobs = await engine.ports.jobs.list({ states: ["waiting"], limit: 50 });
  return jobs.filter((job) => job.task === "sync-items").flatMap((job) => (job.payload as { externalIds: string[] }).externalIds);
}

const ids = async (): Promise<readonly string[]> => Object.keys(await engine.ledger(source)).toSorted();

test("what a complete inventory does not show is removed; what it shows stays as it is, and nothing is fetched", async () => {
  const all = [document("a", 0), document("b", 1), document("c", 2)];
  await sync(all);
  const embedded = engine.embedded();
  const run = await take([item(document("a", 0)), item(document("c", 2)), END]);
  expect(run).toMatchObject({ state: "succeeded", trigger: "inventory", counts: { seen: 2, unchanged: 2, deleted: 1 } });
  expect(await ids()).toEqual(["a", "c"]);
  expect(engine.embedded()).toBe(embedded);
  expect(engine.connected.fetched).toEqual([]);
  expect((await engine.ports.database.sources.get(source))?.inventoriedAt).toBe(engine.clock.now());
});

test.each([
  ["says that it is not complete", [{ op: "end", complete: false }]],
  ["has no end", []],
] as const)("a listing that %s removes nothing", async (_name, end) => {
  await sync([document("a", 0), document("b", 1)]);
  expect(await take([item(document("a", 0)), ...end])).toMatchObject({ state: "partial", error: { code: "unavailable" } });
  expect(await ids()).toEqual(["a", "b"]);
  expect((await engine.ports.database.sources.get(source))?.inventoriedAt).toBeNull();
});

test("containers that could not be listed keep what is in them", async () => {
  await sync([document("a", 0, { mode: "inherit" }, "one"), document("b", 1, { mode: "inherit" }, "two")], ["one", "two"]);
  await take([{ op: "end", complete: true, incompleteContainers: ["two"] }]);
  expect(await ids()).toEqual(["b"]);
});

test("containers that an inventory says nothing of stay", async () => {
  const kept = document("a", 0, { mode: "inherit" }, "one");
  await sync([kept], ["one", "empty"]);
  await take([item(kept), END]);
  expect((await engine.ports.database.containers.ofSource(source)).map(({ externalId }) => externalId).toSorted()).toEqual([
    "empty",
    "one",
  ]);
});

test("permissions are repaired without reading a document: a revocation acts at once", async () => {
  await sync([document("a", 0)]);
  expect(await engine.find("otters", engine.reader("ada@example.org"))).toEqual(["a"]);
  const embedded = engine.embedded();
  await take([item(document("a", 0), { acl: GRACE }), END]);
  expect(await engine.find("otters", engine.reader("ada@example.org"))).toEqual([]);
  expect(await engine.find("otters", engine.reader("grace@example.org"))).toEqual(["a"]);
  expect(engine.embedded()).toBe(embedded);
  expect(await queuedItems()).toEqual([]);
});

test("what has changed or is not here is fetched one by one; what is left out by its nature is not", async () => {
  engine.connected.sync = () => [
    upsert(document("a", 0)),
    upsert(document("b", 1)),
    { op: "skip", id: "s", reason: "too_large" },
    EVERYTHING,
  ];
  await engine.sync(source);
  await take([
    item(document("a", 0)),
    item(document("b", 1), { changeKey: "another" }),
    item(document("n", 2)),
    { op: "item", id: "s" },
    END,
  ]);
  expect(await queuedItems()).toEqual(["b", "n"]);
});

describe("the guard against a source that has lost its permissions", () => {
  test("holds a large disappearance back until a second inventory confirms it, or the operator does", async () => {
    const all = Array.from({ length: 130 }, (_each, at) => doc(`d${at}`, `Text number ${at} of the ${at}th kind.`, { acl: ADA }));
    await sync(all);
    expect(await take([END])).toMatchObject({ state: "partial", error: { code: "conflict" } });
    expect(await ids()).toHaveLength(130);
    expect(await take([END])).toMatchObject({ state: "succeeded", counts: { deleted: 130 } });
    await sync(all);
    expect(await take([END], true)).toMatchObject({ state: "succeeded", counts: { deleted: 130 } });
  });
});

describe("one that is interrupted", () => {
  const listing = (...parts: readonly (InventoryOp | Error)[]) =>
    function* (_context: unknown, checkpoint: unknown) {
      began.push(checkpoint);
      for (const part of parts) {
        if (part instanceof Error) throw part;
        yield part;
      }
    };
  const began: unknown[] = [];
  const LIMIT = new SmartyError("rate_limited", "Too many requests.", { retryAfterMs: 90_000 });

  async function interrupted(): Promise<string> {
    began.length = 0;
    await sync([document("a", 0), document("b", 1), document("c", 2)]);
    engine.connected.inventory = listing(item(document("a", 0)), { op: "checkpoint", value: { page: 2 } }, LIMIT);
    engine.clock.advance(1000);
    const syncRunId = await queue();
    const asked = takeInventory(engine.ports, { syncRunId, jobId: "0", confirmRemoval: false }, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 90_000 });
    engine.clock.advance(90_000);
    return syncRunId;
  }

  const goOn = (syncRunId: string) =>
    takeInventory(engine.ports, { syncRunId, jobId: "0", confirmRemoval: false }, new AbortController().signal);

  test("goes on from its checkpoint, and what it had shown before is not taken for gone", async () => {
    const syncRunId = await interrupted();
    engine.connected.inventory = listing(item(document("b", 1)), END);
    await goOn(syncRunId);
    expect(began).toEqual([null, { page: 2 }]);
    expect(await ids()).toEqual(["a", "b"]);
  });

  // The sync's own marks stand on what the inventory had shown.
  test("begins anew when a sync has run meanwhile", async () => {
    const syncRunId = await interrupted();
    await sync([document("a", 0), document("b", 1), document("c", 2)]);
    engine.connected.inventory = listing(item(document("a", 0)), item(document("b", 1)), item(document("c", 2)), END);
    await goOn(syncRunId);
    expect(began).toEqual([null, null]);
    expect(await ids()).toEqual(["a", "b", "c"]);
  });
});

test("none is taken before the first pass, nor in the middle of one", async () => {
  expect(await take([END])).toMatchObject({ state: "cancelled" });
  await sync([document("a", 0)]);
  engine.connected.sync = function* () {
    yield { op: "checkpoint", value: { page: 1 } };
    throw new SmartyError("network", "Broke off.");
  };
  await engine.sync(source);
  expect(await take([END])).toMatchObject({ state: "cancelled" });
  expect(await ids()).toEqual(["a"]);
});

test("asking twice is one inventory, and it never runs beside a sync of its source", async () => {
  await sync([document("a", 0)]);
  expect(await queue()).toBe(await queue());
  const running: string[] = [];
  const order: string[] = [];
  const handler = (name: string) => async (_payload: unknown, _context: JobContext) => {
    order.push(name);
    running.push(name);
    expect(running).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running.pop();
  };
  await engine.ports.jobs.add("sync-source", {}, { queue: `source:${source}` });
  await engine.ports.jobs.start(
    { "sync-source": handler("sync"), "take-inventory": handler("inventory"), "check-credential": async () => {} },
    [],
  );
  await expect.poll(() => order).toEqual(["sync", "inventory"]);
});
