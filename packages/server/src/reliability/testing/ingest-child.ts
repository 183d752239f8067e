import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { IngestProcessMessage, IngestProcessSettings } from "./ingest-process.ts";

/** Where in its life a process is. */
export type Moment = "starting" | "opened" | "working" | "progress";

/** A process that syncs a folder until it is stopped or killed. */
export interface IngestChild {
  readonly child: ChildProcess;
  readonly startedAt: number;
  moment: Moment;
  progress: number;
  readonly listeners: ((message: IngestProcessMessage) => void)[];
}

export function startIngest(settings: IngestProcessSettings, compileCache: string): IngestChild {
  const script = fileURLToPath(new URL("./ingest-process.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(settings)], {
    execArgv: ["--conditions=source", "--disable-warning=ExperimentalWarning"],
    env: { NODE_COMPILE_CACHE: compileCache },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const life: IngestChild = { child, startedAt: performance.now(), moment: "starting", progress: 0, listeners: [] };
  child.on("message", (message: IngestProcessMessage) => {
    if (message.kind !== "done") life.moment = message.kind;
    if (message.kind === "progress") life.progress += 1;
    for (const listener of life.listeners) listener(message);
  });
  return life;
}
