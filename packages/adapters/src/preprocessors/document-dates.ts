// Four digits first; the rest is what Date.parse takes.
const DATE = /^\s*\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?)?\s*$/;

const MONTH = /^\s*(?:[a-z]{3,9},?\s+)?(?:\d{1,2}\.?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;

/**
 * Milliseconds since 1970 of a date written in a document; a date without a zone is read as UTC, so that the result does not depend on the
 * machine. Undefined for anything that is not plainly a date, and for years before 1900 or after 2200.
 */
export function parseDate(text: string): number | undefined {
  const known = DATE.test(text) ? text.trim().replace(" ", "T") : undefined;
  const zoned = known !== undefined && known.includes("T") && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(known) ? `${known}Z` : known;
  const spelled = MONTH.test(text) && /\b\d{4}\b/.test(text) ? `${text.trim()}${/\d:\d/.test(text) ? "" : " UTC"}` : undefined;
  const time = Date.parse(zoned ?? spelled ?? "");
  const year = new Date(time).getUTCFullYear();
  return year >= 1900 && year <= 2200 ? time : undefined;
}

/** ISO 639-1 from a language tag such as `en-GB`. */
export function parseLanguage(tag: string): string | undefined {
  return /^([a-z]{2})(?:[-_]|$)/i.exec(tag.trim())?.[1]?.toLowerCase();
}
