import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { LexicalIndex } from "@smartypants/core";
import { type Caller, createCaller, threadUrl } from "../../threads/rpc.ts";
import { type LexicalIndexTarget, lexicalIndexOver } from "./lexical-index-client.ts";
import { prepareLexicalTables } from "./lexical-tables.ts";
import type { LexicalThreadData } from "./lexical-thread.ts";

export interface EmbeddedLexicalIndexOptions extends LexicalIndexTarget {
  readonly file: string;
  /** Searches that run at the same time; 1 unless told. */
  readonly threads?: number;
}

export interface EmbeddedLexicalIndex extends LexicalIndex {
  /** A port for `createLexicalIndexClient`; it may be moved to another thread. */
  connect(): MessagePort;
  /** Called when a search thread ends by itself: from then on calls fail with `unavailable`. */
  onDeath(listener: (error: Error) => void): void;
  /** Ends the search threads; open calls and those of all clients fail with `unavailable`. */
  close(): Promise<void>;
}

/** Full-text search in threads of its own, over rebuildable tables in the database `file`. */
export async function createEmbeddedLexicalIndex({ db, file, threads = 1 }: EmbeddedLexicalIndexOptions): Promise<EmbeddedLexicalIndex> {
  await prepareLexicalTables(db);
  const pool = Array.from({ length: threads }, () => startSearchThread(file));
  const leastBusy = (): SearchThread => pool.reduce((best, each) => (each.waiting < best.waiting ? each : best));
  let connections = 0;
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    closing ??= Promise.all(pool.map((thread) => endSearchThread(thread)));
    await closing;
  };
  return {
    ...lexicalIndexOver({ db }, () => leastBusy().caller, close),
    connect: () => {
      const { port1, port2 } = new MessageChannel();
      const thread = pool[connections++ % pool.length];
      // Whoever uses the port hears of a dead thread by itself.
      thread?.caller.call("connect", [port1], [port1]).catch(() => port2.close());
      return port2;
    },
    onDeath: (listener) => {
      const died = (error: Error): void => {
        if (closing === undefined) listener(error);
      };
      for (const { worker } of pool) {
        worker.on("error", died);
        worker.on("exit", () => died(new Error("a text search thread ended")));
      }
    },
  };
}

interface SearchThread {
  readonly worker: Worker;
  readonly caller: Caller;
  /** Calls sent and not answered. */
  readonly waiting: number;
}

function startSearchThread(file: string): SearchThread {
  const workerData: LexicalThreadData = { file };
  // Its work is SQLite's, outside of the heap: a small nursery saves 10 MB.
  const resourceLimits = { maxYoungGenerationSizeMb: 3 };
  const worker = new Worker(threadUrl(import.meta.url, "./lexical-thread"), { workerData, resourceLimits });
  const caller = createCaller(worker, "text search");
  let waiting = 0;
  return {
    worker,
    get waiting() {
      return waiting;
    },
    caller: {
      call: (method, args, transfer) => {
        waiting++;
        return caller.call<never>(method, args, transfer).finally(() => waiting--);
      },
    },
  };
}

async function endSearchThread({ caller, worker }: SearchThread): Promise<void> {
  try {
    await caller.call("close", []);
  } finally {
    await worker.terminate();
  }
}
