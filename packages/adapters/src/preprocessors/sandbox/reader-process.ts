import { type ChildProcess, spawn } from "node:child_process";
import { type Extracted, type PreprocessInput, type SmartyError } from "@smartypants/sdk";
import { setBusy } from "../../system/child-process.ts";
import { childArguments } from "./child-arguments.ts";
import { deathError, type EndReason } from "./death-error.ts";
import { readResidentMegabytes } from "./process-memory.ts";
import { type DocumentRequest, readAnswer } from "./protocol.ts";

export interface ReaderLimits {
  /** For one document, the start of the process included. */
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
  failure: Error | undefined;
}

export function startReader(entryUrl: string, limits: ReaderLimits): ReaderProcess {
  const child = spawn(process.execPath, childArguments(entryUrl, limits), {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
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
    end: (reason) => end(state, reason),
  };
}

async function read(state: State, preprocessorId: string, input: PreprocessInput): Promise<Extracted> {
  const { child, limits } = state;
  const { bytes, mimeType, filename, childrenFrom, signal } = input;
  const id = ++state.documentsRead;
  const request: DocumentRequest = { id, preprocessorId, bytes, mimeType, filename, ...(childrenFrom !== undefined && { childrenFrom }) };
  const abort = () => void end(state, "aborted");
  const timer = setTimeout(() => void end(state, "time"), limits.timeoutMs);
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
    clearTimeout(timer);
    clearInterval(poll);
    signal.removeEventListener("abort", abort);
    setBusy(child, false);
  }
}

function settle(state: State, message: unknown): void {
  const answer = state.task === undefined ? undefined : readAnswer(message, state.task.id);
  if (answer === undefined) return;
  if ("extracted" in answer) state.task?.resolve(answer.extracted);
  else state.task?.reject(answer.error);
  state.task = undefined;
}

function die(state: State, code: number | null, signal: NodeJS.Signals | null): void {
  const { endReason: reason, failure, lastMegabytes, limits } = state;
  state.task?.reject(deathError({ reason, code, signal, failure, lastMegabytes, limits }));
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
  if (state.task !== undefined && (state.lastMegabytes ?? 0) > state.limits.maxMemoryMegabytes) void end(state, "memory");
}
