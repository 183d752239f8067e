import { describe, expect, test } from "vitest";
import { NOTHING_YET, withEvent } from "./live-answer.ts";

const event = (type: string, data: unknown) => ({ id: "1", type, data: typeof data === "string" ? data : JSON.stringify(data) });

describe("withEvent", () => {
  // A newer server may send more than this page knows.
  test.each([
    ["an unknown event", event("follow-ups", { questions: ["?"] })],
    ["an unknown phase", event("phase", { phase: "thinking" })],
    ["data that is no JSON", event("delta", "{")],
    ["data of another shape", event("delta", [1])],
  ])("%s changes nothing", (_name, unknown) => {
    expect(withEvent(NOTHING_YET, unknown, 0)).toEqual(NOTHING_YET);
  });

  test("words add up, and quotes keep their order", () => {
    const events = [
      event("delta", { text: "Two " }),
      event("delta", { text: "words" }),
      event("delta", { text: "A quote [2]", marker: 2 }),
    ];
    const answer = events.reduce((before, each) => withEvent(before, each, 0), NOTHING_YET);
    expect(answer).toMatchObject({ text: "Two words", quotes: [2] });
  });

  test.each([
    ["other-words", "other-words"],
    ["a reason of a newer server", null],
  ])("a search that is made once more says why: %s", (again, shown) => {
    const answer = withEvent(NOTHING_YET, event("phase", { phase: "searching", again }), 7);
    expect(answer.phases).toEqual([{ phase: "searching", again: shown, at: 7 }]);
  });

  test("a citation that may not be read is left out", () => {
    expect(withEvent(NOTHING_YET, event("citation", { marker: 1, hidden: true }), 0).citations).toEqual([]);
  });
});
