import { SmartyError } from "@smartypants/sdk";

/** A question as it is written down by people. */
export interface QuestionInput {
  readonly question: string;
  readonly documents: readonly string[];
  readonly expectRefusal: boolean;
  readonly phrase: string | null;
}

const MOST_QUESTIONS = 1_000;
const LONGEST_QUESTION = 4_000;
const LONGEST_PHRASE = 500;
const MOST_DOCUMENTS = 20;
const LONGEST_NAME = 1_000;
const COLUMNS = ["question", "documents", "refusal", "phrase"] as const;
/** Between the documents of one cell. */
const BETWEEN = "\n";

/** Checked, trimmed. Throws `invalid` that names the row. */
export function checkQuestions(questions: readonly QuestionInput[]): readonly QuestionInput[] {
  if (questions.length > MOST_QUESTIONS) {
    throw new SmartyError("invalid", `A set has at most ${MOST_QUESTIONS} questions; these are ${questions.length}.`);
  }
  return questions.map(({ question, documents, expectRefusal, phrase }, at) => {
    const text = question.trim();
    const names = [...new Set(documents.map((name) => name.trim()).filter((name) => name !== ""))];
    const wanted = phrase?.trim() ?? "";
    const problem = problemOf({ text, names, expectRefusal, wanted });
    if (problem !== null)
      throw new SmartyError("invalid", `Question ${at + 1}: ${problem}`, { fields: [{ path: `questions.${at}`, message: problem }] });
    return { question: text, documents: names, expectRefusal, phrase: wanted === "" ? null : wanted };
  });
}

interface Read {
  readonly text: string;
  readonly names: readonly string[];
  readonly expectRefusal: boolean;
  readonly wanted: string;
}

function problemOf({ text, names, expectRefusal, wanted }: Read): string | null {
  if (text === "") return "the question is empty.";
  if (text.length > LONGEST_QUESTION) return `it has ${text.length} characters; at most ${LONGEST_QUESTION} are allowed.`;
  if (names.length > MOST_DOCUMENTS) return `it names ${names.length} documents; at most ${MOST_DOCUMENTS} are allowed.`;
  if (names.some((name) => name.length > LONGEST_NAME)) return `a document's name has more than ${LONGEST_NAME} characters.`;
  if (wanted.length > LONGEST_PHRASE) return `the phrase has ${wanted.length} characters; at most ${LONGEST_PHRASE} are allowed.`;
  if (expectRefusal && (names.length > 0 || wanted !== ""))
    return "where a refusal is expected there is no document and no phrase to expect.";
  return null;
}

/** Questions from a file. Throws `invalid` that says what is wrong and where. */
export function parseQuestions(format: "csv" | "json", content: string): readonly QuestionInput[] {
  return checkQuestions(format === "json" ? fromJson(content) : fromCsv(content));
}

/** The same as a file that can be read back. */
export function writeQuestions(format: "csv" | "json", questions: readonly QuestionInput[]): string {
  const plain = questions.map(({ question, documents, expectRefusal, phrase }) => ({ question, documents, expectRefusal, phrase }));
  if (format === "json") return `${JSON.stringify({ questions: plain }, null, 2)}\n`;
  const rows = plain.map((each) => [each.question, each.documents.join(BETWEEN), each.expectRefusal ? "yes" : "", each.phrase ?? ""]);
  return writeCsv([[...COLUMNS], ...rows]);
}

/** Cells in quotation marks; what a spreadsheet would take for a formula is made text. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function fromJson(content: string): readonly QuestionInput[] {
  const list = listOf(parse(content));
  if (list === null) throw invalid('The file must hold a list of questions, or {"questions": [...]}.');
  return list.map((each, at) => {
    const item = typeof each === "string" ? { question: each } : each;
    if (typeof item !== "object" || item === null) throw invalid(`Question ${at + 1} is no object.`);
    const { question, documents, expectRefusal, phrase } = item as Readonly<Record<string, unknown>>;
    if (typeof question !== "string") throw invalid(`Question ${at + 1} has no "question".`);
    const names = typeof documents === "string" ? [documents] : (documents ?? []);
    if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
      throw invalid(`Question ${at + 1}: "documents" must be a list of texts.`);
    }
    return { question, documents: names, expectRefusal: expectRefusal === true, phrase: typeof phrase === "string" ? phrase : null };
  });
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw invalid(`This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`, error);
  }
}

function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const inner = typeof value === "object" && value !== null ? (value as { questions?: unknown }).questions : undefined;
  return Array.isArray(inner) ? inner : null;
}

function fromCsv(content: string): readonly QuestionInput[] {
  const [head = [], ...rows] = readCsv(content.replace(/^\uFEFF/, ""));
  const places = new Map(head.map((name, at) => [name.trim().toLowerCase(), at]));
  if (!places.has("question")) throw invalid(`The first line must name the columns: ${COLUMNS.join(", ")}. Only "question" must be there.`);
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  return filled.map((row) => {
    const cell = (name: (typeof COLUMNS)[number]): string => (row[places.get(name) ?? -1] ?? "").replace(/^'(?=[=+\-@\t\r])/, "");
    return {
      question: cell("question"),
      documents: cell("documents").split(/\r?\n|\s\|\s/),
      expectRefusal: /^(?:yes|true|1|x|ja|wahr)$/i.test(cell("refusal").trim()),
      phrase: cell("phrase"),
    };
  });
}

/** Rows of cells; commas, or semicolons where the first line has no comma. Throws `invalid` for a quotation mark without an end. */
function readCsv(content: string): readonly (readonly string[])[] {
  const [first = ""] = content.split("\n", 1);
  const comma = first.includes(",") || !first.includes(";") ? "," : ";";
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell in quotation marks, or one without, and what ends it.
  const cell = comma === "," ? /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy : /(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r?\n|$)/gy;
  while (cell.lastIndex < content.length) {
    const at = cell.lastIndex;
    const found = cell.exec(content);
    if (found === null) throw invalid(`Line ${content.slice(0, at).split("\n").length}: a quotation mark has no counterpart.`);
    const [, quoted, bare = "", end] = found;
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === comma) continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push([...row, ""]);
  return rows;
}

function invalid(message: string, cause?: unknown): SmartyError {
  return new SmartyError("invalid", message, { cause, fields: [{ path: "content", message }] });
}
