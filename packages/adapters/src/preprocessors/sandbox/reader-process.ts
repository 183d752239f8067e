import { type ChildProcess, spawn } from "node:child_process";
import { type Extracted, type PreprocessInput, type SmartyError } from "@smartypants/sdk";
import { setBusy } from "../../system/child-process.ts";
import { childArguments } from "./child-arguments.ts";
import { type Death, deathError, type EndReason, isOutOfMemory } from "./death-error.ts";
import { createMemoryLimit, type MemoryLimit } from "./memory-limit.ts";
import { readResidentMegabytes } from "./process-figures.ts";
import { limitTime, lowerPriority } from "./processor-time.ts";
import { type DocumentRequest, readAnswer } from "./protocol.ts";

export interface ReaderLimits {
  /** For one document, the start of the process included; longer where the system says that the process has waited for a processor. */
  readonly timeoutMs: number;
  readonly maxHeapMegabytes: number;
  /** Of the whole process, which watches itself; we look too, where the system tells (/proc), in case that it cannot. */
  readonly maxMemoryMegabytes: number;
  readonly pollMs: number;
}

/** One disposable process. Takes one document at a time. */
export interface ReaderProcess {
  read(preprocessorId: string, input: PreprocessInput): Promise<Extracted>;
  isAlive(): boolean;
  documentsRead(): number;
  /** What it held after its last document, as far as it is known. */
  heldMegabytes(): number | undefined;
  /** The limit at which it ended, when it ended for lack of memory. */
  outgrewMegabytes(): number | undefined;
  /** Ends it from now on when it holds more. */
  limitMemory(megabytes: number): void;
  /** Calls back when the document has had so much time; see `limitTime`. */
  watchTime(milliseconds: number, onEnd: () => void): { stop(): void };
  /** From now on it runs where nobody else wants to. */
  yieldProcessor(): void;
  /** Kills it; resolves when it is gone. */
  end(reason: EndReason): Promise<void>;
}

interface Task {
  readonly id: number;
  readonly resolve: (extracted: Extracted) => void;
  readonly reject: (error: SmartyError) => void;
}

interface State {
  readonly child: ChildProcess;
  readonly limits: ReaderLimits;
  readonly gone: PromiseWithResolvers<void>;
  task: Task | undefined;
  documentsRead: number;
  endReason: EndReason | undefined;
  lastMegabytes: number | undefined;
  readonly memory: MemoryLimit;
  outgrewMegabytes: number | undefined;
  failure: Error | undefined;
}

export function startReader(entryUrl: string, limits: ReaderLimits): ReaderProcess {
  const child = spawn(process.execPath, childArguments(entryUrl, limits), {
    // The last one is for its watchdog, see there.
    stdio: ["ignore", "ignore", "ignore", "ipc", "pipe"],
    serialization: "advanced", // bytes travel as bytes
    env: {},
    windowsHide: true,
  });
  const state: State = {
    child,
    limits,
    gone: Promise.withResolvers(),
    task: undefined,
    documentsRead: 0,
    endReason: undefined,
    lastMegabytes: undefined,
    memory: createMemoryLimit(child.stdio[4], limits.maxMemoryMegabytes),
    outgrewMegabytes: undefined,
    failure: undefined,
  };
  child.on("exit", (code, signal) => die(state, code, signal));
  child.on("error", (error) => {
    state.failure ??= error;
    // A process that never started has no exit.
    if (child.pid === undefined) die(state, null, null);
  });
  child.on("message", (message) => settle(state, message));
  return {
    read: (preprocessorId, input) => read(state, preprocessorId, input),
    isAlive: () =>
      state.endReason === undefined && child.pid !== undefined && child.exitCode === null && child.signalCode === null && child.connected,
    documentsRead: () => state.documentsRead,
    heldMegabytes: () => state.lastMegabytes,
    outgrewMegabytes: () => state.outgrewMegabytes,
    limitMemory: (megabytes) => state.memory.set(megabytes),
    watchTime: (milliseconds, onEnd) => limitTime(child.pid, milliseconds, onEnd),
    yieldProcessor: () => lowerPriority(child.pid),
    end: (reason) => end(state, reason),
  };
}

async function read(state: State, preprocessorId: string, input: PreprocessInput): Promise<Extracted> {
  const { child, limits } = state;
  const { bytes, mimeType, filename, childrenFrom, signal } = input;
  const id = ++state.documentsRead;
  const request: DocumentRequest = { id, preprocessorId, bytes, mimeType, filename, ...(childrenFrom !== undefined && { childrenFrom }) };
  const abort = () => void end(state, "aborted");
  const clock = limitTime(child.pid, limits.timeoutMs, () => void end(state, "time"));
  const poll = setInterval(() => void watchMemory(state), limits.pollMs);
  signal.addEventListener("abort", abort, { once: true });
  setBusy(child, true);
  try {
    return await new Promise<Extracted>((resolve, reject) => {
      state.task = { id, resolve, reject };
      if (signal.aborted) abort();
      // A failure to send means that the process is dying, and its exit says why.
      child.send(request, () => undefined);
    });
  } finally {
    clock.stop();
    clearInterval(poll);
    signal.removeEventListener("abort", abort);
    setBusy(child, false);
  }
}

function settle(state: State, message: unknown): void {
  const answer = state.task === undefined ? undefined : readAnswer(message, state.task.id);
  if (answer === undefined) return;
  state.lastMegabytes = answer.megabytes ?? state.lastMegabytes;
  if ("extracted" in answer) state.task?.resolve(answer.extracted);
  else state.task?.reject(answer.error);
  state.task = undefined;
}

function die(state: State, code: number | null, signal: NodeJS.Signals | null): void {
  const { endReason: reason, failure, lastMegabytes, limits } = state;
  const death: Death = { reason, code, signal, failure, lastMegabytes, limits };
  if (isOutOfMemory(death)) state.outgrewMegabytes = state.memory.limitMegabytes();
  state.task?.reject(deathError(death));
  state.task = undefined;
  state.gone.resolve();
}

function end(state: State, reason: EndReason): Promise<void> {
  state.endReason ??= reason;
  // Whoever waits for the end must not find the event loop empty before it comes.
  state.child.ref();
  state.child.kill("SIGKILL");
  return state.gone.promise;
}

async function watchMemory(state: State): Promise<void> {
  state.lastMegabytes = (await readResidentMegabytes(state.child.pid)) ?? state.lastMegabytes;
  if (state.task !== undefined && (state.lastMegabytes ?? 0) > state.memory.limitMegabytes()) void end(state, "memory");
}
