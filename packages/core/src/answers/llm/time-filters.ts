import type { SearchFilters } from "../../search/resolve-filter.ts";

const DAY_MS = 86_400_000;

/** A question about changes: only then does a time speak of documents and not of what they are about. */
const ABOUT_CHANGES =
  /\b(?:changed|updated|edited|posted|added|published|announced|discussed|written|new|changes|updates|news|geändert|aktualisiert|veröffentlicht|angekündigt|besprochen|neu|neues|neuigkeiten|änderungen)\b/i;

const MONTHS: readonly RegExp[] = [
  /^jan/,
  /^feb/,
  /^(?:mar|mär)/,
  /^apr/,
  /^ma[yi]/,
  /^jun/,
  /^jul/,
  /^aug/,
  /^sep/,
  /^o[ck]t/,
  /^nov/,
  /^de[cz]/,
];
const SINCE =
  /\b(?:since|seit)\s+(january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember)(?:\s+((?:19|20)\d{2}))?(?![\p{L}\p{N}])/iu;
const RECENT: readonly (readonly [RegExp, number])[] = [
  [/\b(?:since yesterday|seit gestern|today|heute)\b/i, 1],
  [/\b(?:in|of|from|over|during)? ?(?:the )?(?:last|past) week\b|\bthis week\b|\b(?:letzte[nr]?|diese[nr]?) woche\b/i, 7],
  [/\b(?:the )?(?:last|past) month\b|\bthis month\b|\b(?:im )?letzten monat\b|\bdiesen monat\b/i, 31],
];

/** The filters with the time that a question certainly means; null when it names none, or when the asker has set one. Times are read generously. */
export function timeFilters(question: string, filters: SearchFilters, now: number): SearchFilters | null {
  if (filters.after !== undefined || filters.before !== undefined || !ABOUT_CHANGES.test(question)) return null;
  const after = sinceMonth(question, now) ?? recent(question, now);
  return after === null ? null : { ...filters, after };
}

function sinceMonth(question: string, now: number): number | null {
  const found = SINCE.exec(question);
  if (found === null) return null;
  const month = MONTHS.findIndex((pattern) => pattern.test((found[1] ?? "").toLowerCase()));
  const today = new Date(now);
  const thisYear = Date.UTC(today.getUTCFullYear(), month, 1);
  if (found[2] !== undefined) return Date.UTC(Number(found[2]), month, 1);
  return thisYear <= now ? thisYear : Date.UTC(today.getUTCFullYear() - 1, month, 1);
}

function recent(question: string, now: number): number | null {
  const found = RECENT.find(([pattern]) => pattern.test(question));
  // A day more: the server's days are not everybody's. "Last week" may mean the one before this.
  return found === undefined ? null : now - (found[1] * 2 + 1) * DAY_MS;
}
