import { definePreprocessor } from "@smartypants/sdk";
import { finishExtracted } from "../finish-extracted.ts";
import { readMetadata } from "./office-metadata.ts";
import { type OfficePackage, openPackage, passwordNeeded } from "./office-package.ts";
import { type Cell, createSheetReader, type SheetReader } from "./sheet-blocks.ts";

const EMPTY = "This spreadsheet holds no filled cells. If it holds charts or pictures only, save it as PDF.";
/** A cell repeated to the end of the sheet is decoration. */
const MAX_REPEATED = 1_000;

/** OpenDocument spreadsheets: cells as they are shown, one block a row, its header beside it. */
export const ods = definePreprocessor({
  id: "ods",
  version: 1,
  mimeTypes: ["application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet-template"],
  isolated: true,
  async extract({ bytes }) {
    const parts = await openPackage(bytes);
    await refuseEncrypted(parts);
    const reader = createSheetReader();
    await readContent(parts, reader);
    return finishExtracted({ ...(await readMetadata(parts)), blocks: reader.finish() }, EMPTY);
  },
});

interface State {
  /** The next row, from 1. */
  row: number;
  rowTimes: number;
  cells: Cell[];
  column: number;
  cellTimes: number;
  /** Tables inside of cells, notes and shapes are not the sheet. */
  tables: number;
  hidden: number;
  lines: string[];
  line: string | undefined;
}

async function readContent(parts: OfficePackage, reader: SheetReader): Promise<void> {
  const state: State = { row: 1, rowTimes: 1, cells: [], column: 0, cellTimes: 1, tables: 0, hidden: 0, lines: [], line: undefined };
  await parts.readPart("content.xml", {
    open: (name, attribute) => open(state, reader, name, attribute),
    text: (text) => {
      if (state.line !== undefined && state.hidden === 0) state.line += text;
    },
    close: (name) => close(state, reader, name),
  });
}

function open(state: State, reader: SheetReader, name: string, attribute: (name: string) => string | undefined): void {
  const times = (of: string): number => Math.max(1, Number(attribute(of) ?? 1) || 1);
  if (name === "annotation") state.hidden += 1;
  if (name === "table" && ++state.tables === 1) {
    state.row = 1;
    reader.sheet(attribute("name") ?? "Sheet");
  }
  if (state.tables !== 1 || state.hidden > 0) return;
  if (name === "table-row") {
    state.rowTimes = times("number-rows-repeated");
    state.cells = [];
    state.column = 0;
  } else if (name === "table-cell" || name === "covered-table-cell") {
    state.cellTimes = times("number-columns-repeated");
    state.lines = [];
  } else if (name === "p") state.line = "";
  else if (state.line === undefined) return;
  else if (name === "s") state.line += " ".repeat(Math.min(100, times("c")));
  else if (name === "tab" || name === "line-break") state.line += " ";
}

function close(state: State, reader: SheetReader, name: string): void {
  if (name === "annotation") state.hidden -= 1;
  if (name === "table") state.tables -= 1;
  if (state.tables !== 1 || state.hidden > 0) return;
  if (name === "p" && state.line !== undefined) {
    state.lines.push(state.line);
    state.line = undefined;
  } else if (name === "table-cell" || name === "covered-table-cell") {
    const text = state.lines.join(" ");
    const shown = text.trim() === "" || state.cellTimes > MAX_REPEATED ? 0 : state.cellTimes;
    for (let at = 0; at < shown; at++) state.cells.push({ column: state.column + at, text });
    state.column += state.cellTimes;
  } else if (name === "table-row") {
    const shown = state.cells.length === 0 || state.rowTimes > MAX_REPEATED ? 0 : state.rowTimes;
    for (let at = 0; at < shown; at++) reader.row(state.row + at, state.cells);
    state.row += state.rowTimes;
  }
}

/** An encrypted OpenDocument file is an ordinary ZIP whose parts are unreadable. */
async function refuseEncrypted(parts: OfficePackage): Promise<void> {
  await parts.readPart("META-INF/manifest.xml", {
    open: (name) => {
      if (name === "encryption-data") throw passwordNeeded();
    },
  });
}
