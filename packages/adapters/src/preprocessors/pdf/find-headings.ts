import { oneLine } from "../clean-text.ts";
import type { PageLine, PageText } from "./page-text.ts";

export interface OutlineEntry {
  readonly title: string;
  /** From 1. */
  readonly level: number;
  /** From 1; undefined when the entry's target cannot be found. */
  readonly page: number | undefined;
}

export type HeadingLevels = ReadonlyMap<PageLine, number>;

const LARGER = 1.18;
const MAX_HEADING_CHARACTERS = 120;

/** Lines that are headings, with their level: those of the outline where it matches, else lines set clearly larger than the text. */
export function findHeadings(pages: readonly PageText[], outline: readonly OutlineEntry[]): HeadingLevels {
  const matched = matchOutline(pages, outline);
  return matched.size > 0 ? matched : largerLines(pages);
}

function matchOutline(pages: readonly PageText[], outline: readonly OutlineEntry[]): HeadingLevels {
  const levels = new Map<PageLine, number>();
  const byNumber = new Map(pages.map((page) => [page.number, page]));
  for (const entry of outline) {
    const page = entry.page === undefined ? undefined : byNumber.get(entry.page);
    const lines = page === undefined ? undefined : findTitle(page.lines, entry.title, levels);
    for (const line of lines ?? []) levels.set(line, Math.min(6, entry.level));
  }
  return levels;
}

/** Gives back what was taken for a running head, where a title of the outline stands nowhere else on its page: "Chapter 7" on every first line. */
export function restoreTitles(pages: readonly PageText[], cleaned: readonly PageText[], outline: readonly OutlineEntry[]): PageText[] {
  const kept = new Map<number, Set<PageLine>>();
  const numbers = new Map(pages.map((page, index) => [page.number, index]));
  for (const { page, title } of outline) {
    const index = numbers.get(page ?? 0) ?? -1;
    const [whole, rest] = [pages[index], cleaned[index]];
    if (whole === undefined || rest === undefined || whole.lines.length === rest.lines.length) continue;
    if (findTitle(rest.lines, title, new Map()) !== undefined) continue;
    const lines = kept.get(index) ?? new Set(rest.lines);
    for (const line of findTitle(whole.lines, title, new Map()) ?? []) lines.add(line);
    kept.set(index, lines);
  }
  return cleaned.map((page, index) => {
    const lines = kept.get(index);
    return lines === undefined ? page : { ...page, lines: (pages[index]?.lines ?? []).filter((line) => lines.has(line)) };
  });
}

/** The title may be broken over up to three lines, and may or may not carry its number. */
function findTitle(lines: readonly PageLine[], title: string, taken: HeadingLevels): readonly PageLine[] | undefined {
  const wanted = comparable(title);
  if (wanted === "") return undefined;
  for (const [index, line] of lines.entries()) {
    if (taken.has(line)) continue;
    for (let count = 1; count <= 3; count++) {
      const candidate = lines.slice(index, index + count);
      if (comparable(candidate.map((each) => each.text).join(" ")) === wanted) return candidate;
    }
  }
  return undefined;
}

function comparable(text: string): string {
  const flat = oneLine(text.normalize("NFKC")).toLowerCase();
  return flat.replace(/^(?:(?:chapter|section|part)\s+)?[\divx]+(?:\.\d+)*[.:)]?\s+/, "").replaceAll(/[^\p{L}\p{N}]/gu, "") || flat;
}

function largerLines(pages: readonly PageText[]): HeadingLevels {
  const lines = pages.flatMap((page) => page.lines);
  const body = bodySize(lines);
  const candidates = lines.filter(
    (line) =>
      line.size >= body * LARGER && line.text.length <= MAX_HEADING_CHARACTERS && /\p{L}{2}/u.test(line.text) && line.cells.length === 1,
  );
  // Where so much is large, size says nothing.
  if (characters(candidates) > characters(lines) * 0.4) return new Map();
  const sizes = [...new Set(candidates.map((line) => Math.round(line.size)))].toSorted((a, b) => b - a);
  return new Map(candidates.map((line) => [line, Math.min(3, sizes.indexOf(Math.round(line.size)) + 1)]));
}

function characters(lines: readonly PageLine[]): number {
  return lines.reduce((sum, line) => sum + line.text.length, 0);
}

/** The size in which most characters are set. */
function bodySize(lines: readonly PageLine[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size * 2) / 2;
    counts.set(size, (counts.get(size) ?? 0) + line.text.length);
  }
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return most?.[0] ?? 0;
}
