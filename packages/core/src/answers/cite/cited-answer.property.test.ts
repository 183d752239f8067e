import { expect, test } from "vitest";
import { renderWords } from "../render-words.ts";
import { outsideCode } from "../testing/outside-code.ts";
import { passageOf } from "../testing/passages.ts";
import { createCitedAnswer } from "./cited-answer.ts";

const ANSWERS = 500;
const TEXTS = [
  "Birthing parents receive 20 weeks of leave at full base pay. 👩‍👧 Other parents receive eleven weeks.",
  "A doctor's certificate is required from the fourth calendar day of absence; “urgent” cases may call.",
  "Die Kantine in Gdańsk öffnet um 12:00 Uhr. Das Mittagessen kostet 4,80 Euro.",
  "name\tweeks\nparents\t20\nothers\t11",
];
const CLAIMS = [
  "Birthing parents get 20 weeks of leave",
  "parents receive 26 days",
  "a certificate from the fourth day",
  "lunch is 4.80 euros",
  "Die Kantine öffnet um 12:00",
  "the moon is cheese",
];
const MARKS = [
  "[1]",
  "[2]",
  "[3]",
  "[4]",
  "[5]",
  "[0]",
  "[77]",
  "【1】",
  "[^2]",
  "[1, 9]",
  "[Source 3]",
  "[1-4]",
  "[doc:ab12]",
  "[01]",
  "\\[2\\]",
  "[[1]]",
  "[1",
  "1]",
  "[ 2 ]",
  "[2024]",
  "[1†x]",
];
const MARKDOWN = [
  "**",
  "`",
  "```\n",
  "\n",
  "\n\n",
  "- ",
  "| ",
  "](",
  "![",
  "<b>",
  "> ",
  "# ",
  "~~~",
  "\\",
  " ",
  ". ",
  "👩‍👧",
  "漢字",
  "\t",
  "https://x.example",
  "&#91;1&#93;",
  ": ",
];

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function invented(next: () => number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? "";
  const parts = Array.from({ length: 1 + Math.floor(next() * 30) }, () => pick(next() < 0.35 ? CLAIMS : next() < 0.5 ? MARKS : MARKDOWN));
  return parts.join(next() < 0.5 ? " " : "");
}

// Whatever a model writes and however it is cut: what reads like a citation is one, and its quote stands in the document.
test("of 500 answers of a model that invents everything none has a dangling citation, and every quote is the exact slice", () => {
  let cited = 0;
  for (let seed = 1; seed <= ANSWERS; seed++) {
    const next = random(seed);
    const documents = TEXTS.map((text) => `${"x".repeat(Math.floor(next() * 50))}${text} and more`);
    const shown = TEXTS.map((text, index) =>
      passageOf(text, {
        start: documents[index]?.indexOf(text) ?? 0,
        kind: text.includes("\t") ? "table" : "prose",
        language: index === 2 ? "de" : "en",
      }),
    );
    const answer = createCitedAnswer(shown, "What do parents get?");
    const written = invented(next);
    const known = new Set<number>();
    let streamed = "";
    for (let at = 0; at < written.length;) {
      const to = at + 1 + Math.floor(next() * 8);
      const part = answer.push(written.slice(at, to));
      at = to;
      for (const { marker } of part.citations) known.add(marker);
      const early = part.spans.filter((span) => span.type === "cite" && !known.has(span.marker));
      expect(early, `early in ${JSON.stringify(written)}`).toEqual([]);
      streamed += renderWords(part.spans).text;
    }
    streamed += renderWords(answer.end().spans).text;
    const { spans, citations } = answer.text();
    const { text } = renderWords(spans);
    expect(streamed).toBe(text);
    const markers = new Set(citations.map(({ marker }) => marker));
    const shownMarkers = Array.from(outsideCode(text).matchAll(/[[【](\d+)[\]】]/g), ([, marker]) => Number(marker));
    expect(
      shownMarkers.filter((marker) => !markers.has(marker)),
      `dangling in ${JSON.stringify(text)} of ${JSON.stringify(written)}`,
    ).toEqual([]);
    for (const { documentId, start, end, version, chunkId } of citations) {
      const index = shown.findIndex(({ passage }) => passage.document.id === documentId);
      const { passage, text: passageText } = shown[index] ?? {};
      expect({ version, chunkId }).toEqual({ version: 1, chunkId: passage?.chunkId });
      const quote = documents[index]?.slice(start, end) ?? "";
      expect(quote.length).toBeGreaterThan(0);
      expect(quote.length).toBeLessThanOrEqual(400);
      expect(quote.isWellFormed()).toBe(true);
      expect(passageText).toContain(quote);
      cited += 1;
    }
  }
  expect(cited, "the test sees citations").toBeGreaterThan(ANSWERS / 4);
});
