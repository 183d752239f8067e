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
