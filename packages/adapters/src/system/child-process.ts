import type { ChildProcess } from "node:child_process";

/** This package is run from its TypeScript in development and from compiled files when installed; a child runs what the parent runs. */
export const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** Flags for the conditions that let the parent find its packages; reading TypeScript needs `source`. */
export function conditionFlags(): string[] {
  const own = process.execArgv.flatMap((argument, index, all) => {
    if (argument === "-C" || argument === "--conditions") return [all[index + 1] ?? ""];
    return /^(?:--conditions|-C)=(.+)$/.exec(argument)?.[1] ?? [];
  });
  const all = new Set(EXTENSION === ".ts" ? ["source", ...own] : own);
  return [...all].filter((condition) => condition !== "").map((condition) => `--conditions=${condition}`);
}

/** A process without work must not keep ours alive. */
export function setBusy(child: ChildProcess, busy: boolean): void {
  if (busy) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
