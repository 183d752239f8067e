import type { SourceDocument, SyncOp } from "@smartypants/sdk";
import { type SyncRun, syncItems, updateSource } from "@smartypants/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mailText, type MailPart } from "../testing/mail-text.ts";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, EVERYTHING, type Script, upsert } from "../testing/scripted-connector.ts";

let engine: TestEngine;

beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

const CHANGES: SyncOp = { op: "done", listed: "changes" };
const ADA = "user:ada@example.org";

interface File {
  readonly id: string;
  readonly content: string;
  readonly more?: Partial<SourceDocument>;
}

/** A source of files: what is known by its change key is not read again. */
function files(all: readonly File[], end: SyncOp = EVERYTHING, read: string[] = []): Script {
  return async function* (context) {
    const keyOf = ({ content, more }: File): string => more?.changeKey ?? `${content.length} ${content}`;
    const known = await context.known(all.map((file) => file.id));
    for (const file of all) {
      if (known.get(file.id)?.changeKey === keyOf(file)) {
        yield { op: "unchanged", id: file.id };
        continue;
      }
      read.push(file.id);
      const blob = await context.blobs.put(new Blob([file.content]).stream());
      const filename = file.id.split("/").at(-1) ?? file.id;
      const sections = [{ kind: "blob" as const, blob, filename, mimeType: "application/octet-stream" }];
      yield upsert(doc(file.id, "", { title: filename, path: file.id, sections, ...file.more, changeKey: keyOf(file) }));
    }
    yield end;
  };
}

function mail(id: string, attachments: readonly MailPart[], more: Partial<SourceDocument> = {}): File {
  return { id, content: mailText(`Subject of ${id}`, `Body of ${id}.`, attachments), more };
}

async function expectSums(sourceId: string, { counts }: SyncRun): Promise<void> {
  expect(counts.seen).toBe(counts.indexed + counts.unchanged + counts.skipped + counts.failed);
  const rows = Object.values(await engine.ledger(sourceId));
  const states = rows.map((row) => row.state);
  expect(counts.seen, "a complete listing sees every item").toBe(states.length);
  const of = (state: string): number => states.filter((each) => each === state).length;
  expect(await engine.ports.database.sources.counts(sourceId)).toMatchObject({
    documents: rows.filter((row) => row.documentId !== null).length,
    indexed: of("indexed"),
    skipped: of("skipped"),
    failed: of("failed"),
  });
  expect(await engine.ports.database.indexChanges.count()).toBe(0);
}

const TEA: MailPart = { name: "tea.txt", content: "The walrus drinks tea." };
const PLAN: MailPart = { name: "plan.txt", content: "The walrus has a plan." };
const BROKEN: MailPart = { name: "broken.pdf", content: "%PDF-1.4 junk" };
const PROGRAM: MailPart = { name: "program.exe", content: Uint8Array.from([0x4d, 0x5a, 0, 0, 1, 0, 0, 0, 0, 0]) };

describe("what lies inside of a document", () => {
  test("is a document and a ledger row of its own, and a failing one harms neither parent nor siblings", async () => {
    const source = await engine.source();
    engine.scripted.play(files([mail("in/a.eml", [TEA, BROKEN, PROGRAM, PLAN]), { id: "b.txt", content: "A plain walrus." }]));
    const run = await engine.sync(source);
    expect(run).toMatchObject({ state: "partial", counts: { seen: 6, indexed: 4, skipped: 1, failed: 1 } });
    await expectSums(source, run);
    const ledger = await engine.ledger(source);
    expect(ledger).toMatchObject({
      "in/a.eml": { state: "indexed" },
      "in/a.eml!/tea.txt": { state: "indexed", documentId: expect.any(String) },
      "in/a.eml!/plan.txt": { state: "indexed" },
      "in/a.eml!/broken.pdf": { state: "failed", reasonCode: "corrupt", reason: expect.stringMatching(/^[A-Z].*\.$/) },
      "in/a.eml!/program.exe": { state: "skipped", reasonCode: "unsupported" },
    });
    expect(await engine.find(`"drinks tea"`)).toEqual(["in/a.eml!/tea.txt"]);
    const tea = await engine.db
      .selectFrom("document")
      .select(["title", "path", "url", "mimeType", "createdAt"])
      .where("externalId", "=", "in/a.eml!/tea.txt")
      .executeTakeFirst();
    expect(tea).toMatchObject({
      title: "tea.txt",
      path: "in/a.eml/tea.txt",
      url: "https://example.org/in%2Fa.eml",
      mimeType: "text/plain",
    });
  });

  test("is not parsed again while its parent is unchanged, and counts as unchanged", async () => {
    const source = await engine.source();
    const all = [mail("a.eml", [TEA, PROGRAM]), { id: "b.txt", content: "A plain walrus." }];
    const read: string[] = [];
    engine.scripted.play(files(all, EVERYTHING, read));
    await engine.sync(source);
    const embedded = engine.embedded();
    const again = await engine.sync(source);
    expect(read).toEqual(["a.eml", "b.txt"]);
    expect(again.counts).toMatchObject({ seen: 4, unchanged: 4, indexed: 0, deleted: 0 });
    await expectSums(source, again);
    expect(engine.embedded()).toBe(embedded);
  });

  test("goes when the parent no longer has it, and what stays embeds nothing", async () => {
    const source = await engine.source();
    engine.scripted.play(files([mail("a.eml", [TEA, PLAN, BROKEN])]));
    await engine.sync(source);
    const { "a.eml!/plan.txt": plan } = await engine.ledger(source);
    engine.scripted.play(files([mail("a.eml", [PLAN, { name: "new.txt", content: "A new walrus." }])]));
    const run = await engine.sync(source);
    expect(run.counts).toMatchObject({ seen: 3, indexed: 3, deleted: 2 });
    await expectSums(source, run);
    const ledger = await engine.ledger(source);
    expect(Object.keys(ledger).toSorted()).toEqual(["a.eml", "a.eml!/new.txt", "a.eml!/plan.txt"]);
    expect(ledger["a.eml!/plan.txt"]?.documentId, "the same document as before").toBe(plan?.documentId);
    expect(await engine.find(`"drinks tea"`)).toEqual([]);
    engine.scripted.play(files([{ id: "a.eml", content: "Now a text: no mail any more." }]));
    const text = await engine.sync(source);
    expect(text.counts).toMatchObject({ seen: 1, indexed: 1, deleted: 2 });
    await expectSums(source, text);
  });

  test("goes with a parent that is deleted, excluded, or missing from a complete listing", async () => {
    const source = await engine.source();
    const all = ["a", "b", "c", "stays"].map((name) => mail(`${name}.eml`, [{ name: "x.txt", content: `The walrus of ${name}.` }]));
    engine.scripted.play(files(all));
    await engine.sync(source);
    engine.scripted.play(() => [
      { op: "delete", id: "a.eml", reason: "deleted" },
      { op: "skip", id: "b.eml", reason: "excluded" },
      { op: "unchanged", id: "stays.eml" },
      EVERYTHING,
    ]);
    const run = await engine.sync(source);
    expect(run.counts).toMatchObject({ seen: 3, skipped: 1, unchanged: 2 });
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual(["b.eml", "stays.eml", "stays.eml!/x.txt"]);
    expect(await engine.find(`"walrus of"`)).toEqual(["stays.eml!/x.txt"]);
    await expectSums(source, run);
  });

  // A prefix is no parent: a folder may be called like a file with an exclamation mark.
  test("is told from items of the source whose ids look like it", async () => {
    const source = await engine.source();
    engine.scripted.play(files([mail("a.eml", [TEA]), { id: "a.eml!/folder/b.txt", content: "A walrus in a folder." }]));
    await engine.sync(source);
    engine.scripted.play(() => [{ op: "delete", id: "a.eml", reason: "deleted" }, CHANGES]);
    await engine.sync(source);
    expect(Object.keys(await engine.ledger(source))).toEqual(["a.eml!/folder/b.txt"]);
  });

  test("is read to the third level, and a deeper one is said to be left out", async () => {
    const source = await engine.source();
    let inner = mailText("Level 4", "The deepest walrus.", []);
    for (const level of [3, 2, 1, 0]) inner = mailText(`Level ${level}`, `Body ${level}.`, [{ name: `${level + 1}.eml`, content: inner }]);
    engine.scripted.play(files([{ id: "0.eml", content: inner }]));
    const run = await engine.sync(source);
    expect(Object.keys(await engine.ledger(source)).toSorted()).toEqual([
      "0.eml",
      "0.eml!/1.eml",
      "0.eml!/1.eml!/2.eml",
      "0.eml!/1.eml!/2.eml!/3.eml",
    ]);
    await expectSums(source, run);
    const notes = await engine.db.selectFrom("document").select("notes").where("externalId", "like", "%3.eml").executeTakeFirst();
    expect(notes?.notes).toContain("more than 3 levels deep");
    engine.scripted.play(() => [{ op: "delete", id: "0.eml", reason: "deleted" }, CHANGES]);
    await engine.sync(source);
    expect(await engine.ledger(source)).toEqual({});
  });

  test("of more documents than one transaction takes is stored whole, and again after a crash in the middle", async () => {
    const source = await engine.source();
    const parts = Array.from({ length: 230 }, (_, at) => ({ name: `n${at}.txt`, content: `Numbered walrus ${at}.` }));
    const all = [mail("many.eml", parts), mail("b.eml", [TEA])];
    engine.scripted.play(files(all));
    const stop = new AbortController();
    const whole = { ...engine.ports };
    let commits = 0;
    const database = {
      ...whole.database,
      transaction: async (work: Parameters<typeof whole.database.transaction>[0]) => {
        const result = await whole.database.transaction(work);
        if ((await engine.ports.database.syncItems.countChildren(source, ["many.eml"])) > 0 && commits++ === 0) stop.abort();
        return result;
      },
    } as typeof engine.ports.database;
    Object.assign(engine.ports, { database });
    await expect(engine.sync(source, { signal: stop.signal })).rejects.toThrow(/aborted|stopped/);
    Object.assign(engine.ports, whole);
    const ledger = await engine.ledger(source);
    expect(Object.keys(ledger).length).toBeGreaterThanOrEqual(100);
    // At most as one that takes long.
    expect(ledger["many.eml"]?.state, "the parent is indexed only when all of it is stored").not.toBe("indexed");
    const [open] = await engine.ports.database.syncRuns.allOpen();
    const run = await engine.sync(source, { again: open?.id ?? "" });
    expect(run).toMatchObject({ state: "succeeded", counts: { seen: 233, indexed: 233 } });
    await expectSums(source, run);
  });

  test("left behind by a parent that was never stored goes with the next complete listing", async () => {
    const source = await engine.source();
    engine.scripted.play(files([mail("a.eml", [TEA])]));
    await engine.sync(source);
    await engine.db.deleteFrom("syncItem").where("externalId", "=", "a.eml").execute();
    engine.scripted.play(files([]));
    await engine.sync(source);
    expect(await engine.ledger(source)).toEqual({});
    expect(await engine.find(`"drinks tea"`)).toEqual([]);
  });
});

describe("permissions of what lies inside", () => {
  const restricted = { acl: { mode: "restricted" as const, allow: [ADA] } };

  test("are the parent's, and follow every change of it", async () => {
    const source = await engine.source({ mode: "source" });
    const ada = engine.reader("ada@example.org");
    const seen = async (): Promise<readonly boolean[]> =>
      Promise.all([engine.reader(), ada].map(async (who) => (await engine.find(`"drinks tea"`, who)).length === 1));
    engine.scripted.play(files([mail("a.eml", [TEA, BROKEN], restricted)]));
    await engine.sync(source);
    expect(await seen()).toEqual([false, true]);
    engine.scripted.play(() => [{ op: "touch", id: "a.eml", acl: { mode: "everyone" } }, CHANGES]);
    await engine.sync(source);
    expect(await seen(), "a touch").toEqual([true, true]);
    engine.scripted.play(files([mail("a.eml", [TEA, BROKEN], { ...restricted, changeKey: "new" })]));
    await engine.sync(source);
    expect(await seen(), "read anew").toEqual([false, true]);
    engine.scripted.play(() => [{ op: "touch", id: "a.eml", acl: { mode: "everyone" } }, CHANGES]);
    await engine.sync(source);
    engine.scripted.play(files([{ id: "a.eml", content: "%PDF-1.4 junk", more: { ...restricted, changeKey: "broken" } }]));
    const failed = await engine.sync(source);
    expect(await seen(), "the parent cannot be read any more").toEqual([false, true]);
    await expectSums(source, failed);
  });

  test("of a container, of a folder's rule and of the source reach them", async () => {
    const source = await engine.source({ mode: "source" });
    const box = (acl: SourceDocument["acl"]): SyncOp => ({ op: "container", node: { id: "box", title: "box", path: "box", acl } });
    const inBox = mail("box/a.eml", [TEA], { containerId: "box", acl: { mode: "inherit" } });
    engine.scripted.play(async function* (context, checkpoint) {
      yield box({ mode: "everyone" });
      yield* files([inBox])(context, checkpoint) as AsyncIterable<SyncOp>;
    });
    await engine.sync(source);
    expect(await engine.find(`"drinks tea"`)).toHaveLength(1);
    engine.scripted.play(() => [box({ mode: "restricted", allow: [ADA] }), CHANGES]);
    await engine.sync(source);
    expect(await engine.find(`"drinks tea"`)).toEqual([]);
    const editor = { ...engine.reader(), role: "editor" as const };
    await updateSource(engine.ports, editor, source, { access: { mode: "everyone", rules: [{ path: "box", mode: "everyone" }] } });
    expect(await engine.find(`"drinks tea"`)).toHaveLength(1);
    const rules = [{ path: "box/a.eml", mode: "restricted" as const, allow: [ADA] }];
    await updateSource(engine.ports, editor, source, { access: { mode: "everyone", rules } });
    expect(await engine.find(`"drinks tea"`), "a rule for the file holds for what lies inside").toEqual([]);
  });

  test("and ids and paths go along when the parent is renamed, also onto the name of another", async () => {
    const source = await engine.source();
    engine.scripted.play(files([mail("a.eml", [TEA, PROGRAM]), mail("b.eml", [PLAN, BROKEN])]));
    await engine.sync(source);
    const embedded = engine.embedded();
    engine.scripted.play(() => [
      { op: "touch", id: "b.eml", previousId: "a.eml", path: "new/b.eml", title: "b.eml", url: "https://example.org/b" },
      EVERYTHING,
    ]);
    const run = await engine.sync(source);
    expect(run.counts).toMatchObject({ seen: 3, unchanged: 3, moved: 1, deleted: 0 });
    await expectSums(source, run);
    const ledger = await engine.ledger(source);
    expect(Object.keys(ledger).toSorted()).toEqual(["b.eml", "b.eml!/program.exe", "b.eml!/tea.txt"]);
    expect(ledger["b.eml!/program.exe"]).toMatchObject({ state: "skipped", reasonCode: "unsupported" });
    expect(await engine.find(`"drinks tea"`)).toEqual(["b.eml!/tea.txt"]);
    expect(await engine.find(`"has a plan"`)).toEqual([]);
    const stored = await engine.db.selectFrom("document").select(["path", "url"]).orderBy("path").execute();
    const url = "https://example.org/b";
    expect(stored).toEqual([
      { path: "new/b.eml", url },
      { path: "new/b.eml/tea.txt", url },
    ]);
    expect(engine.embedded() - embedded, "a rename embeds nothing but titles").toBeLessThanOrEqual(2);
    engine.scripted.play(() => [{ op: "delete", id: "b.eml", reason: "deleted" }, CHANGES]);
    await engine.sync(source);
    expect(await engine.ledger(source)).toEqual({});
  });
});

test("trying a failed one again fetches its parent, and takes neither for gone", async () => {
  const source = await engine.source();
  engine.scripted.play(files([mail("a.eml", [TEA, BROKEN])]));
  await engine.sync(source);
  engine.scripted.items.set("a.eml", doc("a.eml", "The mail as a text walrus."));
  const request = { sourceId: source, externalIds: ["a.eml!/broken.pdf"], trigger: "retry" as const };
  await syncItems(engine.ports, request, "1", new AbortController().signal);
  expect(await engine.find(`"text walrus"`)).toEqual(["a.eml"]);
});

// Many files inside of one that cannot be read are no sign of a source that has gone bad.
test("a source is not given up for what lies inside of its documents", async () => {
  const source = await engine.source();
  const junk = Array.from({ length: 80 }, (_, at) => ({ name: `x${at}.pdf`, content: `%PDF-1.4 junk ${at}` }));
  engine.scripted.play(files([mail("a.eml", junk), { id: "b.txt", content: "After it." }]));
  const run = await engine.sync(source);
  expect(run).toMatchObject({ state: "partial", counts: { failed: 80, indexed: 2 } });
  await expectSums(source, run);
});

test("a hundred documents inside of one that disappears are one disappearance", async () => {
  const source = await engine.source();
  const parts = Array.from({ length: 110 }, (_, at) => ({ name: `n${at}.txt`, content: `Walrus ${at}.` }));
  engine.scripted.play(files([mail("a.eml", parts), ...["b", "c", "d", "e", "f"].map((id) => ({ id, content: `Text ${id}.` }))]));
  await engine.sync(source);
  engine.scripted.play(files(["b", "c", "d", "e", "f"].map((id) => ({ id, content: `Text ${id}.` }))));
  const run = await engine.sync(source);
  expect(run).toMatchObject({ state: "succeeded", counts: { deleted: 111 } });
  await expectSums(source, run);
});
