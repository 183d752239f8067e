// A parsed page takes a hundred times its size in memory.
export const MAX_WHOLE_CHARACTERS = 2_000_000;
const PART_CHARACTERS = 300_000;
// How far a good place for a cut is looked for.
const SEARCH_CHARACTERS = 100_000;
const MAX_HEADER_CHARACTERS = 20_000;

/** Starts of elements before which a page may be cut, the best places first. */
const PLACES = [/<(?:h[1-6]|section|article)[\s>]/gi, /<(?:table|p|ul|ol|div|pre)[\s>]/gi, /<(?:tr|li|dt|br)[\s>/]/gi];

/**
 * Divides the source of a page that is too large to be parsed whole into parts that can be, each to be parsed as a fragment. A table that
 * is cut goes on as a table with the same header. Scripts and styles are left out.
 */
export function splitPage(source: string): string[] {
  const page = withoutElements(withoutElements(source, "script"), "style");
  const parts: string[] = [];
  let start = 0;
  let opening = "";
  while (page.length - start > PART_CHARACTERS) {
    const cut = findCut(page, start + PART_CHARACTERS);
    parts.push(opening + page.slice(start, cut));
    opening = /^<tr/i.test(page.slice(cut, cut + 3)) ? tableOpening(page.slice(start, cut), opening) : "";
    start = cut;
  }
  return [...parts, opening + page.slice(start)];
}

function findCut(page: string, from: number): number {
  const window = page.slice(from, from + SEARCH_CHARACTERS);
  for (const place of PLACES) {
    place.lastIndex = 0;
    const found = place.exec(window);
    if (found !== null) return from + found.index;
  }
  return from;
}

/** A table start with the row of headings of the table that is open at the end of the part. */
function tableOpening(part: string, before: string): string {
  const table = part.toLowerCase().lastIndexOf("<table");
  // It was already open where the part began.
  if (table < 0) return before === "" ? "<table>" : before;
  const row = /<tr[\s>][\s\S]*?<\/tr\s*>/i.exec(part.slice(table, table + MAX_HEADER_CHARACTERS))?.[0] ?? "";
  return `<table>${/<th[\s>]/i.test(row) ? row : ""}`;
}

/** Searches for the end once per element: a page full of open ones costs no more than its length. */
function withoutElements(page: string, name: string): string {
  const lower = page.toLowerCase();
  let kept = "";
  let at = 0;
  for (let start = lower.indexOf(`<${name}`); start >= 0; start = lower.indexOf(`<${name}`, at)) {
    const end = lower.indexOf(`</${name}`, start);
    if (end < 0) break;
    kept += page.slice(at, start);
    const close = lower.indexOf(">", end);
    at = close < 0 ? page.length : close + 1;
  }
  return kept + page.slice(at);
}
