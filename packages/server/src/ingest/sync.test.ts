import { type Actor, syncItems, type SyncRun, updateSource } from "@smartypants/core";
import { type ContainerNode, SmartyError, type SyncOp } from "@smartypants/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, EVERYTHING, listing, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;

beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

const CHANGES: SyncOp = { op: "done", listed: "changes" };

/** `seen = indexed + unchanged + skipped + failed`, and the ledger has each item of the source once. */
async function expectSums(sourceId: string, { counts }: SyncRun): Promise<void> {
  expect(counts.seen).toBe(counts.indexed + counts.unchanged + counts.skipped + counts.failed);
  const states = Object.values(await engine.ledger(sourceId)).map((row) => row.state);
  const of = (state: string): number => states.filter((each) => each === state).length;
  expect(states.length).toBe(of("indexed") + of("skipped") + of("failed"));
  const stored = await engine.ports.database.sources.counts(sourceId);
  expect(stored).toMatchObject({ indexed: of("indexed"), skipped: of("skipped"), failed: of("failed") });
  expect(await engine.ports.database.indexChanges.count()).toBe(0);
}

/** Everything that the indexes hold, as chunk ids. */
async function indexedChunks(): Promise<{
  readonly terms: readonly number[];
  readonly vectors: readonly number[];
  readonly chunks: readonly number[];
}> {
  const rows = await engine.db.selectFrom("chunk").select("id").orderBy("id").execute();
  return {
    terms: [...(await engine.ports.lexical.chunkIds(0, 10_000))].toSorted((a, b) => a - b),
    vectors: [...((await engine.ports.semantic.current?.vectors.chunkIds(0, 10_000)) ?? [])].toSorted((a, b) => a - b),
    chunks: rows.map((row) => row.id),
  };
}

async function expectWholeIndex(): Promise<void> {
  const { terms, vectors, chunks } = await indexedChunks();
  expect(terms).toEqual(chunks);
  expect(vectors).toEqual(chunks);
}

function container(id: string, more: Partial<ContainerNode> = {}): SyncOp {
  return { op: "container", node: { id, title: id, path: id, acl: { mode: "inherit" }, ...more } };
}

describe("the ledger", () => {
  test("adds up for the run and for the source, whatever becomes of the items", async () => {
    const source = await engine.source();
    engine.scripted.play(() => [
      upsert(doc("good", "A good text.")),
      upsert(doc("twice", "First.")),
      upsert(doc("twice", "The second is the one that holds.")),
      upsert(doc("blank", "   \n ")),
      { op: "skip", id: "movie", title: "A movie", reason: "unsupported" },
      { op: "skip", id: "huge", reason: "too_large", detail: "It has 9 GB; the limit is 1 GB." },
      {
        op: "error",
        error: {
          scope: "document",
          ref: "locked",
          code: "forbidden",
          message: "It cannot be read.",
          retryable: true,
          remediation: "Ask its owner.",
        },
      },
      EVERYTHING,
    ]);
    const run = await engine.sync(source);
    expect(run).toMatchObject({ state: "partial", counts: { seen: 6, indexed: 2, unchanged: 0, skipped: 3, failed: 1 } });
    await expectSums(source, run);
    expect(await engine.ledger(source)).toMatchObject({
      good: { state: "indexed", reason: null, documentId: expect.any(String) },
      twice: { state: "indexed" },
      blank: { state: "skipped", reasonCode: "empty", reason: expect.stringMatching(/no text/) },
      movie: { state: "skipped", reasonCode: "unsupported", reason: "Files of this type are not read." },
      huge: { state: "skipped", reasonCode: "too_large", reason: "It has 9 GB; the limit is 1 GB." },
      locked: { state: "failed", reasonCode: "forbidden", reason: "It cannot be read. Ask its owner.", attempts: 1 },
    });
    expect(await engine.find(`"second is the one"`)).toEqual(["twice"]);
    expect(await engine.find(`"First"`)).toEqual([]);
    await expectWholeIndex();
  });

  test("a second sync fetches what failed and nothing else, and embeds nothing that it has", async () => {
    const source = await engine.source();
    const all = [doc("one", "The first text."), doc("two", "The second text."), doc("three", "The third text.")];
    engine.scripted.play(function* () {
      yield upsert(doc("one", "The first text."));
      yield upsert(doc("two", "The second text."));
      yield { op: "error", error: { scope: "document", ref: "three", code: "network", message: "It broke off.", retryable: true } };
      yield EVERYTHING;
    });
    expect(await engine.sync(source)).toMatchObject({ state: "partial" });
    const embedded = engine.embedded();
    const fetched: string[] = [];
    engine.scripted.play(async function* (context, checkpoint) {
      for await (const op of listing(all)(context, checkpoint)) {
        if (op.op === "upsert") fetched.push(op.document.id);
        yield op;
      }
    });
    const second = await engine.sync(source);
    expect(second).toMatchObject({ state: "succeeded", counts: { seen: 3, indexed: 1, unchanged: 2, failed: 0 } });
    expect(fetched).toEqual(["three"]);
    expect(engine.embedded()).toBe(embedded + 1);
    await expectSums(source, second);
    const third = await engine.sync(source);
    expect(third.counts).toMatchObject({ seen: 3, indexed: 0, unchanged: 3 });
    expect(fetched).toEqual(["three"]);
    expect(engine.embedded()).toBe(embedded + 1);
  });

  test("a failed item keeps its last good version; a skipped one has none any more", async () => {
    const source = await engine.source();
    engine.scripted.play(listing([doc("a", "Version with aardvark."), doc("b", "Version with bumblebee.")]));
    await engine.sync(source);
    engine.scripted.play(() => [
      { op: "error", error: { scope: "document", ref: "a", code: "network", message: "It broke off.", retryable: true } },
      { op: "skip", id: "b", reason: "too_large" },
      EVERYTHING,
    ]);
    const run = await engine.sync(source);
    expect(run.counts).toMatchObject({ seen: 2, failed: 1, skipped: 1 });
    expect(await engine.find(`"aardvark"`)).toEqual(["a"]);
    expect(await engine.find(`"bumblebee"`)).toEqual([]);
    await expectSums(source, run);
    await expectWholeIndex();
  });

  test("an equal text under a new change key is stored and embeds nothing", async () => {
    const source = await engine.source();
    engine.scripted.play(listing([doc("a", "The same text.", { changeKey: "1" })]));
    await engine.sync(source);
    const embedded = engine.embedded();
    engine.scripted.play(listing([doc("a", "The same text.", { changeKey: "2" })]));
    expect((await engine.sync(source)).counts).toMatchObject({ indexed: 1 });
    expect(engine.embedded()).toBe(embedded);
  });
});

describe("changes", () => {
  test("a rename, a move and a new permission embed nothing and are found under the new name", async () => {
    const source = await engine.source({ mode: "source" });
    engine.scripted.play(() => [
      container("old"),
      upsert(doc("old/a.txt", "About pangolins.", { title: "Pangolins", containerId: "old", path: "old/a.txt" })),
      EVERYTHING,
    ]);
    await engine.sync(source);
    const [before] = Object.values(await engine.ledger(source));
    const embedded = engine.embedded();
    engine.scripted.play(() => [
      container("old"),
      container("new"),
      { op: "touch", id: "new/b.txt", previousId: "old/a.txt", containerId: "new", path: "new/b.txt", title: "Scaly animals" },
      EVERYTHING,
    ]);
    const run = await engine.sync(source);
    expect(run).toMatchObject({ state: "succeeded", counts: { seen: 1, unchanged: 1, moved: 1, deleted: 0 } });
    expect(engine.embedded()).toBe(embedded);
    expect(Object.entries(await engine.ledger(source))).toEqual([
      ["new/b.txt", expect.objectContaining({ documentId: before?.documentId, state: "indexed" })],
    ]);
    expect(await engine.find(`"scaly animals"`)).toEqual(["new/b.txt"]);
    expect(await engine.find("in:new pangolins")).toEqual(["new/b.txt"]);
    expect(await engine.find("in:old pangolins")).toEqual([]);
    engine.scripted.play(() => [{ op: "touch", id: "new/b.txt", acl: { mode: "restricted", allow: ["user:ada@example.org"] } }, CHANGES]);
    await engine.sync(source);
    expect(engine.embedded()).toBe(embedded);
    expect(await engine.find(`"pangolins"`)).toEqual([]);
    expect(await engine.find(`"pangolins"`, engine.reader("ada@example.org"))).toEqual(["new/b.txt"]);
    await expectWholeIndex();
  });

  test("a rename onto another item's name replaces that item", async () => {
    const source = await engine.source();
    engine.scripted.play(listing([doc("a", "The text of aardvarks."), doc("b", "The text of bumblebees.")]));
    await engine.sync(source);
    engine.scripted.play(() => [{ op: "touch", id: "b", previousId: "a" }, EVERYTHING]);
    await engine.sync(source);
    expect(Object.keys(await engine.ledger(source))).toEqual(["b"]);
    expect(await engine.find(`"aardvarks"`)).toEqual(["b"]);
    expect(await engine.find(`"bumblebees"`)).toEqual([]);
    await expectWholeIndex();
  });

  test("a touch changes what it names: a new permission or name does not take a document out of its container", async () => {
    const source = await engine.source({ mode: "source" });
    const hr = container("hr", { acl: { mode: "restricted", allow: ["user:ada@example.org"] } });
    engine.scripted.play(() => [
      hr,
      upsert(doc("hr/a", "A walrus.", { containerId: "hr", path: "hr/a", acl: { mode: "inherit" } })),
      EVERYTHING,
    ]);
    await engine.sync(source);
    const ada = engine.reader("ada@example.org");
    const touches: readonly SyncOp[] = [
      { op: "touch", id: "hr/a", title: "Renamed" },
      { op: "touch", id: "hr/a", acl: { mode: "restricted", allow: ["user:ada@example.org"] } },
      { op: "touch", id: "hr/a", acl: { mode: "inherit" } },
      { op: "touch", id: "hr/a", path: "hr/b" },
    ];
    for (const touch of touches) {
      engine.scripted.play(() => [touch, CHANGES]);
      await engine.sync(source);
      expect(await engine.find("in:hr walrus", ada), JSON.stringify(touch)).toEqual(["hr/a"]);
      expect(await engine.find(`"walrus"`), JSON.stringify(touch)).toEqual([]);
    }
    // The ledger knows its container too: a folder that cannot be listed spares it.
    engine.scripted.play(() => [hr, { op: "done", listed: "everything", incompleteContainers: ["hr"] }]);
    expect((await engine.sync(source)).counts.deleted).toBe(0);
  });

  // Otherwise damaging a file at the source would keep it readable for those who have just lost it.
  test("an item that cannot be read again loses the permissions it lost all the same", async () => {
    const source = await engine.source({ mode: "source" });
    engine.scripted.play(() => [
      container("open", { acl: { mode: "everyone" } }),
      container("closed", { acl: { mode: "restricted", allow: ["user:ada@example.org"] } }),
      upsert(doc("own", "A walrus of its own.", { acl: { mode: "everyone" } })),
      upsert(doc("moved", "A walrus that moves.", { containerId: "open", acl: { mode: "inherit" } })),
      EVERYTHING,
    ]);
    await engine.sync(source);
    expect((await engine.find(`"walrus"`)).toSorted()).toEqual(["moved", "own"]);
    engine.scripted.play(async function* (context) {
      const blob = await context.blobs.put(new Blob(["%PDF-1.4 junk"]).stream());
      const again = await context.blobs.put(new Blob(["%PDF-1.4 junk"]).stream());
      const broken = (ref: typeof blob) => [{ kind: "blob" as const, blob: ref, filename: "x.pdf", mimeType: "application/pdf" }];
      yield upsert(
        doc("own", "", { sections: broken(blob), changeKey: "2", acl: { mode: "restricted", allow: ["user:ada@example.org"] } }),
      );
      yield upsert(doc("moved", "", { sections: broken(again), changeKey: "2", containerId: "closed", acl: { mode: "inherit" } }));
      yield CHANGES;
    });
    expect(await engine.sync(source)).toMatchObject({ counts: { failed: 2 } });
    expect(await engine.find(`"walrus"`)).toEqual([]);
    expect((await engine.find(`"walrus"`, engine.reader("ada@example.org"))).toSorted()).toEqual(["moved", "own"]);
  });

  // The ops of a batch are grouped by kind; what happened last must still hold.
  test.each<[string, readonly SyncOp[], readonly string[]]>([
    ["made, then deleted", [upsert(doc("a", "Walrus one.")), { op: "delete", id: "a", reason: "deleted" }], []],
    ["deleted, then made", [{ op: "delete", id: "a", reason: "deleted" }, upsert(doc("a", "Walrus two."))], ["a"]],
    ["made, then renamed", [upsert(doc("a", "Walrus three.")), { op: "touch", id: "b", previousId: "a" }], ["b"]],
    [
      "renamed, then deleted",
      [upsert(doc("a", "Walrus four.")), { op: "touch", id: "b", previousId: "a" }, { op: "delete", id: "b", reason: "deleted" }],
      [],
    ],
    ["made, then skipped", [upsert(doc("a", "Walrus five.")), { op: "skip", id: "a", reason: "excluded" }], []],
    ["skipped, then made", [{ op: "skip", id: "a", reason: "excluded" }, upsert(doc("a", "Walrus six."))], ["a"]],
    [
      "failed, then made",
      [
        { op: "error", error: { scope: "document", ref: "a", code: "network", message: "Broke off.", retryable: true } },
        upsert(doc("a", "Walrus seven.")),
      ],
      ["a"],
    ],
  ])("of one item in one batch, the last word holds: %s", async (_name, ops, wanted) => {
    const source = await engine.source();
    engine.scripted.play(() => [...ops, CHANGES]);
    const run = await engine.sync(source);
    expect(await engine.find(`"walrus"`)).toEqual(wanted);
    const ledger = await engine.ledger(source);
    const indexed = Object.entries(ledger).flatMap(([id, row]) => (row.state === "indexed" ? [id] : []));
    expect(indexed).toEqual(wanted);
    await expectSums(source, run);
    await expectWholeIndex();
  });

  test("a listing of changes removes nothing, nor does a partial one", async () => {
    const source = await engine.source();
    engine.scripted.play(listing([doc("a", "Aardvarks."), doc("b", "Bumblebees.")]));
    await engine.sync(source);
    for (const listed of ["changes", "partial"] as const) {
      engine.scripted.play(() => [upsert(doc("c", "Chinchillas.")), { op: "done", listed }]);
      expect((await engine.sync(source)).counts.deleted).toBe(0);
      expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["a", "b", "c"]);
    }
    // Nor one that says nothing at its end: the connector may have stopped anywhere.
    engine.scripted.play(() => []);
    expect((await engine.sync(source)).counts.deleted).toBe(0);
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["a", "b", "c"]);
  });

  test("a complete listing removes what it does not show, with text, terms and vectors", async () => {
    const source = await engine.source();
    engine.scripted.play(listing([doc("a", "Aardvarks."), doc("b", "Bumblebees."), doc("blank", " ")]));
    await engine.sync(source);
    engine.scripted.play(listing([doc("a", "Aardvarks.")]));
    const run = await engine.sync(source);
    expect(run.counts).toMatchObject({ seen: 1, deleted: 2 });
    expect(Object.keys(await engine.ledger(source))).toEqual(["a"]);
    expect(await engine.find(`"bumblebees"`)).toEqual([]);
    const texts = await engine.db.selectFrom("documentText").select("documentId").execute();
    expect(new Set(texts.map((row) => row.documentId)).size).toBe(1);
    await expectSums(source, run);
    await expectWholeIndex();
  });

  test("what lies in a container that could not be listed stays, at any depth", async () => {
    const source = await engine.source();
    const nodes = [container("top"), container("top/in", { parentId: "top" }), container("side")];
    const inside = (id: string, containerId: string) => upsert(doc(id, `About ${id}.`, { containerId }));
    engine.scripted.play(() => [...nodes, inside("a", "top"), inside("b", "top/in"), inside("c", "side"), inside("d", "side"), EVERYTHING]);
    await engine.sync(source);
    engine.scripted.play(() => [
      container("side"),
      inside("d", "side"),
      { op: "done", listed: "everything", incompleteContainers: ["top"] },
    ]);
    const run = await engine.sync(source);
    expect(run.counts.deleted).toBe(1);
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["a", "b", "d"]);
    const kept = (await engine.ports.database.containers.ofSource(source)).map((each) => each.externalId).toSorted();
    expect(kept).toEqual(["side", "top", "top/in"]);
    engine.scripted.play(() => [container("side"), inside("d", "side"), EVERYTHING]);
    await engine.sync(source);
    expect(Object.keys(await engine.ledger(source))).toEqual(["d"]);
    expect((await engine.ports.database.containers.ofSource(source)).map((each) => each.externalId)).toEqual(["side"]);
    await expectWholeIndex();
  });

  test("a container that is gone takes what lies in it and below it along", async () => {
    const source = await engine.source();
    const inside = (id: string, containerId: string) => upsert(doc(id, `About ${id}.`, { containerId }));
    const nodes = [container("top"), container("top/in", { parentId: "top" }), container("side")];
    engine.scripted.play(() => [
      ...nodes,
      inside("a", "top"),
      inside("b", "top/in"),
      inside("c", "side"),
      { op: "skip", id: "d", reason: "excluded" },
      EVERYTHING,
    ]);
    await engine.sync(source);
    engine.scripted.play(() => [{ op: "deleteContainer", containerId: "top", reason: "deleted" }, CHANGES]);
    const run = await engine.sync(source);
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["c", "d"]);
    expect(run.counts.deleted).toBe(2);
    await expectSums(source, run);
    await expectWholeIndex();
  });
});

describe("disappearances", () => {
  const many = (count: number) => Array.from({ length: count }, (_each, at) => doc(`d${at}`, `Text number ${at}.`));

  test("more than a fifth and more than a hundred wait for a second complete listing", { timeout: 60_000 }, async () => {
    const source = await engine.source();
    const all = many(300);
    engine.scripted.play(listing(all));
    await engine.sync(source);
    engine.scripted.play(listing(all.slice(0, 150)));
    const first = await engine.sync(source);
    expect(first).toMatchObject({
      state: "partial",
      counts: { seen: 150, deleted: 0 },
      error: { code: "conflict", message: expect.stringContaining("150 of 300") },
    });
    expect(await engine.find(`"number 299"`)).toEqual(["d299"]);
    expect(await engine.ports.database.sources.get(source)).toMatchObject({ absence: { count: 150 } });
    // Half of the listing is gone once, all of it the next time: the other half has been missing once only.
    engine.scripted.play(listing([]));
    const second = await engine.sync(source);
    expect(second.counts.deleted, "what was missing for the first time").toBe(0);
    const third = await engine.sync(source);
    expect(third).toMatchObject({ state: "succeeded", counts: { deleted: 300 } });
    expect(await engine.ports.database.sources.get(source)).toMatchObject({ absence: null });
    await expectSums(source, third);
    await expectWholeIndex();
  });

  test("what comes back is forgiven; the operator's word removes at once", { timeout: 60_000 }, async () => {
    const source = await engine.source();
    const all = many(250);
    engine.scripted.play(listing(all));
    await engine.sync(source);
    engine.scripted.play(listing([]));
    expect((await engine.sync(source)).counts.deleted).toBe(0);
    engine.scripted.play(listing(all));
    expect(await engine.sync(source)).toMatchObject({ state: "succeeded", counts: { unchanged: 250, deleted: 0 } });
    expect(await engine.ports.database.sources.get(source)).toMatchObject({ absence: null });
    engine.scripted.play(listing([]));
    expect((await engine.sync(source)).counts.deleted).toBe(0);
    expect((await engine.sync(source, { confirmRemoval: true })).counts.deleted).toBe(250);
  });

  test("a hundred, or a fifth, are ordinary", { timeout: 60_000 }, async () => {
    const small = await engine.source();
    engine.scripted.play(listing(many(100)));
    await engine.sync(small);
    engine.scripted.play(listing([]));
    expect((await engine.sync(small)).counts.deleted).toBe(100);
    const large = await engine.source();
    engine.scripted.play(listing(many(600)));
    await engine.sync(large);
    engine.scripted.play(listing(many(480)));
    expect((await engine.sync(large)).counts.deleted).toBe(120);
  });
});

describe("faults", () => {
  test("a source of which too much fails is given up, and says why", async () => {
    const source = await engine.source();
    const failing = (id: string): SyncOp => ({
      op: "error",
      error: { scope: "document", ref: id, code: "network", message: "Broke off.", retryable: true },
    });
    let shown = 0;
    engine.scripted.play(function* () {
      for (let at = 0; at < 5000; at++) {
        shown += 1;
        yield at % 2 === 0 ? failing(`f${at}`) : upsert(doc(`d${at}`, `Text ${at}.`));
      }
      yield EVERYTHING;
    });
    const run = await engine.sync(source);
    expect(run).toMatchObject({
      state: "failed",
      error: { code: "corrupt", message: expect.stringMatching(/^Given up: \d+ of the first \d+ items failed/) },
    });
    expect(shown).toBeLessThan(5000);
    expect(run.counts.deleted).toBe(0);
  });

  test("a few failures among many do not end a run", async () => {
    const source = await engine.source();
    engine.scripted.play(function* () {
      for (let at = 0; at < 200; at++) {
        if (at % 6 === 0)
          yield { op: "error", error: { scope: "document", ref: `f${at}`, code: "network", message: "Broke off.", retryable: true } };
        else yield upsert(doc(`d${at}`, `Text ${at}.`));
      }
      yield EVERYTHING;
    });
    expect(await engine.sync(source)).toMatchObject({ state: "partial", counts: { seen: 200, failed: 34 } });
  });

  test("a run that is interrupted between batches goes on from its checkpoint and loses nothing", async () => {
    const source = await engine.source();
    const pages = [0, 1, 2, 3].map((page) => Array.from({ length: 30 }, (_each, at) => doc(`p${page}-${at}`, `Page ${page} text ${at}.`)));
    let crash = true;
    engine.scripted.play(async function* (_context, checkpoint) {
      for (let page = Number(checkpoint ?? 0); page < pages.length; page++) {
        for (const each of pages[page] ?? []) yield upsert(each);
        if (page === 2 && crash) throw new SmartyError("unavailable", "The system is being restarted.");
        yield { op: "checkpoint", value: page + 1 };
      }
      yield EVERYTHING;
    });
    await expect(engine.sync(source)).rejects.toMatchObject({ code: "unavailable" });
    crash = false;
    const open = await engine.ports.database.syncRuns.open(source);
    const run = await engine.sync(source, { again: open?.id ?? "" });
    expect(engine.scripted.began).toEqual([null, 2]);
    expect(run).toMatchObject({ state: "succeeded", counts: { seen: 120, indexed: 120, deleted: 0 } });
    expect(Object.keys(await engine.ledger(source))).toHaveLength(120);
    await expectSums(source, run);
    await expectWholeIndex();
  });

  // The pages before the checkpoint were shown to the run that failed, and to no other.
  test("a new run that goes on from a failed one's checkpoint does not take the first pages for removed", async () => {
    const source = await engine.source();
    let crash = true;
    engine.scripted.play(async function* (_context, checkpoint) {
      for (let page = Number(checkpoint ?? 0); page < 3; page++) {
        if (page === 2 && crash) throw new Error("a fault of the connector");
        yield upsert(doc(`p${page}`, `The text of page ${page}.`));
        yield { op: "checkpoint", value: page + 1 };
      }
      yield EVERYTHING;
    });
    expect(await engine.sync(source)).toMatchObject({ state: "failed", error: { code: "internal" } });
    crash = false;
    expect(await engine.sync(source)).toMatchObject({ state: "succeeded", counts: { deleted: 0 } });
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["p0", "p1", "p2"]);
    expect(await engine.find(`"page 0"`)).toEqual(["p0"]);
  });

  test("a listing that goes on in a second run still removes what neither has shown", async () => {
    const source = await engine.source();
    engine.scripted.play(() => [
      upsert(doc("gone", "What is gone.")),
      upsert(doc("p0", "Old zero.")),
      { op: "done", listed: "everything" },
    ]);
    await engine.sync(source);
    let crash = true;
    engine.scripted.play(async function* (_context, checkpoint) {
      for (let page = Number(checkpoint ?? 0); page < 2; page++) {
        if (page === 1 && crash) throw new Error("a fault of the connector");
        yield upsert(doc(`p${page}`, `The text of page ${page}.`));
        yield { op: "checkpoint", value: page + 1 };
      }
      yield EVERYTHING;
    });
    await engine.sync(source);
    crash = false;
    expect((await engine.sync(source)).counts.deleted).toBe(1);
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["p0", "p1"]);
  });

  test("a credential that no longer works stops the source and says reconnect", async () => {
    const source = await engine.source();
    engine.scripted.play(function* () {
      yield upsert(doc("a", "Aardvarks."));
      throw new SmartyError("auth", "Sign in to Scripted again.");
    });
    expect(await engine.sync(source)).toMatchObject({ state: "failed", error: { code: "auth", message: "Sign in to Scripted again." } });
    expect(await engine.ports.database.sources.get(source)).toMatchObject({
      state: "reconnect",
      stateReason: "Sign in to Scripted again.",
    });
    expect(await engine.ledger(source)).not.toHaveProperty("b");
  });

  test("an unknown fault of the connector fails the run without its words, which are in the log", async () => {
    const source = await engine.source();
    engine.scripted.play(function* () {
      yield upsert(doc("a", "Aardvarks."));
      throw new Error("ECONNRESET by 10.1.2.3");
    });
    const run = await engine.sync(source);
    expect(run).toMatchObject({ state: "failed", error: { code: "internal" } });
    expect(run.error?.message).not.toContain("10.1.2.3");
    expect(engine.log.problems().join("\n")).toContain("10.1.2.3");
    expect(await engine.ports.database.sources.get(source)).toMatchObject({ state: "active" });
  });

  test("a document that cannot be read fails or is skipped alone, with a reason in words", async () => {
    const source = await engine.source();
    const bytes = (text: string | Uint8Array) => new Blob([text as BlobPart]).stream() as ReadableStream<Uint8Array>;
    engine.scripted.play(async function* (context) {
      const files = {
        "broken.pdf": "%PDF-1.4 junk",
        "program.exe": new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0]),
        "empty.txt": "",
        "good.txt": "Good and readable.",
      };
      for (const [filename, content] of Object.entries(files)) {
        const blob = await context.blobs.put(bytes(content));
        yield upsert(doc(filename, "", { sections: [{ kind: "blob", blob, filename, mimeType: "application/octet-stream" }] }));
      }
      yield EVERYTHING;
    });
    const run = await engine.sync(source);
    await expectSums(source, run);
    const ledger = await engine.ledger(source);
    expect(ledger["good.txt"]).toMatchObject({ state: "indexed" });
    expect(ledger["broken.pdf"]).toMatchObject({ state: "failed", reasonCode: "corrupt" });
    expect(ledger["program.exe"]).toMatchObject({ state: "skipped", reasonCode: "unsupported" });
    expect(ledger["empty.txt"]).toMatchObject({ state: "skipped", reasonCode: "empty" });
    for (const name of ["broken.pdf", "program.exe", "empty.txt"]) expect(ledger[name]?.reason, name).toMatch(/^[A-Z].*\.$/);
  });

  test("bytes that a connector reads ahead are there when their document comes", async () => {
    const source = await engine.source();
    engine.scripted.play(async function* (context) {
      const put = (at: number) => context.blobs.put(new Blob([`Read ahead, file ${at}.`]).stream());
      const blobs = await Promise.all(Array.from({ length: 250 }, (_each, at) => put(at)));
      for (const [at, blob] of blobs.entries()) {
        yield upsert(doc(`f${at}`, "", { sections: [{ kind: "blob", blob, filename: `f${at}.txt`, mimeType: "text/plain" }] }));
      }
      yield EVERYTHING;
    });
    expect(await engine.sync(source)).toMatchObject({ state: "succeeded", counts: { indexed: 250, failed: 0 } });
  });

  test("a sync that is stopped keeps what it has stored, and that is searchable without another sync", async () => {
    const source = await engine.source();
    const stop = new AbortController();
    engine.scripted.play(async function* (context) {
      for (let at = 0; at < 150; at++) yield upsert(doc(`d${at}`, `Stopped text ${at}.`));
      yield { op: "checkpoint", value: 1 };
      yield upsert(doc("late", "Never stored."));
      stop.abort(new SmartyError("aborted", "The work was stopped."));
      context.signal.throwIfAborted();
      yield EVERYTHING;
    });
    await expect(engine.sync(source, { signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
    const ledger = await engine.ledger(source);
    expect(Object.keys(ledger)).not.toContain("late");
    expect(Object.keys(ledger).length).toBeGreaterThanOrEqual(100);
    // Either the indexes have them already, or a job is there to see to it.
    const jobs = await engine.db.selectFrom("job").select("task").execute();
    const left = await engine.ports.database.indexChanges.count();
    expect(left === 0 || jobs.some((job) => job.task === "drain-index")).toBe(true);
  });
});

describe("an operator's change in the middle of a sync", () => {
  const editor = (): Actor => ({ ...engine.reader("editor@example.org"), role: "editor" });

  /** Stores a first batch, lets the test act, then goes on with what it has in hand. */
  function playAround(first: readonly SyncOp[], act: () => Promise<unknown>, rest: readonly SyncOp[]): void {
    engine.scripted.play(async function* () {
      yield* first;
      yield { op: "checkpoint", value: 1 };
      await act();
      yield* rest;
    });
  }

  test("who lost the permission stays without it, whatever the sync still had in hand", async () => {
    const open = { mode: "everyone" as const, rules: [{ path: "hr", mode: "restricted" as const, allow: ["user:ada@example.org"] }] };
    const closed = { ...open, rules: [{ path: "hr", mode: "restricted" as const, allow: ["user:eve@example.org"] }] };
    const source = await engine.source(open);
    const inHr = (id: string, text: string) => upsert(doc(id, text, { containerId: "hr", path: id }));
    const loose = (id: string, text: string) => upsert(doc(id, text, { path: id }));
    const ada = engine.reader("ada@example.org");
    let afterwards: readonly string[] = ["not asked"];
    playAround(
      [container("hr"), inHr("hr/one", "First walrus."), loose("hr/loose", "Loose walrus.")],
      async () => {
        await updateSource(engine.ports, editor(), source, { access: closed });
        afterwards = await engine.find(`"walrus"`, ada);
      },
      [
        container("hr"),
        inHr("hr/one", "First walrus again."),
        inHr("hr/two", "Second walrus."),
        loose("hr/loose", "Loose walrus again."),
        EVERYTHING,
      ],
    );
    expect(await engine.sync(source)).toMatchObject({ state: "succeeded" });
    expect(afterwards).toEqual([]);
    expect(await engine.find(`"walrus"`, ada)).toEqual([]);
    expect((await engine.find(`"walrus"`, engine.reader("eve@example.org"))).toSorted()).toEqual(["hr/loose", "hr/one", "hr/two"]);
  });

  test("of two changes of access at once, the later one holds everywhere", async () => {
    const source = await engine.source({ mode: "everyone" });
    const files = Array.from({ length: 450 }, (_each, at) => upsert(doc(`hr/d${at}`, `Walrus ${at}.`, { path: `hr/d${at}` })));
    engine.scripted.play(() => [...files, EVERYTHING]);
    await engine.sync(source);
    const rules = (allow: readonly string[]) => ({
      mode: "everyone" as const,
      rules: [{ path: "hr", mode: "restricted" as const, allow }],
    });
    const changes = ["user:ada@example.org", "user:eve@example.org"].map((principal) =>
      updateSource(engine.ports, editor(), source, { access: rules([principal]) }),
    );
    await Promise.all(changes);
    const stored = (await engine.ports.database.sources.get(source))?.access;
    const winner = JSON.stringify(stored).includes("eve@") ? "eve" : "ada";
    const loser = winner === "eve" ? "ada" : "eve";
    const { content } = engine.ports.database.forActor(engine.reader(`${loser}@example.org`));
    expect(await content.documents({ limit: 10 })).toEqual([]);
    expect(await engine.ports.database.forActor(engine.reader(`${winner}@example.org`)).content.documents({ limit: 1000 })).toHaveLength(
      450,
    );
  });

  test("new settings end the sync that reads by the old ones, and its checkpoint does not survive", async () => {
    const source = await engine.source();
    const change = () => engine.ports.database.sources.update(source, { settings: { only: "new" }, checkpoint: null }, 1);
    playAround([upsert(doc("a", "Aardvarks."))], change, [
      upsert(doc("left-out", "A walrus.")),
      { op: "checkpoint", value: 2 },
      EVERYTHING,
    ]);
    expect(await engine.sync(source)).toMatchObject({
      state: "failed",
      error: { code: "conflict", message: expect.stringContaining("settings") },
    });
    expect(await engine.ledger(source)).not.toHaveProperty("left-out");
    expect(await engine.ports.database.sources.get(source)).toMatchObject({ checkpoint: null });
  });

  test("a source that is being deleted takes nothing more", async () => {
    const source = await engine.source();
    const remove = () => engine.ports.database.sources.update(source, { state: "deleting" }, 1);
    playAround([upsert(doc("a", "Aardvarks."))], remove, [upsert(doc("late", "A walrus.")), EVERYTHING]);
    await engine.sync(source).catch(() => undefined);
    expect(await engine.ledger(source)).not.toHaveProperty("late");
  });

  test("a single item that is fetched between two halves of a listing is not taken for removed", async () => {
    const source = await engine.source();
    let crash = true;
    engine.scripted.play(async function* (_context, checkpoint) {
      if (checkpoint === null) {
        yield upsert(doc("p0", "Page zero."));
        yield { op: "checkpoint", value: 1 };
      }
      if (crash) throw new SmartyError("unavailable", "Later.");
      yield upsert(doc("p1", "Page one."));
      yield EVERYTHING;
    });
    await expect(engine.sync(source)).rejects.toMatchObject({ code: "unavailable" });
    crash = false;
    engine.scripted.items.set("p0", doc("p0", "Page zero, changed."));
    await syncItems(engine.ports, { sourceId: source, externalIds: ["p0"], trigger: "items" }, "1", new AbortController().signal);
    const open = await engine.ports.database.syncRuns.open(source);
    expect(await engine.sync(source, { again: open?.id ?? "" })).toMatchObject({ state: "succeeded", counts: { deleted: 0 } });
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["p0", "p1"]);
  });

  test("single items: fetched, gone, failed again, and of a connector whose credential has run out", async () => {
    const source = await engine.source();
    engine.scripted.play(() => [
      upsert(doc("gone", "Soon gone.")),
      ...["a", "b"].map((ref): SyncOp => ({
        op: "error",
        error: { scope: "document", ref, code: "network", message: "Broke off.", retryable: true },
      })),
      EVERYTHING,
    ]);
    await engine.sync(source);
    engine.scripted.items.set("a", doc("a", "A at last."));
    engine.scripted.items.set("b", new SmartyError("network", "Broke off again."));
    const fetch = (...externalIds: readonly string[]) =>
      syncItems(engine.ports, { sourceId: source, externalIds, trigger: "retry" }, "1", new AbortController().signal);
    await fetch("a", "b", "gone", "a");
    expect(await engine.ledger(source)).toEqual({
      a: expect.objectContaining({ state: "indexed", attempts: 0 }),
      b: expect.objectContaining({ state: "failed", attempts: 2, reason: "Broke off again." }),
    });
    engine.scripted.items.set("b", new SmartyError("auth", "Sign in again."));
    await expect(fetch("b")).rejects.toMatchObject({ code: "auth" });
    const [last] = await engine.ports.database.syncRuns.ofSource(source, null, 1);
    expect(last).toMatchObject({ state: "failed", error: { code: "auth" } });
    await expectWholeIndex();
  });
});

describe("what a connector says is not trusted", () => {
  test("a document without a known container, in a source with permissions of its own, is nobody's", async () => {
    const source = await engine.source({ mode: "source" });
    engine.scripted.play(() => [
      upsert(doc("lost", "A lost walrus.", { containerId: "never shown", acl: { mode: "inherit" } })),
      EVERYTHING,
    ]);
    await engine.sync(source);
    expect(await engine.find(`"walrus"`)).toEqual([]);
    engine.scripted.play(() => [
      container("late", { acl: { mode: "everyone" } }),
      upsert(doc("lost", "A lost walrus.", { containerId: "late", acl: { mode: "inherit" }, changeKey: "2" })),
      EVERYTHING,
    ]);
    await engine.sync(source);
    expect(await engine.find(`"walrus"`)).toEqual(["lost"]);
  });

  test("a group of the source is never one of ours, nor another source's", async () => {
    const source = await engine.source({ mode: "source" });
    const { database } = engine.ports;
    const person = {
      id: "u1",
      email: "ada@example.org",
      name: "Ada",
      role: "member" as const,
      verifiedBy: "setup",
      passwordHash: null,
      now: 1,
    };
    await database.people.create(person);
    await database.people.createGroup({ id: "g1", name: "Board", description: "", now: 1 });
    await database.people.addMembers("g1", ["u1"], 1);
    const ada = { ...engine.reader("ada@example.org"), userId: "u1" };
    engine.scripted.play(() => [
      upsert(doc("local", "A walrus for the board.", { acl: { mode: "restricted", allow: ["group:local/g1"] } })),
      upsert(doc("own", "A walrus for the team.", { acl: { mode: "restricted", allow: ["group:team"] } })),
      upsert(doc("none", "A walrus for nobody.", { acl: { mode: "restricted", allow: [] } })),
      { op: "group", group: { id: "team", members: ["user:Ada@Example.org"] } },
      EVERYTHING,
    ]);
    await engine.sync(source);
    expect(await engine.find(`"walrus"`, ada)).toEqual(["own"]);
    engine.scripted.play(() => [{ op: "group", group: { id: "team", members: [] } }, CHANGES]);
    await engine.sync(source);
    expect(await engine.find(`"walrus"`, ada)).toEqual([]);
  });
});
