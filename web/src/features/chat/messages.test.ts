import type { Message } from "@smartypants/client";
import { describe, expect, test } from "vitest";
import { turnsOf } from "./messages.ts";

function message(id: string, parentId: string | null, role: Message["role"] = "user"): Message {
  return { id, parentId, role, content: id, runId: null, answer: null as never, feedback: null, createdAt: "" };
}

// Two questions at the beginning; the first has two answers, of which the first was gone on with last.
const TREE = [
  message("1", null),
  message("2", "1", "assistant"),
  message("3", "1", "assistant"),
  message("4", null),
  message("5", "4", "assistant"),
  message("6", "2"),
];

const shown = (at?: string): string =>
  turnsOf(TREE, at)
    .map(({ message: { id } }) => id)
    .join(" ");

describe("turnsOf", () => {
  test("without a choice it is the branch that was gone on with last", () => {
    expect(shown()).toBe("1 2 6");
  });

  test("a choice is followed up to the beginning and down to the newest", () => {
    expect([shown("3"), shown("4"), shown("2"), shown("gone")]).toEqual(["1 3", "4 5", "1 2 6", "1 2 6"]);
  });

  test("each knows what stands beside it, and keeps its key whichever of them is shown", () => {
    const [first] = turnsOf(TREE);
    expect(first?.versions.map(({ id }) => id)).toEqual(["1", "4"]);
    expect(turnsOf(TREE, "5")[0]?.key).toBe(first?.key);
  });

  test("where the oldest messages are missing it begins with the first that is there", () => {
    expect(turnsOf([message("8", "7", "assistant"), message("9", "8")]).map(({ message: { id } }) => id)).toEqual(["8", "9"]);
  });
});
