import * as fc from "fast-check";
import { expect, test } from "vitest";
import { analyze, analyzeWithOffsets } from "./analyze.ts";

const languages = [
  ..."en de fr es it pt nl sv da no fi ru ar hy eu ca cs hu ga ro sl ta tr pl uk ja zh ko th und".split(" "),
  "",
  "xx",
  "en-GB",
];
const unicode = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(fc.constantFrom(..."aZ9 éßİıſ½ﷺﬁ①ｶﾞが々ー한ᄒ\u1161नि\u0301\u200d\u00ad\ud83d😀𠮷ᦰ'’s-".split("")), { maxLength: 60 })
    .map((parts) => parts.join("")),
);

// The lexical index joins terms with spaces and lets `unicode61` take them apart again: a term that is not one token there is lost.
test("any text in any language gives terms of 1 to 64 letters and digits, at places that are in order", () => {
  fc.assert(
    fc.property(unicode, fc.constantFrom(...languages), (text, language) => {
      const found = analyzeWithOffsets(text, language);
      expect(found.map(({ term }) => term)).toEqual(analyze(text, language));
      let last = 0;
      for (const { term, start, end } of found) {
        expect(term).toMatch(/^[\p{L}\p{N}]+$/u);
        expect(term).not.toMatch(/[\u19B0-\u19C0\u19C8\u19C9\u1CF2\u1CF3]/u);
        expect(term.length).toBeLessThanOrEqual(64);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        last = start;
      }
    }),
    { numRuns: 2_000 },
  );
});

test("what stands around a word does not change its terms", () => {
  fc.assert(
    fc.property(unicode, fc.constantFrom(...languages), (text, language) => {
      expect(analyze(`(${text})\n`, language)).toEqual(analyze(text, language));
    }),
  );
});

test.each([
  ["en", "The running dogs' policies", ["run", "dog", "polici"]],
  ["en", "the employee's leave: don't T cell", ["employe", "leav", "don", "t", "cell"]],
  ["en", "ERR-4012 foo_bar v2.3.1 camelCase", ["err", "4012", "foo", "bar", "v2", "3", "1", "camelcas"]],
  ["en", "IT is run by it", ["it", "run"]],
  ["en", "café CAFÉ cafe\u0301 soft\u00adhyphen ＡＢＣ ﬁle", ["cafe", "cafe", "cafe", "softhyphen", "abc", "file"]],
  ["de", "die Häuser und das Haus in der Straße", ["haus", "haus", "strass"]],
  ["es", "organización organizaciones organizacion", ["organiz", "organiz", "organiz"]],
  ["fr", "l'élève et les élèves", ["elev", "elev"]],
  ["ru", "новый документ и документы", ["нов", "документ", "документ"]],
  ["und", "the running Dogs", ["the", "running", "dogs"]],
  ["ja", "東京都とｶﾞ", ["東京", "京都", "都と", "とガ"]],
  ["zh", "2024年 发布v2", ["2024", "年", "发布", "v2"]],
  ["ko", "한국어를", ["한국", "국어", "어를"]],
  ["th", "ลาพัก", ["ลา", "าพ", "พก"]],
  ["tr", "İZMİR ısı", ["izmir", "is"]],
  ["en", "O'Brien ΟΔΟΣ οδός Łódź 𝔘nicode", ["o", "brien", "οδοσ", "οδοσ", "lodz", "unicod"]],
])("%s: %s", (language, text, terms) => {
  expect(analyze(text, language)).toEqual(terms);
});

test("offsets are those of the text as given, whatever folding did to its length", () => {
  const text = "ﬃ 😀 cafe\u0301s, 東京都";
  expect(analyzeWithOffsets(text, "en").map(({ term, start, end }) => [term, text.slice(start, end)])).toEqual([
    ["ffi", "ﬃ"],
    ["cafe", "cafe\u0301s"],
    ["東京", "東京"],
    ["京都", "京都"],
  ]);
});

test("a form seen before gives the same term after many others have passed through the cache", () => {
  const before = analyze("internationalization policies", "en");
  for (let word = 0; word < 80_000; word++) analyze(`filler${word.toString(36)}`, "en");
  expect(analyze("internationalization policies", "en")).toEqual(before);
});

// Folding sorts marks in quadratic time; a word of a megabyte must not reach it whole.
test.each([
  ["one word of a million letters", "é".repeat(1_000_000), 64],
  ["half a million marks on a letter", `b${"\u0301\u0323".repeat(250_000)}`, 1],
  ["half a million marks on a kana", `か${"\u0301\u0323".repeat(250_000)}`, 1],
])("%s is handled at once", (_name, text, length) => {
  const started = performance.now();
  expect(analyze(text, "en").map((term) => term.length)).toEqual([length]);
  expect(performance.now() - started).toBeLessThan(20_000);
});
