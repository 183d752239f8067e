import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { type ErrorData, fromErrorData, SmartyError } from "@smartypants/sdk";
import { threadUrl } from "../../threads/rpc.ts";
import type { QueryAnswer } from "./connection.ts";
import type { WriterPriority, WriterRequest } from "./serve-writer.ts";

/** The thread that alone writes the file. */
export interface WriterThread {
  /** A port for one client; it may be moved to another thread. */
  connect(priority: WriterPriority): MessagePort;
  /** Checkpoints the file and ends the thread. */
  close(): Promise<void>;
  /** Called when the thread ends by itself: the process cannot go on. */
  onDeath(listener: (error: Error) => void): void;
}

export function startWriterThread(file: string): WriterThread {
  // Statements pass through as short-lived objects: a small nursery frees them early, and saves 10 MB.
  const resourceLimits = { maxYoungGenerationSizeMb: 3 };
  const worker = new Worker(threadUrl(import.meta.url, "./writer-thread"), { workerData: { file }, name: "writer", resourceLimits });
  const listeners: ((error: Error) => void)[] = [];
  let closing = false;
  let dead = false;
  const died = (error: Error): void => {
    if (closing || dead) return;
    dead = true;
    for (const listener of listeners) listener(error);
  };
  worker.on("error", died);
  worker.on("exit", () => died(new Error("the writer thread ended")));
  return {
    connect: (priority) => {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ connect: port1, priority }, [port1]);
      return port2;
    },
    close: async () => {
      closing = true;
      if (dead) return;
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      worker.postMessage({ close: true });
      await ended;
    },
    onDeath: (listener) => void listeners.push(listener),
  };
}

export interface WriterClient {
  begin(): Promise<WriterTransaction>;
  write(sql: string, parameters: readonly unknown[]): Promise<QueryAnswer>;
  close(): void;
}

export interface WriterTransaction {
  query(sql: string, parameters: readonly unknown[]): Promise<QueryAnswer>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

type Unsent = WriterRequest extends infer Each ? (Each extends { id: number } ? Omit<Each, "id"> : never) : never;

/** Speaks to the writer thread through a port made by `connect`. */
export function createWriterClient(port: MessagePort): WriterClient {
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let closed = false;
  port.on("message", (reply: { id: number; value?: unknown; error?: ErrorData }) => {
    const call = open.get(reply.id);
    open.delete(reply.id);
    if (reply.error === undefined) call?.resolve(reply.value as never);
    else call?.reject(fromErrorData(reply.error));
  });
  port.on("close", () => {
    closed = true;
    for (const call of open.values()) call.reject(new SmartyError("unavailable", "The database is closing."));
    open.clear();
  });
  const send = <Value>(request: Unsent): Promise<Value> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new SmartyError("unavailable", "The database is closing."));
      const id = nextId++;
      open.set(id, { resolve, reject });
      port.postMessage({ ...request, id });
    });
  return {
    begin: async () => {
      const transaction = nextId;
      await send({ kind: "begin", transaction });
      return {
        query: (sql, parameters) => send({ kind: "query", transaction, sql, parameters }),
        commit: () => send({ kind: "commit", transaction }),
        rollback: () => send({ kind: "rollback", transaction }),
      };
    },
    write: (sql, parameters) => send({ kind: "write", sql, parameters }),
    close: () => port.close(),
  };
}
