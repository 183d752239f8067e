import { parentPort, workerData } from "node:worker_threads";
import type { IndexFilter, LexicalAnswer, LexicalQuery } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { openSqlite, translate } from "../../database/sqlite/connection.ts";
import { type Handlers, serveCalls } from "../../threads/rpc.ts";
import { createLexicalSearch } from "./lexical-search.ts";

export interface LexicalThreadData {
  readonly file: string;
}

const { file }: LexicalThreadData = workerData;
const connection = openSqlite(file, "read");
const search = createLexicalSearch(connection);

const handlers = {
  /** `cancelled` is one number in shared memory: this thread reads its messages only between searches. */
  search: (query: LexicalQuery, filter: IndexFilter, limit: number, cancelled?: Int32Array): LexicalAnswer => {
    if (cancelled !== undefined && Atomics.load(cancelled, 0) !== 0) throw new SmartyError("aborted", "The search was cancelled.");
    try {
      return search(query, filter, limit);
    } catch (error) {
      throw translate(error);
    }
  },
} satisfies Handlers;

if (parentPort !== null) {
  serveCalls(parentPort, {
    ...handlers,
    close: () => void connection.close(),
  });
}
