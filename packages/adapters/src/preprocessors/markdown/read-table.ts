import type { Block } from "@smartypants/sdk";
import { inlineText } from "./inline-text.ts";
import { isBlank } from "./line-kinds.ts";

/** A line with a bar over a line of dashes with as many columns. */
export function isTableStart(lines: readonly string[], at: number): boolean {
  const rule = lines[at + 1] ?? "";
  if (!lines[at]?.includes("|") || rule.length > 2_000 || !/^[\s|:-]*-[\s|:-]*$/.test(rule)) return false;
  const columns = splitRow(rule);
  return columns.every((cell) => /^:?-+:?$/.test(cell)) && columns.length === splitRow(lines[at] ?? "").length;
}

/** One block a row. A table of a header alone is one row without a header. */
export function readTable(lines: readonly string[], at: number): { readonly blocks: readonly Block[]; readonly next: number } {
  const header = rowText(lines[at] ?? "");
  const blocks: Block[] = [];
  let next = at + 2;
  for (; next < lines.length && !isBlank(lines[next]) && lines[next]?.includes("|"); next++) {
    blocks.push({ kind: "table", text: rowText(lines[next] ?? ""), ...(header !== "" && { header }) });
  }
  return { blocks: blocks.length > 0 ? blocks : [{ kind: "table", text: header }], next };
}

function rowText(line: string): string {
  const cells = splitRow(line).map((cell) => inlineText(cell).trim());
  return cells.some((cell) => cell !== "") ? cells.join(" | ") : "";
}

/** Bars in code spans and behind a backslash are content. */
function splitRow(line: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let code = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? "";
    if (character === "\\" && line[i + 1] === "|") {
      cell += "|";
      i++;
    } else if (character === "|" && !code) {
      cells.push(cell.trim());
      cell = "";
    } else {
      if (character === "`") code = !code && line.includes("`", i + 1);
      cell += character;
    }
  }
  cells.push(cell.trim());
  if (cells[0] === "") cells.shift();
  if (cells.at(-1) === "") cells.pop();
  return cells;
}
