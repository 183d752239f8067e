import { Cron } from "croner";

/** When a pattern of five fields, in UTC, comes up next after `now`; null for one that never does or cannot be read. */
export function nextCronTime(pattern: string, now: number): number | null {
  try {
    return new Cron(pattern, { timezone: "UTC" }).nextRun(new Date(now))?.getTime() ?? null;
  } catch {
    // Stored by an older version, perhaps: a page that shows it must not fail.
    return null;
  }
}
