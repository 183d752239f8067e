import { SmartyError } from "@smartypants/sdk";
import { OUT_OF_MEMORY_SIGNAL } from "./watchdog.ts";

/** Why we ended a reader's process. */
export type EndReason = "time" | "memory" | "aborted" | "stopped";

export interface Death {
  /** Undefined when it died by itself. */
  readonly reason: EndReason | undefined;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The system's error when the process could not be started. */
  readonly failure: Error | undefined;
  readonly lastMegabytes: number | undefined;
  readonly limits: { readonly timeoutMs: number; readonly maxHeapMegabytes: number; readonly maxMemoryMegabytes: number };
}

const SMALLER = "Split it into smaller files, or save it again in a simpler form.";

/** What the death of its process means for the document. */
export function deathError(death: Death): SmartyError {
  const { reason, code, signal, failure, limits } = death;
  if (reason === "aborted" || reason === "stopped")
    return new SmartyError("aborted", "Reading this file was stopped. Start it again if you need it.");
  if (reason === "time")
    return new SmartyError("too_large", `Reading this file took longer than ${seconds(limits.timeoutMs)} and was stopped. ${SMALLER}`);
  if (reason === "memory" || signal === OUT_OF_MEMORY_SIGNAL) return outOfMemory(limits.maxMemoryMegabytes);
  if (code === null && signal === null)
    return new SmartyError(
      "unavailable",
      "The process that reads documents could not be started. Try again when the machine has memory to spare.",
      { cause: failure },
    );
  if (ranOutOfHeap(death)) return outOfMemory(limits.maxHeapMegabytes);
  // Nobody but the system kills it like this, and it does so when the machine's or container's memory is used up: which need not be this document's doing,
  // so that it counts as a failure, keeps its last good version and is tried again.
  if (signal === "SIGKILL")
    return new SmartyError("corrupt", `The system stopped the reading of this file, most likely for lack of memory. ${SMALLER}`);
  const how = signal ?? `exit code ${code}`;
  return new SmartyError(
    "corrupt",
    `The file made the reader crash (${how}). Save the document again, or in another format, and upload that version.`,
  );
}

/** Whether another process with more memory might have lived. */
export function isOutOfMemory(death: Death): boolean {
  return death.reason === "memory" || (death.reason === undefined && (death.signal === OUT_OF_MEMORY_SIGNAL || ranOutOfHeap(death)));
}

/** The engine ends a process whose heap is full in the same way as one with a fault of its own; only its size tells them apart. */
function ranOutOfHeap({ code, signal, lastMegabytes, limits }: Death): boolean {
  const gaveUp = signal === "SIGABRT" || signal === "SIGTRAP" || signal === "SIGILL" || code === 134 || code === 133;
  return gaveUp && (lastMegabytes === undefined || lastMegabytes > limits.maxHeapMegabytes * 0.6);
}

function outOfMemory(megabytes: number): SmartyError {
  return new SmartyError("too_large", `Reading this file needed more than ${megabytes} MB of memory and was stopped. ${SMALLER}`);
}

function seconds(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000} seconds` : `${ms / 1_000} s`;
}
