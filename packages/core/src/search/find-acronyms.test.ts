import { describe, expect, test } from "vitest";
import { acronymsFor, findAcronyms, mayHoldAcronym } from "./find-acronyms.ts";

test.for<[string, string, string]>([
  ["The Recovery Point Objective (RPO) is five minutes.", "RPO", "Recovery Point Objective"],
  ["RPO (recovery point objective) is five minutes.", "RPO", "recovery point objective"],
  ["We spend on research and development (R&D).", "R&D", "research and development"],
  ["Anträge gehen an die Allgemeine Verwaltung (AV).", "AV", "Allgemeine Verwaltung"],
  ["the Department of Water Management (DWM) decides", "DWM", "Department of Water Management"],
  ["Return merchandise authorisations (RMAs) take a week.", "RMA", "Return merchandise authorisations"],
])("%s", ([text, short, long]) => {
  expect(findAcronyms(text)).toContainEqual({ short, long });
});

test.for([
  "Ask Beatriz (HR) about it.",
  "The office (Ghent) is closed.",
  "The gateway (WG-20) has two ports.",
  "see above (page 3), OK (yes), IT (ask Wout)",
  "(RPO)",
  "",
])("nothing is explained: %s", (text) => {
  expect(findAcronyms(text)).toEqual([]);
});

describe("for a question", () => {
  const texts = ["Recovery Point Objective (RPO)", "Recovery Time Objective (RTO)"];

  test("letters are read as the words that they stand for", () => {
    expect(acronymsFor("What is our RPO?", texts, false)).toEqual([{ short: "RPO", long: "Recovery Point Objective" }]);
  });

  test("words are read as letters only where that is asked for", () => {
    expect(acronymsFor("What is our recovery point objective?", texts, false)).toEqual([]);
    expect(acronymsFor("What is our recovery point objective?", texts, true)).toEqual([{ short: "RPO", long: "Recovery Point Objective" }]);
  });

  test("what says both already needs nothing", () => {
    expect(acronymsFor("What is our Recovery Point Objective (RPO)?", texts, true)).toEqual([]);
  });

  test("whether a search is worth a look", () => {
    expect(["What is our RPO?", "R&D budget", "SaaS vendors"].map(mayHoldAcronym)).toEqual([true, true, true]);
    expect(["What is our budget?", "Who is Ada", "a I"].map(mayHoldAcronym)).toEqual([false, false, false]);
  });
});

test("a text made to be slow is read in no time", () => {
  const from = performance.now();
  findAcronyms("A ".repeat(50_000));
  findAcronyms(`${"a-".repeat(50_000)}(AB`);
  expect(performance.now() - from).toBeLessThan(2_000);
});
