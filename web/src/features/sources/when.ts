import i18next from "i18next";
import { daysAgo, formatDay, locale } from "../../ui/format.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

/** "4 minutes ago", "yesterday, 14:02", "3 Jun". */
export function formatAgo(iso: string, now: number): string {
  const past = now - Date.parse(iso);
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  if (past < MINUTE_MS) return relative.format(0, "second");
  if (past < HOUR_MS) return relative.format(-Math.floor(past / MINUTE_MS), "minute");
  const days = daysAgo(iso, new Date(now));
  if (days === 0) return relative.format(-Math.floor(past / HOUR_MS), "hour");
  return days === 1 ? `${relative.format(-1, "day")}, ${clockTime(iso)}` : formatDay(iso, new Date(now));
}

/** "14:20", or with its day when that is not today. */
export function formatNext(iso: string, now: number): string {
  const days = -daysAgo(iso, new Date(now));
  if (days <= 0) return clockTime(iso);
  const day = days === 1 ? new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(1, "day") : formatDay(iso, new Date(now));
  return `${day}, ${clockTime(iso)}`;
}

/** "9 s", "4 min", "1 h 20 min". */
export function formatSpan(seconds: number): string {
  const t = i18next.t;
  if (seconds < 90) return t("sources.span.seconds", { seconds: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t("sources.span.minutes", { minutes });
  return t("sources.span.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
