import { type ItemsRequest, syncItems } from "@smartypants/core";
import { type Extracted, SmartyError, type SyncOp } from "@smartypants/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { until } from "../testing/open-test-server.ts";
import { doc, EVERYTHING, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;
/** Ends the reading of the slow document. */
let slow: PromiseWithResolvers<Extracted>;

beforeEach(async () => {
  engine = await openEngine();
  slow = Promise.withResolvers();
  const { extractor } = engine.ports;
  const isSlow = (filename: string): boolean => filename === "slow.bin";
  const ended = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new SmartyError("aborted", "It was stopped."))));
  Object.assign(engine.ports, {
    extractor: {
      ...extractor,
      isReadHere: (place: Parameters<typeof extractor.isReadHere>[0]) => !isSlow(place.filename) && extractor.isReadHere(place),
      extract: async (input: Parameters<typeof extractor.extract>[0]) => {
        if (!isSlow(input.filename)) return extractor.extract(input);
        return { ...(await Promise.race([slow.promise, ended(input.signal)])), mimeType: "application/pdf" };
      },
    },
  });
});

afterEach(() => engine.close());

const READ: Extracted = { blocks: [{ kind: "paragraph", text: "The walrus took its time." }] };

async function slowOp(put: (stream: ReadableStream<Uint8Array>) => Promise<{ blobId: string; sizeBytes: number }>): Promise<SyncOp> {
  const blob = await put(new Blob(["bytes"]).stream());
  return upsert(doc("slow", "", { sections: [{ kind: "blob", blob, mimeType: "application/pdf", filename: "slow.bin" }] }));
}

test("a slow document holds up neither those behind it nor a checkpoint, and counts as what it came to", async () => {
  const source = await engine.source();
  const inLedger: unknown[] = [];
  engine.scripted.play(async function* (context) {
    yield await slowOp((stream) => context.blobs.put(stream));
    yield upsert(doc("before", "The heron stands before it."));
    yield { op: "checkpoint", value: 1 };
    yield upsert(doc("behind", "The heron stands behind it."));
    yield { op: "checkpoint", value: 2 };
    // The one before is committed by now.
    yield { op: "checkpoint", value: 3 };
    inLedger.push((await engine.ledger(source))["slow"]);
    await until(async () => ((await engine.find("heron")).includes("before") ? true : undefined));
    slow.resolve(READ);
    yield EVERYTHING;
  });
  const run = await engine.sync(source);
  expect(inLedger).toEqual([
    expect.objectContaining({ state: "failed", reasonCode: "unavailable", reason: expect.stringContaining("tried again by itself") }),
  ]);
  expect(run).toMatchObject({ state: "succeeded", counts: { seen: 3, indexed: 3, failed: 0 } });
  expect((await engine.ledger(source))["slow"]).toMatchObject({ state: "indexed", reasonCode: null, attempts: 0 });
  expect(await engine.find('"walrus"')).toEqual(["slow"]);
});

// As when the process is killed: nothing that is behind the last checkpoint may be lost, nor the slow one before it.
test("when the run ends before it is read, the ledger has it, the next run goes on behind it, and it is tried again by itself", async () => {
  const source = await engine.source();
  let isFirst = true;
  engine.scripted.play(async function* (context, checkpoint) {
    if (checkpoint === null) {
      yield await slowOp((stream) => context.blobs.put(stream));
      yield upsert(doc("before", "The heron stands before it."));
      yield { op: "checkpoint", value: 1 };
    }
    yield upsert(doc("behind", "The heron stands behind it."));
    if (isFirst) throw new SmartyError("unavailable", "The process is gone.");
    yield EVERYTHING;
  });
  await expect(engine.sync(source)).rejects.toMatchObject({ code: "unavailable" });
  expect(await engine.ledger(source)).toMatchObject({ slow: { state: "failed", reasonCode: "unavailable" }, before: { state: "indexed" } });
  isFirst = false;
  const open = await engine.ports.database.syncRuns.open(source);
  expect(await engine.sync(source, { again: open?.id ?? "" })).toMatchObject({
    state: "partial",
    counts: { seen: 3, indexed: 2, failed: 1, deleted: 0 },
  });
  expect(engine.scripted.began).toEqual([null, 1]);
  // What the server does every quarter of an hour.
  const externalIds = await engine.ports.database.syncItems.retryable(source, 10);
  expect(externalIds).toEqual(["slow"]);
  engine.scripted.items.set("slow", doc("slow", "The walrus took its time."));
  const request: ItemsRequest = { sourceId: source, externalIds, trigger: "retry" };
  await syncItems(engine.ports, request, "1", new AbortController().signal);
  expect(await engine.ledger(source)).toMatchObject({
    slow: { state: "indexed" },
    before: { state: "indexed" },
    behind: { state: "indexed" },
  });
});

test("a source is not given up for what is only slow, and what is taken back meanwhile never comes", async () => {
  const source = await engine.source();
  engine.scripted.play(async function* (context) {
    yield await slowOp((stream) => context.blobs.put(stream));
    yield { op: "checkpoint", value: 1 };
    yield { op: "delete", id: "slow", reason: "deleted" };
    yield upsert(doc("behind", "The heron stands behind it."));
    yield EVERYTHING;
  });
  expect(await engine.sync(source)).toMatchObject({ state: "succeeded", counts: { indexed: 1, failed: 0 } });
  expect(Object.keys(await engine.ledger(source))).toEqual(["behind"]);
});
