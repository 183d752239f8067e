import { describe, expect, test } from "vitest";
import { conversationToJson, fileName } from "./export-conversation.ts";

describe("fileName", () => {
  test.each([
    ["Leave: how much?", "Leave how much"],
    ["../../etc/passwd", ".. .. etc passwd"],
    ["invoice\u202Efdp.exe", "invoice fdp.exe"],
    ["   ", "chat"],
    ["ends with dots...", "ends with dots"],
  ])("%j becomes %j", (title, wanted) => {
    expect(fileName(title)).toBe(wanted);
  });
});

test("JSON has the questions and the answers with what they cite", () => {
  const answer = { runId: "r", state: "done", mode: "extractive", answer: "31 March [1]", citations: [{ marker: 1, quote: "31 March" }] };
  const about = { runId: null, parentId: null, createdAt: "2026-01-01T00:00:00.000Z" };
  const messages = [
    { ...about, id: "1", role: "user", content: "When?", answer: null, feedback: null },
    { ...about, id: "2", role: "assistant", content: "", answer, feedback: { rating: 1, reason: null, comment: null } },
  ];
  const written: unknown = JSON.parse(conversationToJson({ title: "When", createdAt: about.createdAt }, messages as never));
  expect(written).toMatchObject({
    title: "When",
    messages: [
      { role: "user", content: "When?" },
      { role: "assistant", content: "31 March [1]", citations: [{ marker: 1, quote: "31 March" }], feedback: { rating: 1 } },
    ],
  });
});
