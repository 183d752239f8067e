import { parentPort, workerData } from "node:worker_threads";
import { SmartyError } from "@smartypants/sdk";
import { openSqlite, translate } from "../../database/sqlite/connection.ts";
import { type Handlers, serveCalls } from "../../threads/rpc.ts";
import { createVectorRows } from "./vector-rows.ts";
import { createVectorStore, type VectorStore } from "./vector-store.ts";

export interface VectorThreadData {
  readonly file: string;
  readonly table: string;
  readonly model: string;
  readonly dimensions: number;
}

const data: VectorThreadData = workerData;
const { file, table, model, dimensions } = data;
const connection = openSqlite(file, "read");
// Searches read scattered rows, which no small cache would hold: the system's cache serves them.
connection.pragma("cache_size = -1000");
const store = createVectorStore(createVectorRows(connection, { table, model, dimensions }), dimensions);

/** SQLite's errors leave this thread as ours; so does what a closing thread cuts short. */
async function translated<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw connection.open ? translate(error) : new SmartyError("unavailable", "The vector search is closing.", { cause: error });
  }
}

const handlers = {
  search: (...args: Parameters<VectorStore["search"]>) => translated(() => store.search(...args)),
  score: (...args: Parameters<VectorStore["score"]>) => translated(() => store.score(...args)),
  refresh: (...args: Parameters<VectorStore["refresh"]>) => translated(() => store.refresh(...args)),
  reload: () => translated(() => store.reload()),
} satisfies Handlers;

if (parentPort !== null) {
  serveCalls(parentPort, {
    ...handlers,
    close: () => void connection.close(),
  });
}
// Begun at once, so that the first search finds it done; who asks hears of a failure.
store.reload().catch(() => {});
