import type { ItemAnswer, RunAnswer } from "./answers.ts";
import { oneLine } from "./terminal.ts";

/** Items with the same reason. */
export interface ReasonGroup {
  readonly reason: string;
  readonly count: number;
  /** Some of them. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;

/** Most frequent reasons first. Numbers within a reason do not make it another one. */
export function groupReasons(items: readonly ItemAnswer[]): readonly ReasonGroup[] {
  const groups = Map.groupBy(items, ({ reason, reasonCode }) => (reason ?? reasonCode ?? "no reason given").replaceAll(/\d[\d.,]*/g, "#"));
  return [...groups.values()]
    .map((same) => ({
      reason: same[0]?.reason ?? same[0]?.reasonCode ?? "no reason given",
      count: same.length,
      examples: same.slice(0, EXAMPLES).map((item) => item.externalId),
    }))
    .toSorted((one, other) => other.count - one.count);
}

/** One line: what a sync came to. */
export function summarizeRun(name: string, { counts, state, startedAt, finishedAt }: RunAnswer): string {
  const { seen, indexed, unchanged, moved, skipped, failed, deleted } = counts;
  const parts = [`${indexed} indexed`];
  if (unchanged > 0) parts.push(`${unchanged} unchanged`);
  if (moved > 0) parts.push(`${moved} moved`);
  parts.push(`${skipped} skipped`, `${failed} failed`);
  if (deleted > 0) parts.push(`${deleted} removed`);
  const seconds = startedAt === null || finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const end = state === "succeeded" || state === "partial" ? "" : ` The sync ${state === "cancelled" ? "was cancelled" : "failed"}.`;
  return `${oneLine(name)}: ${seen} ${seen === 1 ? "item" : "items"}, ${parts.join(", ")}${seconds === null ? "" : ` (${seconds.toFixed(1)} s)`}.${end}`;
}

export function formatReasons(title: string, groups: readonly ReasonGroup[], isMore: boolean): string {
  if (groups.length === 0) return "";
  const lines = groups.map(({ reason, count, examples }) => {
    const rest = count > examples.length ? `, … ${count - examples.length} more` : "";
    return `  ${String(count).padStart(4)}  ${oneLine(reason)}\n        ${examples.map(oneLine).join(", ")}${rest}`;
  });
  return `${title}${isMore ? " (the first ones)" : ""}:\n${lines.join("\n")}\n`;
}
