import { expect, test } from "vitest";
import { contradicts, factSourceOf } from "./contradicts.ts";
import { readFacts } from "./read-facts.ts";

test.for<[string, string, string | null]>([
  ["20 weeks", "20", "week"],
  ["twenty-two weeks", "22", "week"],
  ["zwölf Wochen", "12", "week"],
  ["15 working days", "15", "day"],
  ["1,200 euros", "1200", "euro"],
  ["€1.200", "1200", "euro"],
  ["4.80 €", "4.8", "euro"],
  ["80 %", "80", "percent"],
  ["80 percent", "80", "percent"],
  ["31 March", "31", "month 3"],
  ["on 3rd May", "3", "month 5"],
  ["13:00", "13:00", "time"],
  ["1 pm", "13:00", "time"],
  ["1:30 p.m.", "13:30", "time"],
  ["14.30 Uhr", "14:30", "time"],
  ["50 litres", "50", null],
  ["from the fourth calendar day", "4", "day"],
  ["ab dem vierten Tag", "4", "day"],
])("%s", ([text, value, unit]) => {
  expect(readFacts(text, "en").numbers[0]).toEqual({ value, unit });
});

test("names are capitalised words inside sentences, codes and addresses; not months, not German nouns", () => {
  expect(readFacts("Ask Lotte Vereycke in March about TW-214 and hr@example.org. Then wait.", "en").names).toEqual([
    "lotte",
    "vereycke",
    "tw 214",
    "hr@example.org",
  ]);
  expect(readFacts("Die Elternzeit beginnt mit der Geburt.", "de").names).toEqual([]);
});

function contradicted(claim: string, passage: string, { others = [] as string[], question = "" } = {}): boolean {
  return contradicts(readFacts(claim, "en"), factSourceOf(passage), others.map(factSourceOf), readFacts(question, "en"));
}

test.for<[boolean, string, string]>([
  [true, "You get 21 weeks.", "Parents receive 20 weeks."],
  [false, "You get twenty weeks.", "Parents receive 20 weeks."],
  [true, "You get 20 days.", "Parents receive 20 weeks."],
  [false, "You get 20.", "Parents receive 20 weeks."],
  [true, "It closes on 30 March.", "It closes on 31 March."],
  [true, "It closes on 31 May.", "It closes on 31 March."],
  [false, "It opens at 1 pm.", "Doors open at 13:00."],
  [true, "It costs 1,300 euros.", "The price is 1.200 euros."],
])("contradiction %s: %s / %s", ([is, claim, passage]) => {
  expect(contradicted(claim, passage)).toBe(is);
});

test("a name that another passage has and this one has not contradicts; one that none has does not, nor do the question's own words", () => {
  const claim = "You ask Lotte Vereycke after 3 years.";
  expect(contradicted(claim, "Ask the head of IT.", { others: ["Lotte Vereycke leads finance. 3 years"] })).toBe(true);
  expect(contradicted("You ask Lotte Vereycke.", "Ask the head of IT.")).toBe(false);
  expect(contradicted("After 3 years you ask.", "Ask the head of IT after two to five years.")).toBe(true);
  expect(contradicted("After 3 years you ask.", "Ask the head after some years.", { question: "And after 3 years?" })).toBe(false);
});

// Hostile text must not make the check slow.
test("a long row of digits and capitals is read in linear time", () => {
  const startedAt = performance.now();
  for (const part of ["1 ", "A", "-1", "AA-", "b.", "x@", "# ", "1,", "two "]) readFacts(part.repeat(20_000), "en");
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
