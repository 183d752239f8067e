import type { MessagePort } from "node:worker_threads";
import type { VectorHit, VectorIndex } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Kysely } from "kysely";
import type { Schema } from "../../database/schema.ts";
import { type Caller, createCaller } from "../../threads/rpc.ts";
import { clearVectorChunks, listVectorChunks, writeVectorChunks } from "./vector-chunk-table.ts";

export interface VectorIndexTarget {
  /** This thread's own connection; its writes go to the writer thread. */
  readonly db: Kysely<Schema>;
  /** The index's own table. */
  readonly table: string;
  /** As in the `model` column of `embedding`. */
  readonly model: string;
  readonly dimensions: number;
}

/** Uses the index of another thread, through a port made by its `connect`. `close` closes the port only. */
export function createVectorIndexClient(options: VectorIndexTarget & { readonly port: MessagePort }): VectorIndex {
  const { port } = options;
  return indexOver(options, createCaller(port, "vector search"), async () => port.close());
}

/** An index whose searches are calls to the search thread and whose changes are transactions followed by a call. */
export function indexOver(target: VectorIndexTarget, caller: Caller, close: () => Promise<void>): VectorIndex {
  const { db, table, model, dimensions } = target;
  return {
    apply: async ({ upserts, removes }) => {
      // Committed first: should this fail half-way, or the process die, the thread learns the rest from the table.
      const chunkIds = await writeVectorChunks(db, { table, model, dimensions, upserts, removes });
      if (chunkIds.length > 0) await caller.call("refresh", [chunkIds]);
    },
    search: async (query, filter, limit, signal) => {
      checkQuery(query, dimensions);
      return untilAborted(caller.call<readonly VectorHit[]>("search", [query.slice(), filter, limit]), signal);
    },
    score: async (query, chunkIds) => {
      checkQuery(query, dimensions);
      return caller.call("score", [query.slice(), chunkIds]);
    },
    chunkIds: (after, limit) => listVectorChunks(db, table, after, limit),
    clear: async () => {
      await clearVectorChunks(db, table);
      await caller.call("reload", []);
    },
    close,
  };
}

/** Callers send `query.slice()`: posting a row of a larger array would copy all of that. */
function checkQuery(query: Float32Array, dimensions: number): void {
  if (query.length !== dimensions || !query.every((value) => Number.isFinite(value))) {
    throw new SmartyError("internal", `The query's vector is not ${dimensions} finite numbers.`);
  }
}

/** The thread cannot be interrupted; the caller need not wait for it. */
function untilAborted<Value>(answer: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new SmartyError("aborted", "The search was cancelled."));
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
