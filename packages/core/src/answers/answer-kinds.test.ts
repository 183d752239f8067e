import { expect, test } from "vitest";
import { type AnswerKind, answerKindOf, holdsKind } from "./answer-kinds.ts";

test.for<[AnswerKind, string]>([
  ["duration", "How long is the trial period?"],
  ["duration", "How many working days may I work abroad?"],
  ["duration", "How far in advance do I have to book?"],
  ["percent", "By how many percent does it go up?"],
  ["amount", "How much does lunch cost?"],
  ["amount", "What is the training budget?"],
  ["number", "How many desks are there?"],
  ["number", "Which ports does the gateway need?"],
  ["time", "By what time must I order?"],
  ["date", "When is the next audit?"],
  ["person", "Who approves it when the manager is away?"],
  ["place", "Where is the assembly point?"],
  ["permission", "Can I bring my dog?"],
  ["permission", "It is hot, may I leave?"],
  ["open", "vpn error TW-214"],
])("asks for a %s: %s", ([kind, question]) => {
  expect(answerKindOf(question, "en")).toBe(kind);
});

// The patterns are English: in another language they would only hit by accident.
test("a question in another language is open", () => {
  expect(answerKindOf("Wie lange dauert die Probezeit, how long?", "de")).toBe("open");
});

test.for<[AnswerKind, string, string]>([
  ["duration", "It takes 15 working days.", "It takes place in hall 3."],
  ["percent", "The share is 8 %.", "The share is large."],
  ["amount", "You pay 4.80 euros.", "You pay at the counter."],
  ["number", "There are twelve desks.", "There are desks."],
  ["time", "It ships if entered before 13:00.", "It ships on the same day."],
  ["date", "It expires on 31 March.", "It expires."],
  ["person", "Ask for Lotte Vereycke.", "It is in the drawer."],
  ["place", "It stands opposite the entrance.", "It was painted."],
  ["permission", "Dogs are allowed.", "Dogs bark."],
])("a text that holds a %s holds more of it than one that does not", ([kind, more, less]) => {
  expect(holdsKind(kind, more)).toBeGreaterThan(holdsKind(kind, less));
});
