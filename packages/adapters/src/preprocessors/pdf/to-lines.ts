import { oneLine } from "../clean-text.ts";
import { type Fragment, median, type PageLine } from "./page-text.ts";

// In multiples of the font size.
const WORD_GAP = 0.15;
const CELL_GAP = 2;

// The dots between an entry of a table of contents and its page.
const LEADERS = /\s*\.(?:\s?\.){4,}\s*/g;
const MARKER = /^(?:[•‣◦▪·*–—-]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-z][.)])$/i;

/** Joins fragments on one baseline to lines, from top to bottom. Raised and lowered signs stay in their line. */
export function toLines(fragments: readonly Fragment[], region: number): PageLine[] {
  const sorted = fragments.toSorted((a, b) => a.y - b.y);
  const rows: Fragment[][] = [];
  let largest: Fragment | undefined;
  for (const fragment of sorted) {
    const row = rows.at(-1);
    const reach = Math.max(fragment.size, largest?.size ?? 0) * 0.4;
    if (row === undefined || largest === undefined || fragment.y - largest.y > reach) {
      rows.push([fragment]);
      largest = fragment;
    } else {
      row.push(fragment);
      if (fragment.size > largest.size) largest = fragment;
    }
  }
  return rows.map((row) => toLine(row, region)).filter((line) => line.text !== "");
}

function toLine(row: readonly Fragment[], region: number): PageLine {
  const backwards = row.filter((fragment) => fragment.rightToLeft).length * 2 > row.length;
  const ordered = row.toSorted((a, b) => (backwards ? b.x - a.x : a.x - b.x));
  const cells: string[] = [];
  let previous: Fragment | undefined;
  for (const fragment of ordered) {
    const gap = previous === undefined ? 0 : backwards ? previous.x - fragment.right : fragment.x - previous.right;
    const last = cells.length - 1;
    if (previous === undefined || gap > fragment.size * CELL_GAP) cells.push(fragment.text);
    else cells[last] += (fragment.spaced || gap > fragment.size * WORD_GAP ? " " : "") + fragment.text;
    previous = fragment;
  }
  const clean = joinMarker(cells.map((cell) => oneLine(cell).replaceAll(LEADERS, " … ")).filter((cell) => cell !== ""));
  return {
    text: clean.join(" "),
    x: Math.min(...row.map((fragment) => fragment.x)),
    y: median(row.map((fragment) => fragment.y)),
    right: Math.max(...row.map((fragment) => fragment.right)),
    size: Math.max(...row.map((fragment) => fragment.size)),
    cells: clean,
    region,
  };
}

/** A number or bullet stands apart from its item, and is no cell; before several cells, a bare number is one. */
function joinMarker(cells: readonly string[]): string[] {
  const [first = "", second, ...rest] = cells;
  const marker = second !== undefined && MARKER.test(first) && (rest.length === 0 || !/^\d+$/.test(first));
  return marker ? [`${first} ${second}`, ...rest] : [...cells];
}
