import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { permit } from "../access/permitted.ts";
import type { Candidate } from "./score-units.ts";
import { type EvidenceRequest, type Quote, selectEvidence } from "./select-evidence.ts";
import { MAX_QUOTE } from "./split-units.ts";

interface Given {
  readonly text: string;
  readonly document?: string;
  readonly title?: string;
  readonly headings?: readonly string[];
  readonly kind?: string;
  /** Where the passage begins in its document. */
  readonly start?: number;
}

let chunkId = 0;

function candidate({ text, document = "leave", title = "Leave", headings = [], kind = "prose", start = 0 }: Given): Candidate {
  const passage = {
    chunkId: ++chunkId,
    ordinal: 0,
    version: 1,
    start,
    end: start + text.length,
    kind,
    headingPath: headings,
    anchor: null,
    header: null,
    document: { id: document, title, path: null, language: "en" },
  };
  return { passage: permit(passage as unknown as Candidate["passage"]), text, score: 0.9, cosine: 0.5 };
}

function request(question: string, candidates: readonly Candidate[], rest: Partial<EvidenceRequest> = {}): EvidenceRequest {
  return { question, language: "en", frequencies: [], confidence: 0.5, candidates, words: null, cosines: null, ...rest };
}

function quoted(quotes: readonly Quote[], candidates: readonly Candidate[]): string[] {
  return quotes.map(({ passage, start, end }) => {
    const text = candidates.find((each) => each.passage.chunkId === passage.chunkId)?.text ?? "";
    return text.slice(start - passage.start, end - passage.start);
  });
}

async function ask(question: string, candidates: readonly Candidate[], rest: Partial<EvidenceRequest> = {}): Promise<string[]> {
  return quoted(await selectEvidence(request(question, candidates, rest)), candidates);
}

const PARENTAL = candidate({
  text:
    "Colleagues with shorter service keep their job protection. Birthing parents receive 20 weeks of leave at full base pay. " +
    "Shift allowances are not topped up.",
  headings: ["Parental leave", "How much leave you get"],
  start: 700,
});
const CANTEEN = candidate({
  text: "The canteen serves a hot meal at noon. Soup and fruit are free.",
  document: "office",
  title: "Office guide",
});
const CODES = candidate({
  text: "The error TW-214 means that disk encryption is off. The error TW-301 means that the certificate has expired.",
  document: "vpn",
  title: "VPN error codes",
});

describe("what is quoted", () => {
  test("the sentence that answers comes first, with its offsets in the document", async () => {
    const quotes = await selectEvidence(request("How many weeks of leave do birthing parents receive?", [CANTEEN, PARENTAL]));
    expect(quoted(quotes, [PARENTAL])[0]).toBe("Birthing parents receive 20 weeks of leave at full base pay.");
    expect(quotes[0]?.start).toBe(700 + PARENTAL.text.indexOf("Birthing"));
  });

  test("a heading over a passage speaks for its sentences", async () => {
    const warm = candidate({
      text: "Everyone may finish the day from home above 29 degrees.",
      document: "a",
      title: "A",
      headings: ["Porto office", "Heat"],
    });
    const cold = candidate({
      text: "Everyone may finish the day from home below 15 degrees.",
      document: "b",
      title: "B",
      headings: ["Ghent office", "Cold"],
    });
    const [first] = await ask("May I finish the day from home in the heat in the Porto office?", [cold, warm]);
    expect(first).toBe(warm.text);
  });

  test("of a list of questions and answers, the answer is quoted and not the question", async () => {
    const faq = candidate({ text: "Q: The printer display says E-52, what is wrong?\nA: The waste toner box is full.", title: "Printers" });
    expect(await ask("The printer display says E-52, what is wrong?", [faq])).toEqual(["A: The waste toner box is full."]);
  });

  test("a sentence that leans on the one before it takes it along", async () => {
    const text = "The transfer portal sends large files to partners. It deletes every uploaded file after ten days.";
    const portal = candidate({ text, title: "Transfer portal", headings: ["Transfer portal"] });
    expect(await ask("After how many days is an uploaded file deleted?", [portal])).toEqual([text]);
  });

  test("a question is not answered by its own repetition", async () => {
    const echo = candidate({ text: "How many weeks of leave do birthing parents receive?" });
    expect(await ask("How many weeks of leave do birthing parents receive?", [echo])).toEqual([]);
  });

  test("words that mean the same count where the model knows words", async () => {
    const text = "Dogs are allowed on Fridays only.";
    const pets = candidate({ text, title: "Office", headings: ["Office"] });
    const pet = Float32Array.from([1]);
    const words = async (texts: readonly string[]): Promise<Float32Array[]> =>
      texts.map((each) => (/^(?:dogs|puppy)$/.test(each) ? pet : new Float32Array(1)));
    const question = "Is a puppy allowed in the office?";
    const scoreOf = async (rest: Partial<EvidenceRequest>): Promise<number> =>
      (await selectEvidence(request(question, [pets, CANTEEN], { confidence: 0, ...rest })))[0]?.score ?? 0;
    expect(await scoreOf({ words })).toBeGreaterThan(await scoreOf({}));
  });
});

describe("when there is not enough evidence", () => {
  test("no candidates give no quotes", async () => {
    expect(await ask("How long is parental leave?", [])).toEqual([]);
  });

  test("a question without a word gives no quotes", async () => {
    expect(await ask("?!", [PARENTAL])).toEqual([]);
  });

  test("texts about something else are not quoted", async () => {
    expect(await ask("Which trade union represents the employees?", [PARENTAL, CANTEEN])).toEqual([]);
  });

  test("a code that stands nowhere is not answered with another's meaning, however alike the rest is", async () => {
    expect(await ask("What does the VPN error TW-214 mean?", [CODES])).toEqual(["The error TW-214 means that disk encryption is off."]);
    expect(await ask("What does the VPN error TW-512 mean?", [CODES])).toEqual([]);
  });

  test("what the model would have said is not held against a text when there is no model", async () => {
    const alike = async (texts: readonly string[]): Promise<number[]> => texts.map(() => 0.35);
    const question = "How many weeks of leave do birthing parents receive?";
    expect(await ask(question, [PARENTAL, CANTEEN])).toEqual(await ask(question, [PARENTAL, CANTEEN], { cosines: alike }));
  });
});

const sentence = fc
  .array(fc.constantFrom("parents", "weeks", "leave", "It", "That", "pay", "20", "TW-214", "office", "receive", "😀", "naïve"), {
    minLength: 1,
    maxLength: 30,
  })
  .map((words) => words.join(" "));
const text = fc
  .array(fc.tuple(sentence, fc.constantFrom(". ", "?\n", ":\n", "\n\n", ".\n- ")), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.flat().join(""));
const candidates = fc.array(fc.tuple(text, fc.constantFrom("prose", "list", "table", "code"), fc.nat(3)), { maxLength: 6 });

describe("whatever the texts are", () => {
  test("quotes are at most three trimmed pieces of their passages, short enough, apart from each other, and the same each time", async () => {
    await fc.assert(
      fc.asyncProperty(candidates, async (given) => {
        const made = given.map(([body, kind, document], index) =>
          candidate({ text: body, kind, document: String(document), start: index * 10_000 }),
        );
        const asked = request("How many weeks of leave do parents receive?", made, { confidence: 0 });
        const quotes = await selectEvidence(asked);
        expect(await selectEvidence(asked)).toEqual(quotes);
        expect(quotes.length).toBeLessThanOrEqual(3);
        for (const [index, { passage, start, end }] of quotes.entries()) {
          const source = made.find((each) => each.passage === passage)?.text ?? "";
          const quote = source.slice(start - passage.start, end - passage.start);
          expect(start >= passage.start && end <= passage.end && quote.length === end - start).toBe(true);
          expect(quote.trim()).toBe(quote);
          expect(quote.length).toBeGreaterThan(0);
          expect(quote.length).toBeLessThanOrEqual(MAX_QUOTE);
          for (const other of quotes.slice(index + 1))
            expect(other.passage !== passage || other.end <= start || other.start >= end).toBe(true);
        }
      }),
    );
  });

  // Otherwise the rules above might hold for want of quotes.
  test("such texts are quoted at all", async () => {
    const made = fc
      .sample(candidates, { numRuns: 50, seed: 1 })
      .map((given) => given.map(([body, kind, document]) => candidate({ text: body, kind, document: String(document) })));
    const answers = await Promise.all(
      made.map((each) => selectEvidence(request("How many weeks of leave do parents receive?", each, { confidence: 0 }))),
    );
    expect(answers.filter((quotes) => quotes.length > 0).length).toBeGreaterThan(10);
  });
});

describe("what stands beside the question is no answer to it", () => {
  const battery = candidate({ text: "The battery of RippleOne is guaranteed for twelve years.", document: "rma", title: "Returns" });
  const known = (...terms: readonly (readonly [string, number])[]) => terms.map(([term, chunks]) => ({ term, chunks }));
  const rest = { confidence: 0.95, frequencies: known(["batteri", 4], ["guarante", 2], ["year", 30], ["ripplemax", 3], ["rippleon", 4]) };

  test("a name that the passage does not have", async () => {
    expect(await ask("For how many years is the battery of RippleOne guaranteed?", [battery, CANTEEN], rest)).toEqual([battery.text]);
    expect(await ask("For how many years is the battery of RippleMax guaranteed?", [battery, CANTEEN], rest)).toEqual([]);
  });

  test("what is enough is a matter of strictness", async () => {
    const questions = ["battery", "battery years", "Is the battery guaranteed?", "How long is the battery guaranteed by the maker?"];
    const given: number[] = [];
    for (const strictness of ["strict", "balanced", "open"] as const) {
      const answers = await Promise.all(questions.map((question) => ask(question, [battery, CANTEEN], { ...rest, strictness })));
      given.push(answers.filter((quotes) => quotes.length > 0).length);
    }
    expect(given).toEqual(given.toSorted((one, other) => one - other));
    expect(given[2], "it matters").toBeGreaterThan(given[0] ?? 0);
  });
});
