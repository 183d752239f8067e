import { describe, expect, test } from "vitest";
import { complete, completionsOf, openWord, recentDays } from "./operators.ts";

const KNOWN = { from: ["Ada Lovelace", "Grace"], type: ["pdf", "presentation"], in: ["hr", 'a "b"'] };

/** The texts that are offered where `|` is the caret. */
function offered(marked: string): readonly string[] {
  const word = openWord(marked.replace("|", ""), marked.indexOf("|"));
  return word === null ? [] : completionsOf(word.text, KNOWN).map(({ text }) => text);
}

describe("completions", () => {
  test.each([
    ["ty|", ["type:"]],
    ["leave fr|", ["from:"]],
    ["f|", []],
    ["type:|", ["type:pdf", "type:presentation"]],
    ["type:pr|", ["type:presentation"]],
    ["leave from:ad|", ['from:"Ada Lovelace"']],
    ['from:"ada l|', ['from:"Ada Lovelace"']],
    ["from:love|", ['from:"Ada Lovelace"']],
    ["type:pdf|", []],
    ["ty|pe", []],
    ["in:|", ["in:hr"]],
    ["nothing:|", []],
    ["-type:|", []],
  ])("%s offers %j", (query, wanted) => {
    expect(offered(query)).toEqual(wanted);
  });

  test("one takes the place of the word, and a space ends it", () => {
    const word = openWord("leave from:ad", 13) ?? { start: 0, text: "" };
    const [first] = completionsOf(word.text, KNOWN);
    expect(first === undefined ? null : complete("leave from:ad", word, first)).toEqual({ query: 'leave from:"Ada Lovelace" ', caret: 26 });
    const operator = openWord("ty  leave", 2) ?? { start: 0, text: "" };
    expect(complete("ty  leave", operator, { text: "type:", operator: "type", value: null })).toEqual({ query: "type:leave", caret: 5 });
  });

  test("days are such as a query understands", () => {
    expect(recentDays(new Date(2026, 2, 3))).toEqual(["2026-02-24", "2026-02-01", "2026-03", "2026", "2025"]);
  });
});
