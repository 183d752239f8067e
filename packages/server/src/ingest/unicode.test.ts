import { type Actor, type ChatModels, readAnswer, search, startRun } from "@smartypants/core";
import type { SourceDocument } from "@smartypants/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc, listing } from "../testing/scripted-connector.ts";

const NO_MODELS: ChatModels = { open: async () => null };

let engine: TestEngine;
let reader: Actor;
let source: string;

const COMBINING = "e" + "\u0301\u0327\u0330\u0316\u034f".repeat(100);
const FAMILY = "👩‍👩‍👧‍👦";

/** Each text has a plain word of its own, with the hard part before, inside and after its sentence. */
const TEXTS: Readonly<Record<string, string>> = {
  lone: `Before \ud800 the otterone said \udc00\ud83d hello. After \udfff it.`,
  nul: `Before\0the ottertwo said\0\0hello.\0`,
  bom: `\ufeffThe otterthree begins with a mark\ufeff and holds one.`,
  rtl: `קדימה \u202eThe otterfour goes backwards\u202c. שלום עולם.`,
  zwj: `${FAMILY} The otterfive has a family ${FAMILY}${FAMILY}. 🏳️‍🌈 And a flag 🇩🇪🇩🇪.`,
  marks: `The ottersix wears ${COMBINING} marks ${COMBINING}. Then goes home.`,
  turkish: `İSTANBUL'da OTTERSEVEN yaşıyor. ısırgan İĞNE.`,
  astral: `𝕿𝖍𝖊 ottereight 𝖗𝖚𝖓𝖘 𠀋𠂉𠔉. ${"😀".repeat(400)} The ottereight ends.`,
  lines: `The otternine\u2028has\u2029strange\u0085line\u000bends\r\nand\rall.\f\n\n\n\nThen more.`,
  spaces: `The\u00a0otterten\u2003has\u200bwide\u3000spaces\u2060here.`,
  tags: `The ottereleven${Array.from("hidden", (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("")} hides words.`,
  long: `The ottertwelve writes ${"x".repeat(30_000)} and ${"ab ".repeat(20_000)} and stops.`,
  emoji: `${"👨🏿‍🚀".repeat(900)} otterthirteen ${"👨🏿‍🚀".repeat(900)}`,
  cjk: `カワウソは川に住む。otterfourteen は魚を食べる。${"川に住む動物が魚を食べる".repeat(200)}`,
  nfd: "The otterfifteen drinks Cafe\u0301 and eats Cre\u0300me bru\u0302le\u0301e.",
};

const WORDS = [
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
];

beforeAll(async () => {
  engine = await openEngine();
  reader = engine.reader();
  source = await engine.source();
  engine.scripted.play(
    listing(
      Object.entries(TEXTS).map(([id, text]) =>
        doc(id, text, { title: `${text.slice(0, 300)} (${id})`, path: `in/${id}`, authors: [text.slice(0, 50)], language: "en" }),
      ),
    ),
  );
  const { state, counts } = await engine.sync(source);
  if (state !== "succeeded" || counts.indexed !== WORDS.length) throw new Error(`the sync ${state} with ${counts.indexed} documents`);
});
afterAll(() => engine.close());

/** Every text in every table. */
async function storedTexts(): Promise<readonly string[]> {
  const tables = ["document", "documentText", "chunk", "container", "syncItem", "syncRun", "source", "acl", "aclEntry"] as const;
  const rows = await Promise.all(tables.map((table) => engine.db.selectFrom(table).selectAll().execute()));
  return rows.flat().flatMap((row) => Object.values(row).filter((value) => typeof value === "string"));
}

describe("texts with everything Unicode has", () => {
  test.each(Object.keys(TEXTS).map((id, at) => [id, `otter${WORDS[at]}`] as const))(
    "%s: found by its word, and every offset is a slice of the stored text",
    async (id, word) => {
      const { hits } = await search(engine.ports, reader, { query: `"${word}"`, limit: 5, filters: {}, explain: false });
      const hit = hits.find((each) => each.document.externalId === id);
      expect(hit, `${word} is not found`).toBeDefined();
      const stored = await engine.ports.database.forActor(reader).content.text(hit?.document.id ?? "", hit?.passage.version ?? 1);
      const text = stored?.text ?? "";
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toContain("\0");
      const { passage } = hit ?? { passage: { start: 0, end: 0, text: "", highlights: [] } };
      expect(text.slice(passage.start, passage.end)).toBe(passage.text);
      expect(passage.text.isWellFormed()).toBe(true);
      const marked = passage.highlights.map(({ start, end }) => passage.text.slice(start, end));
      expect(marked.join(" ").toLowerCase()).toContain(word);
      for (const each of marked) expect(each.isWellFormed()).toBe(true);
    },
  );

  test("chunks cover the text without cutting a character", async () => {
    const documents = await engine.ports.database.documents.ofSource(source, null, 100);
    for (const document of documents) {
      const text = (await engine.ports.database.forActor(reader).content.text(document.id, null))?.text ?? "";
      const chunks = await engine.db
        .selectFrom("chunk")
        .select(["startOffset", "endOffset"])
        .where("documentId", "=", document.id)
        .orderBy("ordinal")
        .execute();
      expect(chunks.length).toBeGreaterThan(0);
      for (const { startOffset, endOffset } of chunks)
        expect(text.slice(startOffset, endOffset).isWellFormed(), document.externalId).toBe(true);
      const covered = chunks.map(({ startOffset, endOffset }) => text.slice(startOffset, endOffset)).join("");
      expect(covered.replaceAll(/\s/g, "").length).toBeGreaterThanOrEqual(text.replaceAll(/\s/g, "").length);
    }
  });

  test("citations are slices of the version they name", async () => {
    let cited = 0;
    for (const word of WORDS) {
      const { runId, ended } = await startRun({ ...engine.ports, models: NO_MODELS }, reader, {
        question: `What about the otter${word}?`,
        filters: {},
      });
      await ended;
      const run = await engine.ports.database.forActor(reader).answers.run(runId);
      if (run === null) throw new Error("the run has gone");
      const answer = await readAnswer(engine.ports, reader, run);
      for (const { documentId, version, start, end, quote } of answer.citations) {
        const stored = await engine.ports.database.forActor(reader).content.text(documentId, version);
        expect(stored?.text.slice(start, end)).toBe(quote);
        expect(quote.isWellFormed()).toBe(true);
        cited += 1;
      }
    }
    expect(cited).toBeGreaterThan(WORDS.length / 2);
  });

  test("words are found in either spelling of their marks, and in any case", async () => {
    for (const query of ["café", "cafe\u0301", "CAFÉ", "cafe", "crème brûlée"])
      expect(await engine.find(`"${query}"`), query).toEqual(["nfd"]);
    expect(await engine.find(`"istanbul"`)).toEqual(["turkish"]);
  });

  test("no NUL and no half character reaches a column", async () => {
    const wrong = (await storedTexts()).filter((text) => text.includes("\0") || !text.isWellFormed());
    expect(wrong).toEqual([]);
  });
});

describe("names that a source may give", () => {
  const NAMES = [
    "nul\0name",
    "lone\ud800",
    "\udc00lone",
    "nfc-\u00e9",
    "nfd-e\u0301",
    "\u202ereversed",
    `family ${FAMILY}`,
    COMBINING,
    "a/../b",
    "..",
    " spaced ",
    "new\nline",
    "percent%00",
    "quote'\"`",
    "İıIi",
    "x".repeat(1024),
    "\u{1f9a6}".repeat(500),
    "__proto__",
    "constructor",
    "toString",
  ];
  const named = (): SourceDocument[] =>
    NAMES.map((name, at) =>
      doc(name, `Badger number ${at} of many.`, {
        title: name,
        path: name,
        authors: [name],
        metadata: { name, list: [name] },
        url: `https://example.org/${at}?${name}`,
      }),
    );

  test("each is one item, known again by the next sync", async () => {
    const own = await engine.source();
    engine.scripted.play(listing(named()));
    const first = await engine.sync(own);
    expect(first).toMatchObject({ state: "succeeded", counts: { seen: NAMES.length, indexed: NAMES.length } });
    const second = await engine.sync(own);
    expect(second).toMatchObject({ counts: { seen: NAMES.length, unchanged: NAMES.length, indexed: 0, deleted: 0 } });
    expect(Object.values(await engine.ledger(own)).map((row) => row.documentId !== null)).toEqual(NAMES.map(() => true));
    for (const [at, name] of NAMES.entries()) {
      const { hits } = await search(engine.ports, reader, {
        query: `"badger number ${at} of many"`,
        limit: 5,
        filters: {},
        explain: false,
      });
      expect(
        hits.map((hit) => hit.document.title),
        JSON.stringify(name),
      ).toHaveLength(1);
    }
    const wrong = (await storedTexts()).filter((text) => text.includes("\0") || !text.isWellFormed());
    expect(wrong).toEqual([]);
    engine.scripted.play(listing(named().slice(3)));
    expect((await engine.sync(own)).counts).toMatchObject({ deleted: 3, unchanged: NAMES.length - 3 });
  });

  test("one that is longer than a source may give is told in the ledger, and the others go on", async () => {
    const own = await engine.source();
    engine.scripted.play(listing([doc("y".repeat(2000), "Too long a name."), doc("fine", "A fine name.")]));
    const run = await engine.sync(own);
    expect(run).toMatchObject({ state: "partial", counts: { seen: 2, indexed: 1, failed: 1 } });
    const failed = Object.entries(await engine.ledger(own)).filter(([, row]) => row.state === "failed");
    expect(failed).toMatchObject([[expect.stringMatching(/^y{100,1024}/), { reason: expect.stringContaining("1,024") }]]);
  });

  test("containers and groups take them too", async () => {
    const own = await engine.source({ mode: "source" });
    const names = ["nul\0folder", "lone\ud800folder", "e\u0301", "\u00e9", "__proto__"];
    engine.scripted.play(function* () {
      for (const name of names) {
        yield { op: "container", node: { id: name, title: name, path: name, acl: { mode: "restricted", allow: [`group:${name}`] } } };
        yield { op: "group", group: { id: name, members: ["user:reader@example.org"] } };
        yield {
          op: "upsert",
          document: doc(`${name}/x`, `A ferret in ${names.indexOf(name)}.`, { containerId: name, acl: { mode: "inherit" } }),
        };
      }
      yield { op: "done", listed: "everything" };
    });
    expect(await engine.sync(own)).toMatchObject({ state: "succeeded", counts: { indexed: names.length } });
    expect(await engine.find(`"ferret"`)).toHaveLength(names.length);
    const wrong = (await storedTexts()).filter((text) => text.includes("\0") || !text.isWellFormed());
    expect(wrong).toEqual([]);
  });
});
