import { expect, test } from "vitest";
import { createNoAnswerWatch } from "./no-answer-watch.ts";

function watched(text: string, size: number) {
  const watch = createNoAnswerWatch();
  let words = "";
  for (let at = 0; at < text.length; at += size) words += watch.push(text.slice(at, at + size));
  return { words: words + watch.end(), isNone: watch.isNoAnswer() };
}

test.for(["NOT_IN_SOURCES", " NOT_IN_SOURCES.", "`NOT_IN_SOURCES`", "**NOT_IN_SOURCES** because the passages are about bikes"])(
  "%j is no answer, and nothing of it is shown",
  (text) => {
    for (const size of [1, 3, 99]) expect(watched(text, size)).toEqual({ words: "", isNone: true });
  },
);

test("in the midst of an answer the sign is taken out, and all else stays", () => {
  for (const size of [1, 2, 5, 99]) {
    expect(watched("Bikes: yes. Cars: NOT_IN_SOURCES.", size)).toEqual({ words: "Bikes: yes. Cars: .", isNone: false });
    expect(watched("NOT_IN the yard", size)).toEqual({ words: "NOT_IN the yard", isNone: false });
    expect(watched("see NOT_IN_SOUR", size)).toEqual({ words: "see NOT_IN_SOUR", isNone: false });
  }
});
