import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { toErrorData } from "@smartypants/sdk";
import { createRunner, openSqlite, translate } from "./connection.ts";
import { createTurns, type Turn } from "./turns.ts";

/** What a client sends: `write` is one statement by itself, the others make up a transaction. */
export type WriterRequest =
  | { readonly id: number; readonly kind: "begin" | "commit" | "rollback"; readonly transaction: number }
  | {
      readonly id: number;
      readonly kind: "query";
      readonly transaction: number;
      readonly sql: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly id: number; readonly kind: "write"; readonly sql: string; readonly parameters: readonly unknown[] };

export type WriterPriority = "interactive" | "ingest";

const connection = openSqlite((workerData as { file: string }).file, "write");
const runner = createRunner(connection);
const turns = createTurns();

function connect(port: MessagePort, priority: WriterPriority): void {
  const open = new Map<number, Turn>();
  const answer = (id: number, work: () => unknown): void => {
    try {
      port.postMessage({ id, value: work() });
    } catch (error) {
      port.postMessage({ id, error: toErrorData(error) });
    }
  };
  const end = (transaction: number, statement: "commit" | "rollback"): void => {
    const turn = open.get(transaction);
    if (turn === undefined) return;
    try {
      if (connection.inTransaction) connection.exec(statement);
    } catch (error) {
      if (connection.inTransaction) connection.exec("rollback");
      throw translate(error);
    } finally {
      open.delete(transaction);
      turn.end();
    }
  };
  port.on("message", (request: WriterRequest) => {
    if (request.kind === "query") return answer(request.id, () => runner.run(request.sql, request.parameters));
    if (request.kind === "commit" || request.kind === "rollback") {
      const kind = request.kind;
      return answer(request.id, () => end(request.transaction, kind));
    }
    if (request.kind === "write") {
      return turns.take(priority, (turn) => {
        answer(request.id, () => runner.run(request.sql, request.parameters));
        turn.end();
      });
    }
    return turns.take(priority, (turn) => {
      open.set(request.transaction, turn);
      answer(request.id, () => void connection.exec("begin immediate"));
      if (!connection.inTransaction) {
        open.delete(request.transaction);
        turn.end();
      }
    });
  });
  port.on("close", () => {
    for (const transaction of open.keys()) end(transaction, "rollback");
  });
}

parentPort?.on("message", (message: { connect: MessagePort; priority: WriterPriority } | { close: true }) => {
  if ("connect" in message) return connect(message.connect, message.priority);
  connection.pragma("wal_checkpoint(truncate)");
  connection.close();
  parentPort?.close();
});
