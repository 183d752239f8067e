import { readdirSync, readFileSync } from "node:fs";

/** Processes that one has started; none where the system does not tell. */
export function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return []; // no /proc, or a thread has just ended
  }
}

/** Of a process, in megabytes: `VmRSS` is what it holds, `VmHWM` the most it ever held. */
export function statusMb(pid: number, field: "VmRSS" | "VmHWM"): number {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has just ended
  }
}
