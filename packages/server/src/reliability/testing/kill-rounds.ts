import { join } from "node:path";
import { type Moment, startIngest } from "./ingest-child.ts";
import type { IngestProcessMessage, IngestProcessSettings } from "./ingest-process.ts";
import type { Random } from "./random.ts";

/** Started with everything compiled before, so that a short life goes into work. */
export interface KillRoundsOptions extends Pick<IngestProcessSettings, "dataDir" | "folder" | "remote"> {
  readonly random: Random;
  readonly kills: number;
  /** How long the undisturbed run took, in milliseconds: from spawn to open, and from then to its end. */
  readonly openMs: number;
  readonly workMs: number;
  readonly compileCache: string;
  /** Called between two lives. */
  readonly between?: (round: number) => void;
}

export interface Finished {
  readonly state: string;
  readonly problems: readonly string[];
  readonly openMs: number;
  readonly workMs: number;
}

/** Lets a process work until there is nothing left to do. */
export async function runToEnd(options: Pick<KillRoundsOptions, "dataDir" | "folder" | "remote" | "compileCache">): Promise<Finished> {
  const { compileCache, ...settings } = options;
  const life = startIngest({ ...settings, endWhenDone: true }, compileCache);
  let said = "";
  life.child.stderr?.on("data", (bytes: Uint8Array) => (said += Buffer.from(bytes).toString("utf8")));
  let openMs = 0;
  let done: Extract<IngestProcessMessage, { kind: "done" }> | undefined;
  life.listeners.push((message) => {
    if (message.kind === "opened") openMs = performance.now() - life.startedAt;
    if (message.kind === "done") done = message;
  });
  const code = await new Promise<number | null>((resolve) => life.child.once("exit", resolve));
  if (done === undefined || code !== 0) throw new Error(`the process ended with ${code} before its work was done: ${said.slice(-2000)}`);
  return { state: done.state, problems: done.problems, openMs, workMs: performance.now() - life.startedAt - openMs };
}

/** Starts a process again and again and kills it each time at a moment of its life that the seed chooses. Tells where each of them was. */
export async function killRounds(options: KillRoundsOptions): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  for (let round = 0; round < options.kills; round++) {
    options.between?.(round);
    moments.push(await oneLife(options));
  }
  return moments;
}

const MAX_PROGRESS = 4;
const LONGEST_LIFE_MS = 20_000;
const LONGEST_WORK_MS = 1_500;

async function oneLife({
  random,
  openMs,
  workMs,
  compileCache,
  kills: _kills,
  between: _between,
  ...settings
}: KillRoundsOptions): Promise<Moment> {
  const kind = random.next();
  const share = random.next();
  const wanted = random.between(1, MAX_PROGRESS);
  const life = startIngest({ ...settings, endWhenDone: false }, compileCache);
  const { promise, resolve } = Promise.withResolvers<void>();
  const after = (ms: number): void => void setTimeout(resolve, ms);
  if (kind < 0.15) after(share * openMs);
  life.listeners.push(({ kind: reached }) => {
    if (kind >= 0.15 && kind < 0.6 && reached === "opened") after(share * Math.min(workMs, LONGEST_WORK_MS));
    if (kind >= 0.6 && reached === "progress" && life.progress === wanted) after(share * 60);
  });
  const exited = new Promise<void>((end) => life.child.once("exit", () => end()));
  const latest = setTimeout(resolve, LONGEST_LIFE_MS);
  await Promise.race([promise, exited]);
  clearTimeout(latest);
  if (life.child.exitCode !== null) throw new Error(`the process ended by itself with ${life.child.exitCode}, while ${life.moment}`);
  life.child.kill("SIGKILL");
  await exited;
  return life.moment;
}

/** A folder for compiled code that all processes of a test share. */
export function compileCacheIn(folder: string): string {
  return join(folder, "compile-cache");
}
