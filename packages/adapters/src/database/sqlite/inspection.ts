import { Worker } from "node:worker_threads";
import { createCaller, threadUrl } from "../../threads/rpc.ts";
import type { InspectionThreadData } from "./inspection-thread.ts";

export interface InspectionThread {
  select<Row>(text: string, parameters: readonly unknown[]): Promise<readonly Row[]>;
  /** What SQLite's own checks complain of; empty when all is well. */
  integrity(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Reads the file in a thread of its own, on a connection that cannot write. */
export function openInspection(file: string): InspectionThread {
  const workerData: InspectionThreadData = { file };
  const worker = new Worker(threadUrl(import.meta.url, "./inspection-thread"), { workerData });
  const caller = createCaller(worker, "inspection");
  return {
    select: (text, parameters) => caller.call("select", [text, parameters]),
    integrity: () => caller.call("integrity", []),
    close: async () => {
      // It may have died of a damaged file: then there is nothing left to close.
      await caller.call("close", []).catch(() => undefined);
      await worker.terminate();
    },
  };
}
