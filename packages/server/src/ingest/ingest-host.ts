import { getHeapStatistics } from "node:v8";
import { MessageChannel, Worker } from "node:worker_threads";
import { type Caller, createCaller, type ServerLogger, threadUrl } from "@smartypants/adapters";
import type { EventBus, JobContext, Logger } from "@smartypants/core";
import { forwardNotices } from "./bus-over-port.ts";
import { followLog } from "./log-over-port.ts";
import { saveMemoryWhileLoading, workAtFullSpeed } from "../memory-saver.ts";
import { portsOf, type SemanticWires } from "../semantic/wires.ts";
import type { IngestTask, IngestThreadData } from "./protocol.ts";

/** Runs ingest work in a thread that is started when needed, and gone or renewed when idle. */
export interface IngestHost {
  /** Rejects with the task's error, having reported a crash when the thread has died under it; aborting tells the task to stop and waits for it. */
  run(task: IngestTask, payload: unknown, context: Pick<JobContext, "jobId" | "signal" | "reportCrash">): Promise<void>;
  /** Tells the thread, where there is one, which embedding models it follows from now on; one that starts later asks by itself. */
  follow(connect: () => SemanticWires): Promise<void>;
  /** Keeps the thread alive while there are sources to listen to. One that has died is started again. */
  listen(sourceIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const IDLE_MS = 60_000;
/** Of a thread whose jobs have been stopped before. */
const CLOSE_MS = 10_000;
/**
 * A third of the young generation is the nursery: at its default the thread would keep 40 MB more than it needs once it has been busy. Of the old one
 * V8 lets garbage grow to three times what lives where it may have 2 GB or more, and to no more than lives where it may not: 80 MB in a first sync of thousands
 * of files, which costs no time that could be measured. A machine for which V8 allows less keeps that.
 */
const LIMITS = {
  maxYoungGenerationSizeMb: 12,
  maxOldGenerationSizeMb: Math.min(1536, Math.floor(getHeapStatistics().heap_size_limit / 1024 ** 2)),
};
/** Listening may be what the thread has died of: jobs come first. */
const LISTEN_AGAIN_MS = 10_000;

type Connections = Pick<IngestThreadData, "writerPort" | "lexicalPort" | "semantic">;

export interface IngestHostOptions {
  readonly data: Omit<IngestThreadData, keyof Connections | "busPort" | "logPort" | "logLevel"> & {
    readonly logLevel?: IngestThreadData["logLevel"] | undefined;
  };
  readonly connect: () => Connections;
  readonly bus: EventBus;
  readonly logger: ServerLogger;
  /** The thread's file; ours unless told. */
  readonly script?: URL;
}

interface Thread {
  readonly worker: Worker;
  readonly caller: Caller;
  /** Called when the thread ends, before who waits for it hears of that. */
  readonly onEnd: Set<() => void>;
}

export function createIngestHost(options: IngestHostOptions): IngestHost {
  let thread: Thread | undefined;
  let busy = 0;
  let listening: readonly string[] = [];
  let idle: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let hasWorked = false;
  let renewing: Promise<void> | undefined;
  const start = (): Thread => {
    if (thread !== undefined) return thread;
    const started = startThread(options);
    started.onEnd.add(() => {
      if (thread !== started || isClosed) return;
      thread = undefined;
      setTimeout(() => void listenAgain(), LISTEN_AGAIN_MS).unref();
    });
    return (thread = started);
  };
  const listenAgain = async (): Promise<void> => {
    if (!isClosed && listening.length > 0) await listenIn(start(), listening, options.logger);
  };
  // A heap that has grown never shrinks: a new thread listens on before the old one goes, so that no hint is lost.
  const renew = async (): Promise<void> => {
    const ending = thread;
    thread = undefined;
    hasWorked = false;
    saveMemoryWhileLoading();
    await listenAgain();
    await end(ending);
  };
  const rest = (): void => {
    clearTimeout(idle);
    if (busy > 0 || (listening.length > 0 && !hasWorked)) return;
    idle = setTimeout(() => void (renewing = renew()), IDLE_MS).unref();
  };
  return {
    run: async (task, payload, context) => {
      busy += 1;
      hasWorked = true;
      workAtFullSpeed();
      clearTimeout(idle);
      await runIn(start, task, payload, context).finally(() => {
        busy -= 1;
        rest();
      });
    },
    follow: async (connect) => followIn(thread, connect),
    listen: async (sourceIds) => {
      if (sourceIds.length === 0 && listening.length === 0) return;
      listening = sourceIds;
      await start().caller.call("listen", [sourceIds]);
      rest();
    },
    close: async () => {
      isClosed = true;
      clearTimeout(idle);
      await renewing;
      await end(thread);
    },
  };
}

async function runIn(start: () => Thread, ...[task, payload, context]: Parameters<IngestHost["run"]>): Promise<void> {
  const { caller, onEnd } = start();
  const { jobId, signal } = context;
  const reportCrash = (): void => context.reportCrash();
  const abort = (): void => void caller.call("abort", [jobId]).catch(() => {});
  signal.addEventListener("abort", abort);
  onEnd.add(reportCrash);
  try {
    await caller.call("run", [jobId, task, payload]);
  } finally {
    onEnd.delete(reportCrash);
    signal.removeEventListener("abort", abort);
  }
}

async function followIn(thread: Thread | undefined, connect: () => SemanticWires): Promise<void> {
  if (thread === undefined) return;
  const wires = connect();
  await thread.caller.call("follow", [wires], portsOf(wires)).catch((error: unknown) => {
    // One that dies of something else meanwhile is renewed with what is followed then.
    if (!thread.caller.isDead()) throw error;
  });
}

async function listenIn({ caller }: Thread, sourceIds: readonly string[], logger: Logger): Promise<void> {
  try {
    await caller.call("listen", [sourceIds]);
  } catch (error) {
    // The scheduled syncs find what is not heard of.
    logger.warn({ err: error }, "listening for changes could not be begun again");
  }
}

async function end(thread: Thread | undefined): Promise<void> {
  if (thread === undefined) return;
  const closed = thread.caller.call("close", []).catch(() => {});
  // What it stores is whole at any moment: a document that does not end must not keep the server from ending.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
  await thread.worker.terminate();
}

function startThread({ data, connect, bus, logger, script }: IngestHostOptions): Thread {
  const [notices, log] = [new MessageChannel(), new MessageChannel()];
  forwardNotices(notices.port1, bus);
  const unfollow = followLog(log.port1, logger);
  const connections = connect();
  const ours = { busPort: notices.port2, logPort: log.port2, logLevel: data.logLevel ?? logger.level };
  const workerData: IngestThreadData = { ...data, ...connections, ...ours };
  const transferList = [connections.writerPort, connections.lexicalPort, notices.port2, log.port2, ...portsOf(connections.semantic)];
  const worker = new Worker(script ?? threadUrl(import.meta.url, "./ingest-thread"), {
    workerData,
    transferList,
    resourceLimits: LIMITS,
    name: "ingest",
  });
  worker.on("error", (error) => logger.error({ err: error }, "the ingest thread failed"));
  const onEnd = new Set<() => void>();
  const ended = (): void => {
    const listeners = [...onEnd];
    onEnd.clear();
    for (const listener of listeners) listener();
  };
  worker.once("error", ended);
  worker.once("exit", ended);
  worker.once("exit", unfollow);
  return { worker, caller: createCaller(worker, "ingest"), onEnd };
}
