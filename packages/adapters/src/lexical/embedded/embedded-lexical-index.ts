import { type MessagePort, Worker } from "node:worker_threads";
import type { LexicalIndex } from "@smartypants/core";
import { keepThread, type KeptThread } from "../../threads/keep-thread.ts";
import { threadUrl } from "../../threads/rpc.ts";
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
  /** Called when a search thread has died so often that it is not started again: from then on its calls fail with `unavailable`. */
  onDeath(listener: (error: Error) => void): void;
  /** Ends the search threads; open calls and those of all clients fail with `unavailable`. */
  close(): Promise<void>;
}

/** Full-text search in threads of its own, over rebuildable tables in the database `file`. */
export async function createEmbeddedLexicalIndex({ db, file, threads = 1 }: EmbeddedLexicalIndexOptions): Promise<EmbeddedLexicalIndex> {
  await prepareLexicalTables(db);
  const pool = Array.from({ length: threads }, () => keepSearchThread(file));
  const leastBusy = (): KeptThread => pool.reduce((best, each) => (each.waiting < best.waiting ? each : best));
  let connections = 0;
  const close = async (): Promise<void> => {
    await Promise.all(pool.map((thread) => thread.close()));
  };
  return {
    ...lexicalIndexOver({ db }, () => leastBusy().caller, close),
    connect: () => (pool[connections++ % pool.length] ?? leastBusy()).connect(),
    onDeath: (listener) => {
      for (const thread of pool) thread.onDeath(listener);
    },
  };
}

function keepSearchThread(file: string): KeptThread {
  const workerData: LexicalThreadData = { file };
  // Its work is SQLite's, outside of the heap: a small nursery saves 10 MB.
  const resourceLimits = { maxYoungGenerationSizeMb: 3 };
  return keepThread({
    name: "text search",
    methods: ["search"],
    start: () => new Worker(threadUrl(import.meta.url, "./lexical-thread"), { workerData, resourceLimits, name: "text search" }),
  });
}
