import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";

export type Print = (line: string) => void;

/** One line of a bench's table. */
export interface Figure {
  readonly what: string;
  /** As it is written in the list of promises; empty when the figure only stands beside others. */
  readonly target: string;
  readonly measured: string;
  /** Null when there is no target, or nothing could be measured. */
  readonly holds: boolean | null;
}

/** A figure that must not be above `limit`. */
export function atMost(what: string, limit: number, measured: number, unit: string): Figure {
  return { what, target: `<= ${limit} ${unit}`, measured: `${shown(measured)} ${unit}`, holds: measured <= limit };
}

/** A figure that must not be below `limit`. */
export function atLeast(what: string, limit: number, measured: number, unit: string): Figure {
  return { what, target: `>= ${limit} ${unit}`.trim(), measured: `${shown(measured)} ${unit}`.trim(), holds: measured >= limit };
}

export function beside(what: string, measured: string): Figure {
  return { what, target: "", measured, holds: null };
}

function shown(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}

const VERDICTS = new Map([
  [true, "PASS"],
  [false, "FAIL"],
]);

export function printTable(print: Print, figures: readonly Figure[]): void {
  const rows = figures.map(({ what, target, measured, holds }) => [
    what,
    target,
    measured,
    holds === null ? "" : (VERDICTS.get(holds) ?? ""),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) print(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}

/** What a figure means nothing without. */
export function describeMachine(): string {
  const load = loadavg().map((each) => each.toFixed(1));
  return `commit ${commit()}, Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown CPU"}, load ${load.join(" ")}`;
}

function commit(): string {
  try {
    const git = (...args: string[]): string => execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : " with changes"}`;
  } catch {
    // No git, or no checkout: the figures are worth printing all the same.
    return "unknown";
  }
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The same numbers every time, from 0 to below 1. (mulberry32) */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
