import i18next from "i18next";

/** The chosen language as the browser's owner writes it: en-GB rather than en where that is theirs. */
export function locale(): string {
  return navigator.languages.find((tag) => tag.startsWith(`${i18next.language}-`)) ?? i18next.language;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day as people say it: "3 Jun", with the year when it is another one. */
export function formatDay(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const isThisYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(locale(), { day: "numeric", month: "short", ...(!isThisYear && { year: "numeric" }) });
}

export function formatMoment(iso: string): string {
  return new Date(iso).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
}

export function formatNumber(value: number, digits?: number): string {
  const fixed = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(locale(), fixed);
}

/** Whole days between then and now, by the calendar. */
export function daysAgo(iso: string, now: Date = new Date()): number {
  const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(new Date(iso))) / DAY_MS);
}
