import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { VectorIndex } from "@smartypants/core";
import { createCaller, threadUrl } from "../../threads/rpc.ts";
import { prepareVectorTables } from "./vector-chunk-table.ts";
import { indexOver, type VectorIndexTarget } from "./vector-index-client.ts";
import type { VectorThreadData } from "./vector-thread.ts";

export interface EmbeddedVectorIndex extends VectorIndex {
  /** A port for `createVectorIndexClient`; it may be moved to another thread. */
  connect(): MessagePort;
  /** Called when the search thread ends by itself: from then on every call fails with `unavailable`. */
  onDeath(listener: (error: Error) => void): void;
  /** Ends the search thread; open calls and those of all clients fail with `unavailable`. */
  close(): Promise<void>;
}

/**
 * An exact scan of all vectors in a thread of its own, over rows of the database `file`. What it keeps is rebuildable: it empties itself
 * when `model` or `dimensions` differ from last time. Resolves before the vectors are loaded; searches wait for that.
 */
export async function createEmbeddedVectorIndex(options: VectorIndexTarget & { readonly file: string }): Promise<EmbeddedVectorIndex> {
  const { db, file, model, dimensions } = options;
  await prepareVectorTables(db, model, dimensions);
  const workerData: VectorThreadData = { file, model, dimensions };
  // Vectors pass through as short-lived buffers: a small nursery frees them early, and saves 10 MB.
  const resourceLimits = { maxYoungGenerationSizeMb: 2 };
  const worker = new Worker(threadUrl(import.meta.url, "./vector-thread"), { workerData, resourceLimits });
  const caller = createCaller(worker, "vector search");
  let closing: Promise<number> | undefined;
  const close = async (): Promise<void> => {
    // A thread that has died already closes nothing.
    closing ??= caller.call("close", []).then(
      () => worker.terminate(),
      () => worker.terminate(),
    );
    await closing;
  };
  return {
    ...indexOver(options, caller, close),
    connect: () => {
      const { port1, port2 } = new MessageChannel();
      // Whoever uses the port hears of a dead thread by itself.
      caller.call("connect", [port1], [port1]).catch(() => port2.close());
      return port2;
    },
    onDeath: (listener) => {
      const died = (error: Error): void => {
        if (closing === undefined) listener(error);
      };
      worker.on("error", died);
      worker.on("exit", () => died(new Error("the vector search thread ended")));
    },
  };
}
