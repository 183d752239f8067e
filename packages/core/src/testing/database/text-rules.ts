import * as fc from "fast-check";
import { expect } from "vitest";
import type { ChunkWrite } from "../../ports/database/documents.ts";
import { actorOf, addSource, chunkIdsOf, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

const ada = actorOf("ada");

/** Where an adapter that stores text in parts may cut, and where one with another size may. */
const BORDERS = [1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 196_608];

/** A long text with a pair of surrogates across, before and after each border, in turn. */
function textWithPairsAtBorders(length: number, shift: number): string {
  let text = "";
  for (const border of BORDERS.filter((at) => at < length)) {
    text += "abcdefghij ".repeat(Math.ceil((border - text.length) / 11)).slice(0, border - text.length - shift);
    text += "\u{1F600}\u{10FFFF}é";
  }
  return text + "z".repeat(Math.max(0, length - text.length));
}

function chunkOf(text: string, start: number, end: number): ChunkWrite {
  return { start, end, kind: "prose", headingPath: [], anchor: null, header: null, hash: `hash of ${start} ${end} ${text.length}` };
}

const RANGE_RUNS = 60;

export const TEXT_RULES: readonly DatabaseRule[] = [
  {
    title: "ranges of a long text are its slices, to the unit, wherever pairs of surrogates lie",
    async check(made) {
      const source = await addSource(made, "s");
      const texts = [0, 1, 2, 3].map((shift) => textWithPairsAtBorders(210_000, shift));
      await store(
        made,
        source,
        texts.map((text, at) => documentOf(source, `t${at}`, { text, textHash: `${at}`, chunks: [] })),
      );
      const { content } = made.database.forActor(ada);
      for (const [at, text] of texts.entries()) expect((await content.text(`s/t${at}`, null))?.text === text).toBe(true);
      const near = fc.tuple(fc.constantFrom(...BORDERS), fc.integer({ min: -4, max: 4 })).map(([border, by]) => border + by);
      const offset = fc.oneof(near, fc.nat(211_000), fc.constantFrom(0, 210_000));
      const range = fc.record({ document: fc.integer({ min: 0, max: 3 }), start: offset, end: offset });
      await fc.assert(
        fc.asyncProperty(range, async ({ document, start, end }) => {
          const answer = await content.text(`s/t${document}`, 1, { start, end });
          expect(answer).toEqual({ text: texts[document]?.slice(start, end), version: 1 });
        }),
        { numRuns: RANGE_RUNS },
      );
    },
  },
  {
    title: "passages of a long text are its slices, many of one document and of several",
    async check(made) {
      const source = await addSource(made, "s");
      const text = textWithPairsAtBorders(140_000, 1);
      const edges = [0, ...BORDERS.filter((at) => at < 139_000).flatMap((at) => [at - 700, at + 50]), text.length].toSorted(
        (a, b) => a - b,
      );
      const chunks = edges.slice(1).map((end, at) => chunkOf(text, edges[at] ?? 0, end));
      await store(made, source, [documentOf(source, "long", { text, chunks }), documentOf(source, "short")]);
      const drained = await drain(made);
      const { content } = made.database.forActor(ada);
      const passages = await content.hydrate(chunkIdsOf(drained.values()));
      expect(passages).toHaveLength(chunks.length + 2);
      const read = await content.texts(passages);
      for (const { chunkId, document, start, end } of passages) {
        const whole = drained.get(document.id)?.text ?? "";
        expect(read.get(chunkId) === whole.slice(start, end), `${document.id} ${start} to ${end}`).toBe(true);
      }
      expect(drained.get("s/long")?.text === text, "what the indexes are given").toBe(true);
    },
  },
  {
    title: "any text comes back as it was",
    async check(made) {
      const source = await addSource(made, "s");
      const { content } = made.database.forActor(ada);
      const text = fc.string({ unit: "binary", maxLength: 300 }).map((each) => each.replaceAll("\0", "").toWellFormed());
      let version = 0;
      await fc.assert(
        fc.asyncProperty(text, fc.nat(300), fc.nat(300), async (each, start, end) => {
          version += 1;
          await store(made, source, [documentOf(source, "d", { text: each, textHash: `${version}`, chunks: [] })]);
          expect(await content.text("s/d", null)).toEqual({ text: each, version });
          expect((await content.text("s/d", version, { start, end }))?.text).toBe(each.slice(start, end));
        }),
        { numRuns: 40 },
      );
    },
  },
  {
    title: "an empty text, and ranges outside of a text, are empty; a version that is not there is null",
    async check(made) {
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "empty", { text: "", chunks: [] }), documentOf(source, "short", { text: "short" })]);
      const { content } = made.database.forActor(ada);
      expect(await content.text("s/empty", null)).toEqual({ text: "", version: 1 });
      expect(await content.text("s/short", 1, { start: 500_000, end: 500_010 })).toEqual({ text: "", version: 1 });
      expect(await content.text("s/short", 1, { start: 4, end: 2 })).toEqual({ text: "", version: 1 });
      expect(await content.text("s/short", 2)).toBeNull();
      expect(await content.text("s/none", null)).toBeNull();
    },
  },
  {
    title: "the anchor of an offset is that of the passage that holds it",
    async check(made) {
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "d", { text: "first\nsecond" })]);
      const { content } = made.database.forActor(ada);
      const anchors = await Promise.all([0, 4, 5, 6, 11, 12].map((offset) => content.anchorAt("s/d", 1, offset)));
      expect(anchors).toEqual(["part-0", "part-0", null, "part-1", "part-1", null]);
      expect(await content.anchorAt("s/d", 2, 0)).toBeNull();
      expect(await content.anchorAt("s/none", 1, 0)).toBeNull();
    },
  },
];
