import { definePreprocessor, SmartyError } from "@smartypants/sdk";
import { finishExtracted } from "../finish-extracted.ts";
import { type NumberKind, showNumber } from "./number-format.ts";
import { readMetadata } from "./office-metadata.ts";
import { type OfficePackage, openPackage, readRelations } from "./office-package.ts";
import { type Cell, columnOf, createSheetReader, type SheetReader } from "./sheet-blocks.ts";
import { readSharedStrings, readStyleKinds } from "./xlsx-parts.ts";

const WORKBOOK = "xl/workbook.xml";
const EMPTY = "This workbook holds no filled cells. If it holds charts or pictures only, save it as PDF.";

/**
 * Excel workbooks, read as they come: one block a row, its header beside it, dates and percentages as a person sees them. Formulas give their
 * last result.
 */
export const xlsx = definePreprocessor({
  id: "xlsx",
  version: 1,
  mimeTypes: ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  isolated: true,
  async extract({ bytes }) {
    const parts = await openPackage(bytes);
    if (!parts.has(WORKBOOK)) throw notReadable(parts);
    const book = await readWorkbook(parts);
    const reader = createSheetReader();
    for (const sheet of book.sheets) {
      reader.sheet(sheet.name);
      await readSheet(parts, sheet.part, book, reader);
    }
    return finishExtracted({ ...(await readMetadata(parts)), blocks: reader.finish() }, EMPTY);
  },
});

function notReadable(parts: OfficePackage): SmartyError {
  if (parts.has("xl/workbook.bin"))
    return new SmartyError("unsupported", "This workbook is saved in binary form (.xlsb), which is not read. Save it as .xlsx.");
  return new SmartyError("corrupt", "This workbook has lost its table of contents. Open it in a spreadsheet program and save it anew.");
}

interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly strings: readonly string[];
  readonly kinds: readonly NumberKind[];
  readonly epoch: 1900 | 1904;
}

async function readWorkbook(parts: OfficePackage): Promise<Workbook> {
  const relations = await readRelations(parts, WORKBOOK);
  const sheets: { name: string; part: string }[] = [];
  let epoch: Workbook["epoch"] = 1900;
  await parts.readPart(WORKBOOK, {
    open: (name, attribute) => {
      if (name === "workbookPr" && /^(?:1|true)$/.test(attribute("date1904") ?? "")) epoch = 1904;
      const part = name === "sheet" ? relations.get(attribute("id") ?? "") : undefined;
      if (part !== undefined) sheets.push({ name: attribute("name") ?? `Sheet ${sheets.length + 1}`, part });
    },
  });
  const ofKind = (ending: string): string => [...relations.values()].find((part) => part.endsWith(ending)) ?? `xl${ending}`;
  return {
    sheets,
    epoch,
    strings: await readSharedStrings(parts, ofKind("/sharedStrings.xml")),
    kinds: await readStyleKinds(parts, ofKind("/styles.xml")),
  };
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly kind: NumberKind;
  text: string;
}

async function readSheet(parts: OfficePackage, part: string, book: Workbook, reader: SheetReader): Promise<void> {
  let row = 0;
  let cells: Cell[] = [];
  let cell: OpenCell | undefined;
  let isValue = false;
  // Inside of how the characters are said, which is not text of the cell.
  let isReading = false;
  await parts.readPart(part, {
    open: (name, attribute) => {
      if (name === "row") {
        // Rows and cells may leave out where they are: they follow on the last.
        row = Number(attribute("r") ?? row + 1);
        cells = [];
      } else if (name === "c") {
        const reference = attribute("r");
        const column = reference === undefined ? (cells.at(-1)?.column ?? -1) + 1 : columnOf(reference);
        cell = { column, type: attribute("t") ?? "n", kind: book.kinds[Number(attribute("s") ?? -1)] ?? "number", text: "" };
      } else if (name === "v" || name === "t") isValue = cell !== undefined && !isReading;
      else if (name === "rPh") isReading = true;
    },
    text: (text) => {
      if (isValue && cell !== undefined) cell.text += text;
    },
    close: (name) => {
      if (name === "v" || name === "t") isValue = false;
      else if (name === "rPh") isReading = false;
      else if (name === "c" && cell !== undefined) {
        cells.push({ column: cell.column, text: shownText(cell, book) });
        cell = undefined;
      } else if (name === "row") reader.row(row, cells);
    },
  });
}

function shownText({ type, kind, text }: OpenCell, { strings, epoch }: Workbook): string {
  if (type === "s") return strings[Number(text)] ?? "";
  if (type === "b") return text === "1" ? "TRUE" : "FALSE";
  return type === "n" ? showNumber(text, kind, epoch) : text;
}
