import { type Block, definePreprocessor, isSmartyError, SmartyError } from "@smartypants/sdk";
import { decodeText } from "../decode-text.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { markdown } from "../markdown/markdown.ts";

const EMPTY = "This notebook holds no filled cells. If it should, save it again and upload it once more.";
/** Characters of one output: a log of thousands of lines is no result. */
const MAX_OUTPUT = 20_000;

/** Jupyter notebooks: texts, code and the text of its results, cell by cell; `cell=3` opens the third. */
export const notebook = definePreprocessor({
  id: "notebook",
  version: 1,
  mimeTypes: ["application/x-ipynb+json"],
  isolated: true,
  async extract({ bytes, signal }) {
    if (bytes.length === 0) throw new SmartyError("empty", EMPTY);
    const whole = parse(decodeText(bytes).text);
    const notes = new Set<string>();
    const blocks: Block[] = [];
    for (const [index, cell] of cellsOf(whole).entries()) {
      const read = await readCell(cell, notes, signal);
      for (const block of read) blocks.push({ ...block, anchor: `cell=${index + 1}` });
    }
    const title = textOf(record(record(whole)["metadata"])["title"]);
    return finishExtracted({ blocks, ...(title !== "" && { title }), ...(notes.size > 0 && { notes: [...notes] }) }, EMPTY);
  },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new SmartyError("corrupt", "This notebook is damaged or cut off: it is not valid JSON. Save it again from its program.", {
      cause: error,
    });
  }
}

/** Old notebooks keep their cells in work sheets. */
function cellsOf(whole: unknown): readonly unknown[] {
  const { cells, worksheets } = record(whole);
  if (Array.isArray(cells)) return cells as unknown[];
  return list(worksheets).flatMap((sheet) => list(record(sheet)["cells"]));
}

async function readCell(cell: unknown, notes: Set<string>, signal: AbortSignal): Promise<readonly Block[]> {
  const { cell_type: type, source, input, outputs, level } = record(cell);
  const text = textOf(source ?? input);
  if (type === "markdown") return readMarkdown(text, signal);
  if (type === "heading") return [{ kind: "heading", level: typeof level === "number" ? Math.min(6, Math.max(1, level)) : 1, text }];
  if (type !== "code") return [{ kind: "paragraph", text }];
  const results = list(outputs).map((output): Block => ({ kind: "code", text: cut(outputText(record(output)), notes) }));
  return [{ kind: "code", text }, ...results];
}

async function readMarkdown(text: string, signal: AbortSignal): Promise<readonly Block[]> {
  try {
    const bytes = new TextEncoder().encode(text);
    return (await markdown.extract({ bytes, mimeType: "text/markdown", filename: "cell.md", signal })).blocks;
  } catch (error) {
    // An empty cell is no fault.
    if (isSmartyError(error) && error.code === "empty") return [];
    throw error;
  }
}

/** What was printed, what came out, or what went wrong; pictures have no text. */
function outputText(output: Readonly<Record<string, unknown>>): string {
  if (output["output_type"] === "error" || output["output_type"] === "pyerr")
    return `${textOf(output["ename"])}: ${textOf(output["evalue"])}`;
  const data = record(output["data"]);
  const text = textOf(output["text"] ?? data["text/plain"] ?? data["text/markdown"]);
  // Codes that colour a terminal begin with ESC.
  return text.replaceAll(/\p{Cc}\[[\d;]*[A-Za-z]/gu, "");
}

function cut(text: string, notes: Set<string>): string {
  if (text.length <= MAX_OUTPUT) return text;
  notes.add(`Of each result the first ${MAX_OUTPUT.toLocaleString("en")} characters were read.`);
  return text.slice(0, MAX_OUTPUT);
}

/** Texts are one string or a list of lines. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return list(value)
    .filter((line) => typeof line === "string")
    .join("");
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
