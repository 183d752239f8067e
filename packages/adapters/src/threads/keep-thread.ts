import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { type Caller, createCaller, serveCalls } from "./rpc.ts";

export interface KeepThreadOptions {
  /** For messages: "the <name> thread". */
  readonly name: string;
  readonly start: () => Worker;
  /** Methods that ports made by `connect` may call. */
  readonly methods: readonly string[];
  /** So many deaths within `withinMs` are the last: 3 in ten minutes unless told. */
  readonly deaths?: number;
  readonly withinMs?: number;
}

/** A thread that is started again when it dies. It must keep nothing that it could not read anew. */
export interface KeptThread {
  /** Calls are asked once more when the thread dies of them or under them, so they must be repeatable. After the last death they fail with `unavailable`. */
  readonly caller: Caller;
  /** Calls sent and not answered. */
  readonly waiting: number;
  /** A port for `createCaller`; it may be moved to another thread, and outlives the deaths of this one. */
  connect(): MessagePort;
  /** Called when the thread has died too often and is not started again. */
  onDeath(listener: (error: Error) => void): void;
  /** Ends the thread; open calls and those of all ports fail with `unavailable`. */
  close(): Promise<void>;
}

interface Life {
  readonly worker: Worker;
  readonly caller: Caller;
  /** Resolves when the worker has ended. */
  readonly ended: Promise<void>;
}

export function keepThread(options: KeepThreadOptions): KeptThread {
  const { deaths = 3, withinMs = 600_000 } = options;
  const listeners: ((error: Error) => void)[] = [];
  const ports = new Set<MessagePort>();
  let died: number[] = [];
  let gaveUp: Error | undefined;
  let closing: Promise<void> | undefined;
  let waiting = 0;
  const onEnd = (error: Error): void => {
    if (closing !== undefined) return;
    const now = performance.now();
    died = [...died.filter((at) => now - at < withinMs), now];
    if (died.length < deaths) {
      life = begin(options, onEnd);
      return;
    }
    gaveUp = error;
    for (const listener of listeners) listener(error);
  };
  let life = begin(options, onEnd);
  const call: Caller["call"] = async (method, args, transfer) => {
    const asked = life;
    waiting++;
    try {
      return await asked.caller.call<never>(method, args, transfer);
    } catch (error) {
      if (!asked.caller.isDead() || closing !== undefined) throw error;
      await asked.ended;
      if (gaveUp !== undefined || closing !== undefined) throw error;
      return await life.caller.call<never>(method, args, transfer);
    } finally {
      waiting--;
    }
  };
  return {
    caller: { call, isDead: () => gaveUp !== undefined || closing !== undefined },
    get waiting() {
      return waiting;
    },
    connect: () => {
      const { port1, port2 } = new MessageChannel();
      ports.add(port1);
      port1.on("close", () => ports.delete(port1));
      serveCalls(port1, Object.fromEntries(options.methods.map((method) => [method, (...args: unknown[]) => call(method, args)])));
      // An open port alone must not keep the process alive.
      port1.unref();
      return port2;
    },
    onDeath: (listener) => {
      if (gaveUp === undefined) listeners.push(listener);
      else listener(gaveUp);
    },
    close: () => {
      closing ??= end(life, ports);
      return closing;
    },
  };
}

function begin({ name, start }: KeepThreadOptions, onEnd: (error: Error) => void): Life {
  const worker = start();
  let fault: Error | undefined;
  worker.once("error", (error) => {
    fault = error instanceof Error ? error : new Error(String(error));
  });
  const caller = createCaller(worker, name);
  const ended = new Promise<void>((resolve) => {
    worker.once("exit", () => {
      // First the next life, then whoever waits for it.
      onEnd(fault ?? new Error(`the ${name} thread ended`));
      resolve();
    });
  });
  return { worker, caller, ended };
}

async function end({ caller, worker }: Life, ports: ReadonlySet<MessagePort>): Promise<void> {
  // One that has died closes nothing.
  await caller.call("close", []).catch(() => undefined);
  for (const port of ports) port.close();
  await worker.terminate();
}
