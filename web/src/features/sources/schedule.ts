import type { Source } from "@smartypants/client";
import i18next from "i18next";
import { locale } from "../../ui/format.ts";
import { formatNext } from "./when.ts";

/** The schedules that a person can choose; others are patterns written by hand. */
export const SCHEDULES = ["never", "minutes10", "hourly", "hours6", "daily", "weekly"] as const;
export type ScheduleChoice = (typeof SCHEDULES)[number];

/** Off the full hour, when everybody's jobs start. */
const MINUTE = 11;
/** For those once a day or a week, in this browser's time; patterns are in UTC. */
const NIGHT_HOUR = 3;

export function patternOf(choice: ScheduleChoice, now: Date = new Date()): string | null {
  const utc = new Date(now);
  utc.setHours(NIGHT_HOUR, MINUTE, 0, 0);
  const patterns: Readonly<Record<ScheduleChoice, string | null>> = {
    never: null,
    minutes10: "*/10 * * * *",
    hourly: `${MINUTE} * * * *`,
    hours6: `${MINUTE} */6 * * *`,
    daily: `${utc.getUTCMinutes()} ${utc.getUTCHours()} * * *`,
    weekly: `${utc.getUTCMinutes()} ${utc.getUTCHours()} * * 1`,
  };
  return patterns[choice];
}

/** The choice a pattern stands for, whatever its minute and hour; null for one written by hand. */
export function choiceOf(pattern: string | null): ScheduleChoice | null {
  if (pattern === null) return "never";
  const [minute = "", hour = "", ...days] = pattern.split(" ");
  const isEveryDay = days.join(" ") === "* * *";
  if (minute === "*/10" && hour === "*" && isEveryDay) return "minutes10";
  if (!/^\d+$/.test(minute)) return null;
  if (hour === "*" && isEveryDay) return "hourly";
  if (hour === "*/6" && isEveryDay) return "hours6";
  if (!/^\d+$/.test(hour)) return null;
  if (isEveryDay) return "daily";
  return /^\* \* \d$/.test(days.join(" ")) ? "weekly" : null;
}

/** "every hour", "every day at 04:11": in this browser's time. */
export function describeSchedule(pattern: string | null): string {
  const choice = choiceOf(pattern);
  if (pattern === null || choice === null)
    return pattern === null ? i18next.t("sources.schedule.never") : i18next.t("sources.schedule.byPattern", { pattern });
  const [minute, hour, , , day] = pattern.split(" ").map(Number);
  if (choice !== "daily" && choice !== "weekly") return i18next.t(`sources.schedule.${choice}`);
  const at = new Date();
  at.setUTCHours(hour ?? 0, minute ?? 0, 0, 0);
  if (choice === "weekly") at.setUTCDate(at.getUTCDate() + ((7 + (day ?? 0) - at.getUTCDay()) % 7));
  const time = at.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
  const weekday = at.toLocaleDateString(locale(), { weekday: "long" });
  return choice === "daily" ? i18next.t("sources.schedule.dailyAt", { time }) : i18next.t("sources.schedule.weeklyAt", { time, weekday });
}

/** "every hour, next 14:11"; those with an hour of their own say it already. */
export function describeNext({ schedule, nextRunAt }: Pick<Source, "schedule" | "nextRunAt">, now: number): string {
  const words = describeSchedule(schedule);
  const choice = choiceOf(schedule);
  if (nextRunAt === null || choice === "daily" || choice === "weekly") return words;
  return i18next.t("sources.next.at", { words, time: formatNext(nextRunAt, now) });
}
