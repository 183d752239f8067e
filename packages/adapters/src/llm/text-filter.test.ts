import { expect, test } from "vitest";
import { createTextFilter } from "./text-filter.ts";

function shown(text: string, size: number): string {
  const filter = createTextFilter();
  let result = "";
  for (let at = 0; at < text.length; at += size) {
    const piece = filter.push(text.slice(at, at + size));
    expect(piece.isWellFormed(), `${JSON.stringify(piece)} holds no half of a character`).toBe(true);
    result += piece;
  }
  return result + filter.end();
}

test.for<[string, string, string]>([
  ["plain text", "It closes at six.", "It closes at six."],
  ["thoughts in front", "<think>\nHm, when?\n</think>\n\nAt six.", "At six."],
  ["thoughts after a line break", "\n<think>Hm</think>At six.", "At six."],
  ["thoughts only", "<think>and no end to them", ""],
  ["no thoughts in them", "<think></think>At six.", "At six."],
  ["the word in the middle is text", "Write <think>x</think> first.", "Write <think>x</think> first."],
  ["something like it", "<thinking> is text", "<thinking> is text"],
  ["the beginning of it and no more", "<thi", "<thi"],
  ["an emoji", "Six 🙂 o'clock 🙂", "Six 🙂 o'clock 🙂"],
  ["half an emoji at the end", "Six \ud83d", "Six \ufffd"],
])("%s, whatever pieces it comes in", ([, text, expected]) => {
  for (const size of [1, 2, 3, 7, 100]) expect(shown(text, size), `pieces of ${size}`).toBe(expected);
});
