import { expect, test } from "vitest";
import { parseDate, parseLanguage } from "./document-dates.ts";

test.each([
  ["2024-01-31", Date.UTC(2024, 0, 31)],
  ["2024-01", Date.UTC(2024, 0, 1)],
  ["2024-01-31 08:30", Date.UTC(2024, 0, 31, 8, 30)],
  ["2024-01-31T08:30:00+02:00", Date.UTC(2024, 0, 31, 6, 30)],
  ["31 January 2024", Date.UTC(2024, 0, 31)],
  ["January 31, 2024", Date.UTC(2024, 0, 31)],
  ["Wed, 31 Jan 2024 08:30:00 GMT", Date.UTC(2024, 0, 31, 8, 30)],
  ["", undefined],
  ["soon", undefined],
  ["Chapter 2024", undefined],
  ["42", undefined],
  ["2024-13-45", undefined],
  ["0001-01-01", undefined],
])("the date %j is %s, whatever the zone of the machine", (text, time) => {
  expect(parseDate(text)).toBe(time);
});

test("languages are two letters", () => {
  expect(["en-GB", "de_DE", "FR", "english", "", "x-klingon"].map(parseLanguage)).toEqual([
    "en",
    "de",
    "fr",
    undefined,
    undefined,
    undefined,
  ]);
});
