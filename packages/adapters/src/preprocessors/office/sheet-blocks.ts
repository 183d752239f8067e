import { type Block, SmartyError } from "@smartypants/sdk";
import { oneLine } from "../clean-text.ts";
import { isEmptyRow, readsLikeNames } from "../table-header.ts";

const MAX_ROWS = 200_000;
const MAX_CELLS = 2_000_000;
/** Rows among which the header is looked for. */
const LOOK_AT = 10;
/** More empty columns than this between two cells are shown as one. */
const MAX_GAP = 20;

export interface SheetReader {
  /** A new sheet begins. */
  sheet(name: string): void;
  /** The cells of a row by their columns, from 0; `row` counts from 1. Rows come in their order. */
  row(row: number, cells: readonly Cell[]): void;
  /** The last sheet has ended. */
  finish(): readonly Block[];
}

export interface Cell {
  readonly column: number;
  readonly text: string;
}

interface Row {
  readonly row: number;
  readonly cells: readonly string[];
  readonly firstColumn: number;
}

/**
 * One table block a row with the sheet's header beside it, `sheet=Prices!A17` being the row's first filled cell. Throws `too_large` with the
 * number of rows or cells that are the limit.
 */
export function createSheetReader(): SheetReader {
  const blocks: Block[] = [];
  let name = "";
  let waiting: Row[] = [];
  let header: string | undefined;
  let isLooking = true;
  let rows = 0;
  let cellCount = 0;
  const anchor = (row: Row): string => `sheet=${encodeURIComponent(name)}!${columnName(row.firstColumn)}${row.row}`;
  const push = (row: Row): void => {
    blocks.push({ kind: "table", text: row.cells.join(" | "), ...(header !== undefined && { header }), anchor: anchor(row) });
  };
  const decide = (): void => {
    isLooking = false;
    const index = findSheetHeader(waiting);
    for (const [at, row] of waiting.entries()) {
      // What stands above the header is the sheet's title and such.
      if (at < index) blocks.push({ kind: "paragraph", text: row.cells.filter((cell) => cell !== "").join(" "), anchor: anchor(row) });
      else if (at === index) header = row.cells.join(" | ");
      else push(row);
    }
    waiting = [];
  };
  return {
    sheet: (next) => {
      if (isLooking) decide();
      name = next;
      header = undefined;
      isLooking = true;
      blocks.push({ kind: "heading", level: 2, text: next, anchor: `sheet=${encodeURIComponent(next)}` });
    },
    row: (number, cells) => {
      const row = toRow(number, cells);
      if (row === undefined) return;
      rows += 1;
      cellCount += row.cells.length;
      if (rows > MAX_ROWS) throw tooLarge(MAX_ROWS, "rows");
      if (cellCount > MAX_CELLS) throw tooLarge(MAX_CELLS, "cells");
      if (!isLooking) return push(row);
      waiting.push(row);
      if (waiting.length >= LOOK_AT) decide();
    },
    finish: () => {
      if (isLooking) decide();
      return withoutEmptySheets(blocks);
    },
  };
}

function tooLarge(limit: number, what: string): SmartyError {
  const message = `This workbook has more than ${limit.toLocaleString("en")} ${what}, which is the limit. Split it, or export the part that people look for.`;
  return new SmartyError("too_large", message);
}

/** A heading with nothing under it is an empty sheet. */
function withoutEmptySheets(blocks: readonly Block[]): Block[] {
  return blocks.filter((block, index) => block.kind !== "heading" || (blocks[index + 1] ?? block).kind !== "heading");
}

/** Undefined when nothing is written in it. */
function toRow(row: number, given: readonly Cell[]): Row | undefined {
  const filled = given
    .map((cell) => ({ column: cell.column, text: oneLine(cell.text) }))
    .filter((cell) => cell.text !== "")
    .toSorted((one, other) => one.column - other.column);
  const [first] = filled;
  if (first === undefined) return undefined;
  const cells: string[] = [];
  let next = first.column > MAX_GAP ? first.column : 0;
  for (const { column, text } of filled) {
    const gap = column - next;
    for (let empty = gap > MAX_GAP ? 1 : gap; empty > 0; empty--) cells.push("");
    cells.push(text);
    next = column + 1;
  }
  return { row, cells, firstColumn: first.column };
}

/** The first row that reads like names for the columns below it; -1 when there is none. */
function findSheetHeader(rows: readonly Row[]): number {
  const widths = rows.map((row) => row.cells.filter((cell) => cell !== "").length);
  const width = Math.max(0, ...widths);
  return rows.findIndex(({ cells }, index) => {
    const isLast = index === rows.length - 1;
    const isWide = (widths[index] ?? 0) >= Math.max(Math.min(2, width), width * 0.5);
    return !isLast && !isEmptyRow(cells) && isWide && readsLikeNames(cells.slice(cells.findIndex((cell) => cell !== "")));
  });
}

/** 0 is A, 26 is AA. */
export function columnName(column: number): string {
  let name = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** The column of a reference such as `AB12`, from 0. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}
