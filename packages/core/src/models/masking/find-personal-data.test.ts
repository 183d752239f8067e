import { expect, test } from "vitest";
import { findPersonalData } from "./find-personal-data.ts";

const found = (text: string): readonly string[] =>
  findPersonalData(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

test.for<[string, string]>([
  ["Write to ada.lovelace+x@mail.example.org.", "EMAIL ada.lovelace+x@mail.example.org"],
  ["an jürgen@büro.example", "EMAIL jürgen@büro.example"],
  ["IBAN GB82 WEST 1234 5698 7654 32 please", "IBAN GB82 WEST 1234 5698 7654 32"],
  ["to DE89370400440532013000.", "IBAN DE89370400440532013000"],
  ["DE89 3704 0044 0532 0130 00 BIC COBADEFF", "IBAN DE89 3704 0044 0532 0130 00"],
  ["card 4111 1111 1111 1111", "CARD 4111 1111 1111 1111"],
  ["4111-1111-1111-1111", "CARD 4111-1111-1111-1111"],
  ["call +49 (0)30 1234-5678 now", "PHONE +49 (0)30 1234-5678"],
  ["0032 470 12 34 56", "PHONE 0032 470 12 34 56"],
  ["Tel. 030 12345678", "PHONE 030 12345678"],
  ["(030) 1234567", "PHONE (030) 1234567"],
  ["(555) 123-4567", "PHONE (555) 123-4567"],
  ["SSN 078-05-1120", "ID 078-05-1120"],
  ["NI number AB 12 34 56 C", "ID AB 12 34 56 C"],
  ["RSSMRA85T10A562S", "ID RSSMRA85T10A562S"],
  ["DNI 12345678Z", "ID 12345678Z"],
  ["85.07.30-033.28", "ID 85.07.30-033.28"],
  ["AHV 756.9217.0769.85", "ID 756.9217.0769.85"],
  ["2 55 08 14 168 025 38", "ID 2 55 08 14 168 025 38"],
  ["Steuer-ID 86 095 742 719", "ID 86 095 742 719"],
  ["PESEL 44051401359", "ID 44051401359"],
])("%s", ([text, expected]) => {
  expect(found(text)).toEqual([expected]);
});

test.for([
  "On 2026-03-31 at 14:30, or 01.02.2026.",
  "4111 1111 1111 1112 fails its check",
  "GB82 WEST 1234 5698 7654 33",
  "a total of 40,000.00 euros, 1.234.567 readings and version 10.0.0.1",
  "order WG-20-S, form HR-21, error TW-214, cost centre 6200",
  "12345678A is no Spanish id",
  "0.8 % of 120 seconds, 2024/2025, pages 100-200",
  "0000000000000000",
  "user@localhost",
  "",
])("nothing personal: %s", (text) => {
  expect(found(text)).toEqual([]);
});

test("several are found in order, each once", () => {
  expect(found("ada@example.org, bob@example.org; +49 30 123456")).toEqual([
    "EMAIL ada@example.org",
    "EMAIL bob@example.org",
    "PHONE +49 30 123456",
  ]);
});

test("a text made to be slow is read in no time", () => {
  const from = performance.now();
  for (const piece of ["1 ", "a.", "+1-", "AB12 ", "0123 ", "a@a."]) findPersonalData(piece.repeat(20_000));
  expect(performance.now() - from).toBeLessThan(5_000);
});
