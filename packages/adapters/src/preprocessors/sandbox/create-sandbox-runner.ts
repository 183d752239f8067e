import type { Extracted, PreprocessInput } from "@smartypants/sdk";
import { defaultEntryUrl } from "./child-arguments.ts";
import { createReaderLanes, wasStopped } from "./reader-lanes.ts";
import type { ReaderLimits } from "./reader-process.ts";

export interface SandboxRunner {
  /**
   * Reads one document in a process without network and files. Rejects with the preprocessor's SmartyError; with `too_large` when time or
   * memory run out, `corrupt` when the process dies of the document, `aborted` when the signal fires or the runner stops. None of these
   * harms the documents behind it in the queue, and a slow one does not keep them waiting.
   */
  run(preprocessorId: string, input: PreprocessInput): Promise<Extracted>;
  /** Ends all processes; what waits or runs is rejected with `aborted`. Resolves when the last process is gone. */
  stop(): Promise<void>;
}

export interface SandboxOptions extends Partial<ReaderLimits> {
  /** Processes for what is read quickly; what comes on top waits. One more reads what is slow. */
  readonly concurrency?: number;
  /** From then on a document is slow, and others go before it. */
  readonly slowAfterMs?: number;
  /** A process is replaced after so many documents: parsers leak. */
  readonly maxDocuments?: number;
  /** A process without work ends after this time. */
  readonly idleMs?: number;
  /** What the process runs; tests pass one with misbehaving preprocessors. */
  readonly entryUrl?: string;
}

const DEFAULTS = {
  concurrency: 1,
  maxDocuments: 1_000,
  idleMs: 30_000,
  slowAfterMs: 500,
  timeoutMs: 60_000,
  maxHeapMegabytes: 384,
  // Of all processes together. What is taken between two looks comes on top: 512 MB are never held.
  maxMemoryMegabytes: 464,
  pollMs: 200,
};

/** Processes start with the first document, not before. */
export function createSandboxRunner(options: SandboxOptions = {}): SandboxRunner {
  const lanes = createReaderLanes({ ...DEFAULTS, entryUrl: defaultEntryUrl(), ...options });
  let stopped = false;
  return {
    run: (preprocessorId, input) =>
      stopped || input.signal.aborted
        ? Promise.reject(wasStopped())
        : new Promise((resolve, reject) => lanes.add({ preprocessorId, input, resolve, reject })),
    stop: async () => {
      stopped = true;
      await lanes.stop();
    },
  };
}
