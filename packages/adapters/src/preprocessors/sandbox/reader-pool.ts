import { type ReaderLimits, type ReaderProcess, startReader } from "./reader-process.ts";

export interface PoolSettings extends ReaderLimits {
  /** What a process runs. */
  readonly entryUrl: string;
  /** A process is replaced after so many documents: parsers leak. */
  readonly maxDocuments: number;
  /** A process without work ends after this time. */
  readonly idleMs: number;
}

/** Processes that read documents; each is there for one document after the other, and for none after its share. */
export interface ReaderPool {
  /** One that may hold so much. */
  take(maxMegabytes: number): ReaderProcess;
  /** It ends unless another document may come to it. */
  giveBack(reader: ReaderProcess, mayStay: boolean): void;
  idleCount(): number;
  /** Ends those without work. */
  endIdle(): void;
  /** Ends all; resolves when the last one is gone. */
  stop(): Promise<void>;
}

/** A process that holds more than this part of its memory after a document is replaced: the next one would suffer for it. */
const KEEP_SHARE = 0.75;

export function createReaderPool(settings: PoolSettings): ReaderPool {
  const all = new Set<ReaderProcess>();
  const idle = new Map<ReaderProcess, NodeJS.Timeout>();

  function end(reader: ReaderProcess): void {
    clearTimeout(idle.get(reader));
    idle.delete(reader);
    void reader.end("stopped").then(() => all.delete(reader));
  }

  return {
    take(maxMegabytes) {
      for (const [reader, timer] of idle) {
        clearTimeout(timer);
        idle.delete(reader);
        // It may have died while nobody asked it anything.
        if (reader.isAlive() && (reader.heldMegabytes() ?? 0) <= maxMegabytes * KEEP_SHARE) {
          reader.limitMemory(maxMegabytes);
          return reader;
        }
        end(reader);
      }
      const reader = startReader(settings.entryUrl, settings);
      reader.limitMemory(maxMegabytes);
      all.add(reader);
      return reader;
    },
    giveBack(reader, mayStay) {
      const isGood = reader.isAlive() && reader.documentsRead() < settings.maxDocuments;
      const isSmall = (reader.heldMegabytes() ?? 0) <= settings.maxMemoryMegabytes * KEEP_SHARE;
      if (!mayStay || !isGood || !isSmall) return end(reader);
      idle.set(reader, setTimeout(() => end(reader), settings.idleMs).unref());
    },
    idleCount: () => idle.size,
    endIdle() {
      for (const reader of idle.keys()) end(reader);
    },
    async stop() {
      for (const timer of idle.values()) clearTimeout(timer);
      idle.clear();
      await Promise.all([...all].map((reader) => reader.end("stopped")));
      all.clear();
    },
  };
}
