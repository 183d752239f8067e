import type { PageLine, PageText } from "./page-text.ts";

// Share of the page's height, at its top and at its bottom, in which running heads stand.
const MARGIN = 0.12;
const LINES = 3;
const MIN_PAGES = 3;

/** Removes running heads and feet: lines at the edge that stand, but for page numbers, on at least three pages and half of all. */
export function removeRepeatedLines(pages: readonly PageText[]): PageText[] {
  const seen = new Map<string, number>();
  for (const page of pages) for (const key of new Set(edgeLines(page).values())) seen.set(key, (seen.get(key) ?? 0) + 1);
  const needed = Math.max(MIN_PAGES, pages.length / 2);
  const result = pages.map((page) => {
    const edges = edgeLines(page);
    return { ...page, lines: page.lines.filter((line) => (seen.get(edges.get(line) ?? "") ?? 0) < needed) };
  });
  // A document of nothing but repeated lines, such as a set of labels, keeps them.
  return result.some((page) => page.lines.length > 0) ? result : [...pages];
}

function edgeLines(page: PageText): Map<PageLine, string> {
  const keys = new Map<PageLine, string>();
  const byHeight = page.lines.toSorted((a, b) => a.y - b.y);
  for (const line of byHeight.slice(0, LINES)) if (line.y <= page.height * MARGIN) keys.set(line, `top ${withoutNumbers(line.text)}`);
  for (const line of byHeight.slice(-LINES))
    if (line.y >= page.height * (1 - MARGIN)) keys.set(line, `bottom ${withoutNumbers(line.text)}`);
  return keys;
}

/** Page numbers count as equal; three and more numbers are data. */
function withoutNumbers(text: string): string {
  const numbers = text.match(/\d+/g)?.length ?? 0;
  return numbers <= 2 ? text.replaceAll(/\d+/g, "#") : text;
}
