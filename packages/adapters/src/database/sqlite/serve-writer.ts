import type { MessagePort } from "node:worker_threads";
import { toErrorData } from "@smartypants/sdk";
import type Sqlite from "better-sqlite3";
import { createRunner } from "./connection.ts";
import { createTransactions, type Timer } from "./transactions.ts";
import { createTurns } from "./turns.ts";

/** What a client sends: `write` is one statement by itself, the others make up a transaction. */
export type WriterRequest =
  | { readonly id: number; readonly kind: "begin"; readonly transaction: number }
  | { readonly id: number; readonly kind: "commit"; readonly transaction: number }
  | { readonly id: number; readonly kind: "rollback"; readonly transaction: number }
  | {
      readonly id: number;
      readonly kind: "query";
      readonly transaction: number;
      readonly sql: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly id: number; readonly kind: "write"; readonly sql: string; readonly parameters: readonly unknown[] };

export type WriterPriority = "interactive" | "ingest";

export interface WriterServer {
  connect(port: MessagePort, priority: WriterPriority): void;
  /** Undoes an open transaction, lets all clients go, checkpoints the file and closes it. */
  close(): void;
}

/** Lets many clients write through one connection, one after the other. */
export function createWriterServer(connection: Sqlite.Database, timer: Timer = startTimer): WriterServer {
  const runner = createRunner(connection);
  const transactions = createTransactions(connection, runner, timer);
  const turns = createTurns();
  const ports = new Set<MessagePort>();

  const serve = (port: MessagePort, priority: WriterPriority, request: WriterRequest): void => {
    const answer = (work: () => unknown): void => {
      try {
        port.postMessage({ id: request.id, value: work() });
      } catch (error) {
        port.postMessage({ id: request.id, error: toErrorData(error) });
      }
    };
    if (request.kind === "query") {
      return answer(() => transactions.query(port, request.transaction, request.sql, request.parameters));
    }
    if (request.kind === "commit") return answer(() => transactions.commit(port, request.transaction));
    if (request.kind === "rollback") return answer(() => transactions.rollback(port, request.transaction));
    turns.take(priority, (turn) => {
      // It went while it waited: nobody would end its transaction.
      if (!ports.has(port)) return turn.end();
      if (request.kind === "begin") return answer(() => transactions.begin(port, request.transaction, turn));
      answer(() => runner.run(request.sql, request.parameters));
      turn.end();
    });
  };
  return {
    connect: (port, priority) => {
      ports.add(port);
      port.on("message", (request: WriterRequest) => serve(port, priority, request));
      port.on("close", () => {
        ports.delete(port);
        transactions.abandon(port);
      });
    },
    close: () => {
      for (const port of ports) port.close();
      ports.clear();
      transactions.abandon();
      connection.pragma("wal_checkpoint(truncate)");
      connection.close();
    },
  };
}

function startTimer(work: () => void, ms: number): () => void {
  const handle = setTimeout(work, ms);
  return () => clearTimeout(handle);
}
