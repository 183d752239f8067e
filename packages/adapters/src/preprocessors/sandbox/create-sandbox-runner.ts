import { type Extracted, type PreprocessInput, SmartyError } from "@smartypants/sdk";
import { defaultEntryUrl } from "./child-arguments.ts";
import { type ReaderLimits, type ReaderProcess, startReader } from "./reader-process.ts";

export interface SandboxRunner {
  /**
   * Reads one document in a process without network and files. Rejects with the preprocessor's SmartyError; with `too_large` when time or
   * memory run out, `corrupt` when the process dies of the document, `aborted` when the signal fires or the runner stops. None of these
   * harms the documents behind it in the queue.
   */
  run(preprocessorId: string, input: PreprocessInput): Promise<Extracted>;
  /** Ends all processes; what waits or runs is rejected with `aborted`. Resolves when the last process is gone. */
  stop(): Promise<void>;
}

export interface SandboxOptions extends Partial<ReaderLimits> {
  /** Processes at the same time; what comes on top waits. */
  readonly concurrency?: number;
  /** A process is replaced after so many documents: parsers leak. */
  readonly maxDocuments?: number;
  /** A process without work ends after this time. */
  readonly idleMs?: number;
  /** What the process runs; tests pass one with misbehaving preprocessors. */
  readonly entryUrl?: string;
}

interface Job {
  readonly preprocessorId: string;
  readonly input: PreprocessInput;
  readonly start: (work: Promise<Extracted>) => void;
  readonly reject: (error: SmartyError) => void;
}

const DEFAULTS = {
  concurrency: 1,
  maxDocuments: 200,
  idleMs: 30_000,
  timeoutMs: 60_000,
  maxHeapMegabytes: 384,
  // What is taken between two looks comes on top: 512 MB are never held.
  maxMemoryMegabytes: 464,
  pollMs: 200,
};

/** Processes start with the first document, not before. */
export function createSandboxRunner(options: SandboxOptions = {}): SandboxRunner {
  const settings = { ...DEFAULTS, entryUrl: defaultEntryUrl(), ...options };
  const queue = new Set<Job>();
  const readers = createReaderPool(settings);
  let running = 0;
  let stopped = false;

  async function work({ preprocessorId, input }: Job): Promise<Extracted> {
    let reader: ReaderProcess | undefined;
    try {
      reader = readers.take();
      return await reader.read(preprocessorId, input);
    } finally {
      if (reader !== undefined) readers.giveBack(reader);
      running--;
      pump();
    }
  }

  function pump(): void {
    for (const job of queue) {
      if (running >= settings.concurrency) return;
      queue.delete(job);
      running++;
      job.start(work(job));
    }
  }

  return {
    run(preprocessorId, input) {
      if (stopped || input.signal.aborted) return Promise.reject(wasAborted());
      return new Promise((resolve, reject) => {
        const leave = () => {
          queue.delete(job);
          reject(wasAborted());
        };
        const start = (promise: Promise<Extracted>) => {
          input.signal.removeEventListener("abort", leave);
          resolve(promise);
        };
        const job: Job = { preprocessorId, input, start, reject };
        input.signal.addEventListener("abort", leave, { once: true });
        queue.add(job);
        pump();
      });
    },
    async stop() {
      stopped = true;
      for (const job of queue) job.reject(wasAborted());
      queue.clear();
      await readers.stop();
    },
  };
}

interface ReaderPool {
  take(): ReaderProcess;
  giveBack(reader: ReaderProcess): void;
  stop(): Promise<void>;
}

function createReaderPool(
  settings: ReaderLimits & { readonly entryUrl: string; readonly maxDocuments: number; readonly idleMs: number },
): ReaderPool {
  const all = new Set<ReaderProcess>();
  const idle = new Map<ReaderProcess, NodeJS.Timeout>();

  function end(reader: ReaderProcess): void {
    idle.delete(reader);
    void reader.end("stopped").then(() => all.delete(reader));
  }

  return {
    take() {
      for (const [reader, timer] of idle) {
        clearTimeout(timer);
        idle.delete(reader);
        // It may have died while nobody asked it anything.
        if (reader.isAlive()) return reader;
        all.delete(reader);
      }
      const reader = startReader(settings.entryUrl, settings);
      all.add(reader);
      return reader;
    },
    giveBack(reader) {
      if (!reader.isAlive() || reader.documentsRead() >= settings.maxDocuments) return end(reader);
      idle.set(reader, setTimeout(() => end(reader), settings.idleMs).unref());
    },
    async stop() {
      for (const timer of idle.values()) clearTimeout(timer);
      idle.clear();
      await Promise.all([...all].map((reader) => reader.end("stopped")));
      all.clear();
    },
  };
}

function wasAborted(): SmartyError {
  return new SmartyError("aborted", "Reading this file was stopped. Start it again if you need it.");
}
