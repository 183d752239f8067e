import type { MessagePort } from "node:worker_threads";
import type { IndexFilter, LexicalAnswer, LexicalIndex, LexicalQuery } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Kysely } from "kysely";
import type { Schema } from "../../database/schema.ts";
import { type Caller, createCaller } from "../../threads/rpc.ts";
import { clearLexicalChunks, listLexicalChunks, writeLexicalChunks } from "./lexical-tables.ts";

export interface LexicalIndexTarget {
  /** This thread's own connection; its writes go to the writer thread. */
  readonly db: Kysely<Schema>;
}

/** Uses the index of another thread, through a port made by its `connect`. `close` closes the port only. */
export function createLexicalIndexClient({ db, port }: LexicalIndexTarget & { readonly port: MessagePort }): LexicalIndex {
  const caller = createCaller(port, "text search");
  return lexicalIndexOver(
    { db },
    () => caller,
    async () => port.close(),
  );
}

/** An index whose changes are transactions and whose searches are calls; `choose` picks the thread for each. */
export function lexicalIndexOver({ db }: LexicalIndexTarget, choose: () => Caller, close: () => Promise<void>): LexicalIndex {
  return {
    apply: (changes) => writeLexicalChunks(db, changes),
    search: (query, filter, limit, signal) =>
      signal === undefined
        ? choose().call<LexicalAnswer>("search", [query, filter, limit])
        : searchUntilAborted(choose(), { query, filter, limit }, signal),
    chunkIds: (after, limit) => listLexicalChunks(db, after, limit),
    clear: () => clearLexicalChunks(db),
    close,
  };
}

interface Search {
  readonly query: LexicalQuery;
  readonly filter: IndexFilter;
  readonly limit: number;
}

/** A search that has begun cannot be interrupted, but the caller need not wait for it; one that has not is dropped. */
function searchUntilAborted(caller: Caller, { query, filter, limit }: Search, signal: AbortSignal): Promise<LexicalAnswer> {
  if (signal.aborted) return Promise.reject(cancellation());
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      Atomics.store(cancelled, 0, 1);
      reject(cancellation());
    };
    signal.addEventListener("abort", abort, { once: true });
    const end = (): void => signal.removeEventListener("abort", abort);
    caller.call<LexicalAnswer>("search", [query, filter, limit, cancelled]).then(resolve, reject).finally(end);
  });
}

function cancellation(): SmartyError {
  return new SmartyError("aborted", "The search was cancelled.");
}
