import { type MessagePort, Worker } from "node:worker_threads";
import type { VectorIndex } from "@smartypants/core";
import { keepThread } from "../../threads/keep-thread.ts";
import { threadUrl } from "../../threads/rpc.ts";
import { indexOver, type VectorIndexTarget } from "./vector-index-client.ts";
import { openVectorTable } from "./vector-tables.ts";
import type { VectorThreadData } from "./vector-thread.ts";

export interface EmbeddedVectorIndex extends VectorIndex {
  /** The name of its table, for `createVectorIndexClient`. */
  readonly table: string;
  /** A port for `createVectorIndexClient`; it may be moved to another thread. */
  connect(): MessagePort;
  /** Called when the search thread has died so often that it is not started again: from then on every call fails with `unavailable`. */
  onDeath(listener: (error: Error) => void): void;
  /** Ends the search thread; open calls and those of all clients fail with `unavailable`. */
  close(): Promise<void>;
}

/**
 * An exact scan of one model's vectors in a thread of its own, over rows of the database `file`; those of other models lie beside it. What it keeps is
 * rebuildable: it is empty when the model's vectors had another length the last time. Resolves before the vectors are loaded; searches wait for that.
 */
export async function createEmbeddedVectorIndex(
  options: Omit<VectorIndexTarget, "table"> & { readonly file: string },
): Promise<EmbeddedVectorIndex> {
  const { db, file, model, dimensions } = options;
  const table = await openVectorTable(db, model, dimensions);
  const workerData: VectorThreadData = { file, table, model, dimensions };
  // Vectors pass through as short-lived buffers: a small nursery frees them early, and saves 10 MB.
  const resourceLimits = { maxYoungGenerationSizeMb: 2 };
  const thread = keepThread({
    name: "vector search",
    methods: ["search", "score", "refresh", "reload"],
    start: () => new Worker(threadUrl(import.meta.url, "./vector-thread"), { workerData, resourceLimits, name: "vector search" }),
  });
  return {
    ...indexOver({ ...options, table }, thread.caller, () => thread.close()),
    table,
    connect: () => thread.connect(),
    onDeath: (listener) => thread.onDeath(listener),
  };
}
