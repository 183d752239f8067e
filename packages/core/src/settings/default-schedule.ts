import type { SettingValues } from "./registry.ts";
import type { RuntimeSettings } from "./runtime-settings.ts";

/** Cron patterns, UTC: the full pass that finds what watching for changes has missed. Off the full hour, when everybody asks. */
const PATTERNS: Readonly<Record<SettingValues["sources.schedule"], string | null>> = {
  "ten-minutes": "*/10 * * * *",
  hourly: "11 * * * *",
  "six-hourly": "11 */6 * * *",
  daily: "11 3 * * *",
  manual: null,
};

/** Of a source that is connected without one of its own; null: it syncs only when told to. */
export function defaultSchedule(settings: Pick<RuntimeSettings, "get">): string | null {
  return PATTERNS[settings.get("sources.schedule")];
}
