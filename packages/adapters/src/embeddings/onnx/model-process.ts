import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { SmartyError } from "@smartypants/sdk";
import { conditionFlags, setBusy } from "../../system/child-process.ts";
import { threadUrl } from "../../threads/rpc.ts";
import { type EmbedRequest, LOADED, type ModelTask, readAnswer } from "./model-protocol.ts";

export interface ProcessLimits {
  /** For the start of the process with the reading of the weights. */
  readonly loadMs: number;
  /** For one request. */
  readonly requestMs: number;
}

/** One process with one model in its memory. Takes one request at a time. */
export interface ModelProcess {
  /** Rejects with the model's error; with a `Death` when the process ends under it. */
  embed(texts: readonly string[]): Promise<Float32Array>;
  isAlive(): boolean;
  /** Kills it; resolves when it is gone. */
  end(): Promise<void>;
}

/** The process ended before it had answered: asked again, the next one may. */
export class Death extends Error {}

interface Waiting {
  readonly id: number;
  readonly numbers: number;
  readonly resolve: (vectors: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

export function startModelProcess(
  task: ModelTask,
  limits: ProcessLimits,
  entry = threadUrl(import.meta.url, "./embedding-process"),
): ModelProcess {
  const child = spawnChild(task, entry);
  let waiting: Waiting | undefined;
  let ended = false;
  let lastId = LOADED;
  const gone = Promise.withResolvers<void>();
  const die = (how: string): void => {
    ended = true;
    waiting?.reject(new Death(`the process of the embedding model ended (${how})`));
    waiting = undefined;
    gone.resolve();
  };
  child.on("exit", (code, signal) => die(signal ?? `exit code ${code}`));
  child.on("error", (error) => {
    // A process that never started has no exit.
    if (child.pid === undefined) die(error.message);
  });
  child.on("message", (message) => {
    const answer = waiting === undefined ? undefined : readAnswer(message, waiting.id, waiting.numbers);
    if (answer === undefined || waiting === undefined) return;
    const { resolve, reject } = waiting;
    waiting = undefined;
    if ("vectors" in answer) resolve(answer.vectors);
    else reject(new SmartyError(answer.error.code, answer.error.message));
  });
  const end = (): Promise<void> => {
    ended = true;
    // Whoever waits for the end must not find the event loop empty before it comes.
    child.ref();
    child.kill("SIGKILL");
    return gone.promise;
  };
  const ask = async (id: number, numbers: number, timeoutMs: number, request?: EmbedRequest): Promise<Float32Array> => {
    const timer = setTimeout(() => void end(), timeoutMs);
    setBusy(child, true);
    try {
      return await new Promise<Float32Array>((resolve, reject) => {
        if (ended) return reject(new Death("the process of the embedding model has ended"));
        waiting = { id, numbers, resolve, reject };
        // A failure to send means that the process is dying, and its exit says so.
        if (request !== undefined) child.send(request, () => undefined);
      });
    } finally {
      clearTimeout(timer);
      setBusy(child, false);
    }
  };
  const loaded = ask(LOADED, 0, limits.loadMs);
  // Whoever embeds hears of it.
  loaded.catch(() => {});
  return {
    embed: async (texts) => {
      await loaded;
      const id = ++lastId;
      return ask(id, texts.length * task.dimensions, limits.requestMs, { id, texts });
    },
    isAlive: () => !ended && child.connected,
    end,
  };
}

function spawnChild(task: ModelTask, entry: URL): ChildProcess {
  const flags = ["--disable-warning=ExperimentalWarning", ...conditionFlags()];
  return spawn(process.execPath, [...flags, fileURLToPath(entry), JSON.stringify(task)], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced", // numbers travel as bytes
    env: {},
    windowsHide: true,
  });
}
