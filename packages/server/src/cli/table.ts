import { oneLine } from "./terminal.ts";

/** Columns as wide as their widest cell; the last one is not padded. Numbers stand at the right. */
export function formatTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => oneLine(String(cell))));
  const widths = head.map((_title, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
  const lines = cells.map((row, line) =>
    row
      .map((cell, column) => {
        const room = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
        const isNumber = line > 0 ? typeof rows[line - 1]?.[column] === "number" : typeof rows[0]?.[column] === "number";
        if (isNumber) return room + cell;
        return column === row.length - 1 ? cell : cell + room;
      })
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

/** By what people see as one character; East Asian ones take two places. */
function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text))
    width += /\p{scx=Han}|\p{scx=Hira}|\p{scx=Kana}|\p{scx=Hang}/u.test(segment) ? 2 : 1;
  return width;
}
