import { describe, expect, test } from "vitest";
import { readTime } from "./read-time.ts";

/** A Monday. */
const NOW = Date.UTC(2026, 5, 15, 11);

/** Without the day at either end that is given for time zones. */
function rangeOf(question: string): readonly [string | null, string | null] | null {
  const time = readTime(question, NOW);
  if (time === null) return null;
  const day = (at: number | null, more: number): string | null => (at === null ? null : new Date(at + more).toISOString().slice(0, 10));
  return [day(time.after, 86_400_000), day(time.before, -86_400_000)];
}

test.for<[string, string | null, string | null]>([
  ["What has changed since March?", "2026-03-01", null],
  ["What was added since October?", "2025-10-01", null],
  ["What was published since May 2024?", "2024-05-01", null],
  ["Was hat sich geändert seit März, was ist neu?", "2026-03-01", null],
  ["news since Monday", "2026-06-08", null],
  ["Neuigkeiten seit Freitag", "2026-06-12", null],
  ["notes from yesterday", "2026-06-14", "2026-06-15"],
  ["die Notizen von gestern", "2026-06-14", "2026-06-15"],
  ["what was discussed today", "2026-06-15", null],
  ["updates of the last 3 days", "2026-06-12", null],
  ["Änderungen der letzten zwei Wochen", "2026-06-01", null],
  ["the report of last week", "2026-06-01", null],
  ["der Bericht von letzter Woche", "2026-06-01", null],
  ["minutes of last month", "2026-05-01", null],
  ["Protokolle im letzten Monat", "2026-05-01", null],
  ["what happened in March 2025", "2025-03-01", "2025-04-01"],
  ["was geschah im März 2025", "2025-03-01", "2025-04-01"],
  ["the price list of 2024", "2024-01-01", "2025-01-01"],
  ["sales in Q3 2025", "2025-07-01", "2025-10-01"],
  ["the rules before 2024", null, "2024-01-01"],
  ["last year's budget", "2025-01-01", "2026-01-01"],
  ["dieses Jahr", "2026-01-01", null],
])("%s", ([question, after, before]) => {
  expect(rangeOf(question)).toEqual([after, before]);
});

test.for(["How many days may I work from abroad?", "What changed?", "Mayonnaise in marching bands", "room 2024", "E-2025 means what?", ""])(
  "no time: %s",
  (question) => {
    expect(readTime(question, NOW)).toBeNull();
  },
);

describe("what it is used for", () => {
  test("a question about changes leaves other documents out, any other only prefers those", () => {
    expect(readTime("What was updated last week?", NOW)).toMatchObject({ text: "last week", use: "filter" });
    expect(readTime("Why did the service go down in November 2024?", NOW)).toMatchObject({ text: "in November 2024", use: "preference" });
    expect(readTime("Was wurde letzte Woche veröffentlicht?", NOW)).toMatchObject({ text: "letzte Woche", use: "filter" });
  });
});
