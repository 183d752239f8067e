import { oneLine } from "./clean-text.ts";

type Rows = readonly (readonly string[])[];

/** The first filled row, when it reads like names and something stands below it. */
export function findHeader(rows: Rows): { readonly index: number; readonly text: string } | undefined {
  const index = rows.findIndex((row) => !isEmptyRow(row));
  const first = rows[index] ?? [];
  const below = rows.slice(index + 1).some((row) => !isEmptyRow(row));
  return readsLikeNames(first) && below ? { index, text: first.map(oneLine).join(" | ") } : undefined;
}

/** Different from each other, no figures, and at least half of the columns have one. */
export function readsLikeNames(row: readonly string[]): boolean {
  const cells = row.map(oneLine);
  const filled = cells.filter((cell) => cell !== "");
  const namesOnly = filled.every((cell) => /\p{L}/u.test(cell) && !/^\d|@|^https?:/.test(cell) && cell.length <= 100);
  const enough = filled.length > 0 && filled.length >= cells.length * 0.5;
  return namesOnly && enough && new Set(filled.map((cell) => cell.toLowerCase())).size === filled.length;
}

export function isEmptyRow(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === "");
}
