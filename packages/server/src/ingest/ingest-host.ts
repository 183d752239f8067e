import { MessageChannel, Worker } from "node:worker_threads";
import { type Caller, createCaller, threadUrl } from "@smartypants/adapters";
import type { EventBus, Logger } from "@smartypants/core";
import { forwardNotices } from "./bus-over-port.ts";
import type { IngestTask, IngestThreadData } from "./protocol.ts";

/** Runs ingest work in a thread that is started when needed and gone when idle. */
export interface IngestHost {
  /** Rejects with the task's error; aborting tells the task to stop and waits for it. */
  run(taskId: string, task: IngestTask, payload: unknown, signal: AbortSignal): Promise<void>;
  /** Keeps the thread alive while there are sources to listen to. */
  listen(sourceIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const IDLE_MS = 60_000;

type Connections = Pick<IngestThreadData, "writerPort" | "lexicalPort" | "vectorPort">;

export interface IngestHostOptions {
  readonly data: Omit<IngestThreadData, keyof Connections | "busPort">;
  readonly connect: () => Connections;
  readonly bus: EventBus;
  readonly logger: Logger;
}

interface Thread {
  readonly worker: Worker;
  readonly caller: Caller;
}

export function createIngestHost({ data, connect, bus, logger }: IngestHostOptions): IngestHost {
  let thread: Thread | undefined;
  let busy = 0;
  let listening: readonly string[] = [];
  let idle: ReturnType<typeof setTimeout> | undefined;
  const start = (): Thread => {
    if (thread !== undefined) return thread;
    const { port1, port2 } = new MessageChannel();
    forwardNotices(port1, bus);
    const connections = connect();
    const workerData: IngestThreadData = { ...data, ...connections, busPort: port2 };
    const transfer = [
      connections.writerPort,
      connections.lexicalPort,
      port2,
      ...(connections.vectorPort === null ? [] : [connections.vectorPort]),
    ];
    const worker = new Worker(threadUrl(import.meta.url, "./ingest-thread"), { workerData, transferList: transfer });
    const started: Thread = { worker, caller: createCaller(worker, "ingest") };
    worker.on("error", (error) => logger.error({ err: error }, "the ingest thread failed"));
    worker.on("exit", () => {
      if (thread === started) thread = undefined;
    });
    thread = started;
    return started;
  };
  const stop = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = thread;
    thread = undefined;
    if (ending === undefined) return;
    await ending.caller.call("close", []).catch(() => {});
    await ending.worker.terminate();
  };
  const rest = (): void => {
    clearTimeout(idle);
    if (busy > 0 || listening.length > 0) return;
    idle = setTimeout(() => void stop(), IDLE_MS);
    idle.unref();
  };
  return {
    run: async (taskId, task, payload, signal) => {
      busy += 1;
      clearTimeout(idle);
      const { caller } = start();
      const abort = (): void => void caller.call("abort", [taskId]).catch(() => {});
      signal.addEventListener("abort", abort);
      try {
        await caller.call("run", [taskId, task, payload]);
      } finally {
        signal.removeEventListener("abort", abort);
        busy -= 1;
        rest();
      }
    },
    listen: async (sourceIds) => {
      if (sourceIds.length === 0 && listening.length === 0) return;
      listening = sourceIds;
      await start().caller.call("listen", [sourceIds]);
      rest();
    },
    close: stop,
  };
}
