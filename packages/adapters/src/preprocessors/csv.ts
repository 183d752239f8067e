import { type Block, definePreprocessor, SmartyError } from "@smartypants/sdk";
import { CsvError, type Options, parse } from "csv-parse/sync";
import { oneLine } from "./clean-text.ts";
import { decodeText } from "./decode-text.ts";
import { finishExtracted } from "./finish-extracted.ts";
import { findHeader, isEmptyRow } from "./table-header.ts";
import { count } from "./text-structure.ts";

export const MAX_ROWS = 200_000;
const EMPTY = "This table holds no rows. If it should, export it again and upload it once more.";

/**
 * One table block a row, `value | value`, with the header line beside it. `row=N` counts as a spreadsheet does: the first line of the file,
 * header or not, is row 1.
 */
export const csv = definePreprocessor({
  id: "csv",
  version: 1,
  mimeTypes: ["text/csv", "text/tab-separated-values"],
  isolated: false,
  async extract({ bytes, mimeType }) {
    const { text } = decodeText(bytes);
    const delimiter = mimeType === "text/tab-separated-values" ? "\t" : findDelimiter(text);
    const { rows, note } = readRows(text, delimiter);
    const header = findHeader(rows);
    const blocks: Block[] = [];
    for (const [index, row] of rows.entries()) {
      if (index === header?.index || isEmptyRow(row)) continue;
      blocks.push({
        kind: "table",
        text: row.map(oneLine).join(" | "),
        ...(header !== undefined && { header: header.text }),
        anchor: `row=${index + 1}`,
      });
    }
    return finishExtracted({ blocks, ...(note !== undefined && { notes: [note] }) }, EMPTY);
  },
});

type Rows = readonly (readonly string[])[];

function readRows(text: string, delimiter: string): { readonly rows: Rows; readonly note?: string } {
  // The line that some spreadsheets put first to name the delimiter.
  const body = text.replace(/^sep=.\n/i, "\n");
  const rows = parseRows(body, delimiter, '"') ?? parseRows(body, delimiter, null);
  if (rows === undefined)
    throw new SmartyError("corrupt", "This table cannot be read: a row is longer than a megabyte. Export it again as CSV.");
  if (rows.length <= MAX_ROWS) return { rows };
  return {
    rows: rows.slice(0, MAX_ROWS),
    note: `Only the first ${MAX_ROWS.toLocaleString("en")} rows of this table were read. Split it into smaller files to have all of it.`,
  };
}

/** Undefined when the quotes do not fit together: one that is never closed would swallow the rest of the file. */
function parseRows(text: string, delimiter: string, quote: string | null): Rows | undefined {
  const options: Options = {
    delimiter,
    quote,
    to: MAX_ROWS + 1,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    record_delimiter: "\n",
    max_record_size: 1_000_000,
  };
  try {
    return parse(text, options);
  } catch (error) {
    // The parser is a vendor: it says "these quotes do not fit" by throwing.
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

/** The candidate that divides the first lines most evenly. */
export function findDelimiter(text: string): string {
  const lines = text
    .slice(0, 65_536)
    .split("\n", 30)
    .filter((line) => line.trim() !== "");
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of [",", ";", "\t", "|"]) {
    const counts = lines.map((line) => count(line, delimiter)).toSorted((a, b) => a - b);
    const middle = counts[counts.length >> 1] ?? 0;
    const agreeing = counts.filter((times) => times === middle).length / Math.max(1, lines.length);
    const score = middle === 0 ? 0 : agreeing + Math.min(middle, 20) / 100;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
