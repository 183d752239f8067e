import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseQuestions, type QuestionInput, writeCsv, writeQuestions } from "./question-files.ts";

const REFUSED: QuestionInput = { question: "Who wins?", documents: [], expectRefusal: true, phrase: null };

test("spreadsheets' ways of writing are understood: marks, quotes, lines in a cell, semicolons", () => {
  const csv = '\uFEFFQuestion,documents,refusal,phrase\r\n"How, ""long""?","a.md\nb.md",,ten days\r\n\r\nWho wins?,,Yes,\r\n';
  const long: QuestionInput = { question: 'How, "long"?', documents: ["a.md", "b.md"], expectRefusal: false, phrase: "ten days" };
  expect(parseQuestions("csv", csv)).toEqual([long, REFUSED]);
  expect(parseQuestions("csv", "refusal;question\nja;Who wins?")).toEqual([REFUSED]);
  expect(parseQuestions("csv", "question,documents\nWhere?,a.md | b.md")[0]?.documents).toEqual(["a.md", "b.md"]);
  expect(parseQuestions("csv", "question\nLast,")).toHaveLength(1);
});

test("JSON is a list, or an object with one; a text is a question", () => {
  expect(parseQuestions("json", '["Who wins?"]')[0]).toEqual({ ...REFUSED, expectRefusal: false });
  expect(parseQuestions("json", '{"questions":[{"question":" Who wins? ","expectRefusal":true}]}')).toEqual([REFUSED]);
});

test("what is wrong is said with its place", () => {
  const refusal = (format: "csv" | "json", content: string): unknown => {
    try {
      return parseQuestions(format, content);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal("csv", "a,b\n1,2")).toContain("The first line must name the columns");
  expect(refusal("csv", 'question\nfine\n"open')).toBe("Line 3: a quotation mark has no counterpart.");
  expect(refusal("csv", "question,documents,refusal\nok,,\nno,a.md,yes")).toContain("Question 2: where a refusal is expected");
  expect(refusal("json", "{")).toContain("This is not JSON");
  expect(refusal("json", '[{"question":1}]')).toBe('Question 1 has no "question".');
  expect(refusal("json", JSON.stringify(["x".repeat(4001)]))).toBe("Question 1: it has 4001 characters; at most 4000 are allowed.");
  expect(refusal("json", JSON.stringify(Array.from({ length: 1001 }, () => "x")))).toBe(
    "A set has at most 1000 questions; these are 1001.",
  );
});

test("whatever is written is read back, in both formats", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).map((each) => each.replaceAll(/[\r\0]/g, "").trim());
  const name = text.filter((each) => each !== "" && !each.includes("\n") && !each.includes(" | ") && !each.startsWith("'"));
  const question = text.filter((each) => each !== "" && !each.startsWith("'"));
  const answered = fc.record({
    question,
    documents: fc.uniqueArray(name, { maxLength: 3 }),
    expectRefusal: fc.constant(false),
    phrase: fc.option(question),
  });
  const refused = fc.record({ question, documents: fc.constant([]), expectRefusal: fc.constant(true), phrase: fc.constant(null) });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(answered, refused), { minLength: 1, maxLength: 5 }),
      fc.constantFrom("csv" as const, "json" as const),
      (given, format) => {
        expect(parseQuestions(format, writeQuestions(format, given))).toEqual(given);
      },
    ),
    { numRuns: 200 },
  );
});

test("no cell of a table is a formula to a spreadsheet", () => {
  expect(writeCsv([["=1+1", "-2", "@x", 'a "b"', "fine"]])).toBe('"\'=1+1","\'-2","\'@x","a ""b""","fine"\r\n');
});
