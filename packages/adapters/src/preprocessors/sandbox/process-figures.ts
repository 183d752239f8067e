import { readFile } from "node:fs/promises";

/**
 * Memory that a process really holds, where the system tells it (Linux), else undefined. `status` gives kilobytes; `statm` would count in
 * pages, whose size differs between machines.
 */
export async function readResidentMegabytes(processId: number | undefined): Promise<number | undefined> {
  if (processId === undefined || process.platform !== "linux") return undefined;
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${processId}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined; // the process is gone, or /proc is not mounted
  }
}

/** Linux counts processor time in hundredths of a second, whatever its own clock does. */
const TICK_MS = 10;

/** Processor time that a process has had, where the system tells it (Linux), else undefined. */
export async function readProcessorMs(processId: number | undefined): Promise<number | undefined> {
  if (processId === undefined || process.platform !== "linux") return undefined;
  try {
    // The name in brackets may hold anything; user and system time are the 12th and 13th field after it.
    const fields = (await readFile(`/proc/${processId}/stat`, "utf8")).replace(/^.*\) /s, "").split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isNaN(ticks) ? undefined : ticks * TICK_MS;
  } catch {
    return undefined; // the process is gone, or /proc is not mounted
  }
}
