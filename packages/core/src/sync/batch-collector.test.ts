import { type Extracted, SmartyError, type SourceDocument, type SyncOp } from "@smartypants/sdk";
import { expect, test } from "vitest";
import type { Extractor } from "../ports/extractor.ts";
import { type BatchCollector, createBatchCollector, type TakeUntil } from "./batch-collector.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import type { SyncBatch } from "./sync-batch.ts";

/** Reads `*.txt` in this thread; everything else elsewhere, when and how the test says. */
interface Reader extends Extractor {
  /** Ends the reading of a file. */
  finish(filename: string, how?: Error): Promise<void>;
  /** Files whose reading was ended by their signal. */
  readonly aborted: string[];
}

function createReader(): Reader {
  const works = new Map<string, PromiseWithResolvers<Extracted>>();
  const aborted: string[] = [];
  const workOf = (filename: string): PromiseWithResolvers<Extracted> => {
    const work = works.get(filename) ?? Promise.withResolvers<Extracted>();
    works.set(filename, work);
    return work;
  };
  const isHere = (filename: string): boolean => filename.endsWith(".txt");
  const textOf = (filename: string): Extracted => ({ blocks: [{ kind: "paragraph", text: `Text of ${filename}.` }] });
  return {
    version: "1",
    aborted,
    isReadHere: ({ filename }) => isHere(filename),
    extract: async ({ filename, signal }) => {
      if (isHere(filename)) return { ...textOf(filename), mimeType: "text/plain" };
      const work = workOf(filename);
      signal.addEventListener("abort", () => {
        aborted.push(filename);
        work.reject(new SmartyError("aborted", "It was stopped."));
      });
      return { ...(await work.promise), mimeType: "application/pdf" };
    },
    finish: async (filename, how) => {
      if (how === undefined) workOf(filename).resolve(textOf(filename));
      else workOf(filename).reject(how);
      await turn();
    },
  };
}

/** Everything that is ready to happen happens. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

interface World {
  readonly reader: Reader;
  readonly collector: BatchCollector;
  readonly upsert: (name: string, sizeBytes?: number) => Promise<void>;
  /** Everything that comes, to the end. */
  readonly take: (until: TakeUntil) => Promise<readonly SyncBatch[]>;
}

function createWorld({ slowAfterMs = 60_000, signal = new AbortController().signal } = {}): World {
  const reader = createReader();
  const scratch = createBlobScratch();
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const ports = { extractor: reader, clock: { now: () => 0 }, hash: (value: string) => `hash-${value.length}`, logger };
  const collector = createBatchCollector(ports, scratch, signal, { slowAfterMs });
  return {
    reader,
    collector,
    upsert: async (name, sizeBytes = 10) => {
      const blob = await scratch.put(new Blob([new Uint8Array(sizeBytes)]).stream());
      collector.add({
        op: "upsert",
        document: { ...DOCUMENT, id: name, sections: [{ kind: "blob", blob, mimeType: "a/b", filename: name }] },
      });
    },
    take: async (until) => {
      const batches: SyncBatch[] = [];
      for await (const batch of collector.take(until)) batches.push(batch);
      return batches;
    },
  };
}

const DOCUMENT: SourceDocument = {
  id: "",
  changeKey: "1",
  title: "a document",
  url: "https://example.org/a",
  mimeType: "a/b",
  acl: { mode: "everyone" },
  sections: [],
};

/** `id`, with what is said of it: `?` for pending, `!` for failed, `<` for one that was pending before. */
function names(batches: readonly SyncBatch[]): readonly (readonly string[])[] {
  return batches.map(({ items }) =>
    items.map(({ document, result, isPending, wasPending }) => {
      const failed = result instanceof Error ? "!" : "";
      return `${document.id}${isPending === true ? "?" : failed}${wasPending === true ? "<" : ""}`;
    }),
  );
}

const remove = (id: string): SyncOp => ({ op: "delete", id, reason: "deleted" });

test("what is read elsewhere does not hold up what is read here, and comes with a later batch", async () => {
  const { reader, upsert, take } = createWorld();
  for (const name of ["a.txt", "slow.pdf", "b.txt"]) await upsert(name);
  expect(names(await take("room"))).toEqual([["a.txt", "b.txt"]]);
  await upsert("c.txt");
  await reader.finish("slow.pdf");
  expect(names(await take("room"))).toEqual([["slow.pdf", "c.txt"]]);
  expect(await take("prepared")).toEqual([]);
});

test("before a checkpoint everything is prepared, or recorded once as pending; its own word follows", async () => {
  const { reader, upsert, take } = createWorld({ slowAfterMs: 20 });
  for (const name of ["quick.pdf", "slow.pdf", "a.txt"]) await upsert(name);
  const taking = take("recorded");
  await reader.finish("quick.pdf");
  expect(
    names(await taking)
      .flat()
      .toSorted(),
  ).toEqual(["a.txt", "quick.pdf", "slow.pdf?"]);
  const [pending] = (await taking).flatMap(({ items }) => items.filter((item) => item.isPending));
  expect(pending?.result).toMatchObject({ code: "unavailable", message: expect.stringContaining("tried again by itself") });
  await upsert("b.txt");
  expect(names(await take("recorded"))).toEqual([["b.txt"]]);
  await reader.finish("slow.pdf");
  expect(names(await take("recorded"))).toEqual([["slow.pdf<"]]);
});

test("at the end all is waited for, and what is ready is given before that", async () => {
  const { reader, collector, upsert } = createWorld({ slowAfterMs: 20 });
  for (const name of ["slow.pdf", "broken.pdf", "a.txt"]) await upsert(name);
  const batches: SyncBatch[] = [];
  for await (const batch of collector.take("prepared")) {
    batches.push(batch);
    const given = names(batches).flat();
    if (given.includes("a.txt") && given.includes("slow.pdf?")) {
      await reader.finish("broken.pdf", new SmartyError("corrupt", "It is damaged."));
      await reader.finish("slow.pdf");
    }
  }
  expect(names(batches).flat().toSorted()).toEqual(["a.txt", "broken.pdf!<", "broken.pdf?", "slow.pdf<", "slow.pdf?"]);
});

test("what is large and read here comes after what is small, and after what is about to be ready", async () => {
  const { reader, upsert, take } = createWorld({ slowAfterMs: 10_000 });
  await upsert("large.txt", 2_000_000);
  for (const name of ["small.txt", "quick.pdf"]) await upsert(name);
  expect(names(await take("room"))).toEqual([["small.txt"]]);
  const taking = take("prepared");
  await turn();
  await reader.finish("quick.pdf");
  expect(names(await taking).flat()).toEqual(["quick.pdf", "large.txt"]);
});

test("memory is kept for a few large ones only: then their turn comes at once", async () => {
  const { upsert, take } = createWorld();
  for (const name of ["a.txt", "b.txt", "c.txt"]) await upsert(name, 20_000_000);
  expect(names(await take("room"))).toEqual([["c.txt"]]);
  expect(names(await take("recorded"))).toEqual([["a.txt", "b.txt"]]);
});

test("of one document the last word holds, also when an older one is still being read", async () => {
  const { reader, collector, upsert, take } = createWorld({ slowAfterMs: 0 });
  for (const name of ["again.pdf", "gone.pdf", "moved.pdf"]) await upsert(name);
  expect(names(await take("recorded"))).toEqual([["again.pdf?", "gone.pdf?", "moved.pdf?"]]);
  expect(collector.mustWait(remove("gone.pdf"))).toBeNull();
  collector.add(remove("gone.pdf"));
  // What is moved has to be there first.
  const touch: SyncOp = { op: "touch", id: "moved.pdf", title: "moved" };
  expect(collector.mustWait(touch)).toBe("prepared");
  await upsert("again.pdf");
  expect(reader.aborted).toEqual(["gone.pdf", "again.pdf"]);
  const batches = await take("room");
  expect(names(batches)).toEqual([["again.pdf?"]]);
  expect(batches).toMatchObject([{ deletes: [{ id: "gone.pdf" }], withdrawn: 2 }]);
});

test("a fault that is no document's own is thrown, and nothing goes on after it", async () => {
  const { reader, collector, upsert, take } = createWorld();
  for (const name of ["a.pdf", "b.pdf"]) await upsert(name);
  expect(await take("room")).toEqual([]);
  await reader.finish("a.pdf", new SmartyError("unavailable", "No reader could be started."));
  await upsert("c.txt");
  await expect(take("room")).rejects.toMatchObject({ code: "unavailable" });
  await collector.stop();
  expect(reader.aborted).toEqual(["b.pdf"]);
});

test("when the run is stopped, so is whatever is being read", async () => {
  const stop = new AbortController();
  const { reader, upsert, take } = createWorld({ signal: stop.signal });
  await upsert("a.pdf");
  const taking = take("prepared");
  await turn();
  stop.abort(new SmartyError("aborted", "The work was stopped."));
  await expect(taking).rejects.toMatchObject({ code: "aborted" });
  expect(reader.aborted).toEqual(["a.pdf"]);
});
