import { isSmartyError } from "@smartypants/sdk";
import { toActor } from "../people/actor-for-session.ts";
import type { Ports } from "../ports/ports.ts";
import { compareModels } from "./compare-models.ts";
import { goOver } from "./cut-over.ts";
import { changeNext, type Comparison, type NextModel, readState } from "./state.ts";

type Needs = Pick<Ports, "database" | "lexical" | "semantic" | "embeddingModels" | "clock" | "ids" | "logger">;

export interface SwitchWork {
  /** `buildVectors`, wherever documents are worked on. */
  readonly build: (model: string, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Codes that the job queue does not try again. */
const FINAL: ReadonlySet<string> = new Set(["invalid", "not_found", "auth", "config", "unsupported"]);
const GIVEN_UP_LOOK_MS = 500;
const REPORT_EVERY_MS = 500;

/** The job that brings the chosen model to where searches can use it. May be interrupted anywhere and run again. */
export async function runSwitch(ports: Needs, work: SwitchWork): Promise<void> {
  const next = (await readState(ports.database))?.next ?? null;
  if (next === null || (next.phase === "ready" && !next.auto)) return;
  const given = watchForGivingUp(ports, next, work.signal);
  try {
    await takeSteps(ports, next, { ...work, signal: given.signal });
  } catch (error) {
    if (work.signal.aborted) throw error;
    // Another model, or none, was chosen meanwhile: that one has its own job, and whatever failed failed for that.
    if (!(await isWanted(ports, next))) return;
    await noteFailure(ports, next, error);
    throw error;
  } finally {
    given.stop();
  }
}

async function takeSteps(ports: Needs, next: NextModel, work: SwitchWork): Promise<void> {
  if (next.phase !== "ready") await makeReady(ports, next, work);
  // The operator may have changed their mind on this meanwhile.
  const auto = (await readState(ports.database))?.next?.auto ?? false;
  if (auto) await goOver(ports, next.requestedBy === null ? null : { userId: next.requestedBy });
}

async function makeReady(ports: Needs, next: NextModel, { build, signal }: SwitchWork): Promise<void> {
  if (next.choice !== null) {
    const choice = await prepare(ports, next, signal);
    await change(ports, next, {
      choice,
      phase: "building",
      done: 0,
      total: await ports.database.indexChanges.countIndexedChunks(),
      error: null,
    });
    await ports.embeddingModels.arrange();
    await build(choice.model, signal);
  }
  const total = await ports.database.indexChanges.countIndexedChunks();
  await change(ports, next, { phase: "comparing", done: total, total, error: null });
  const comparison = await compare(ports, next, signal);
  await change(ports, next, { phase: "ready", comparison });
}

async function prepare(ports: Needs, next: NextModel, signal: AbortSignal): Promise<NonNullable<NextModel["choice"]>> {
  if (next.choice === null) throw new Error("there is nothing to prepare");
  if (next.phase === "building" || next.phase === "comparing") return next.choice;
  await change(ports, next, { phase: "downloading", error: null });
  let reportedAt = 0;
  const report = (progress: { readonly doneBytes: number; readonly totalBytes: number }): void => {
    const now = ports.clock.now();
    if (Math.abs(now - reportedAt) < REPORT_EVERY_MS) return;
    reportedAt = now;
    // Lost progress is no loss; the next step says where it is.
    changeNext(ports, next, { done: progress.doneBytes, total: progress.totalBytes }).catch(() => {});
  };
  return ports.embeddingModels.prepare(next.choice, report, signal);
}

/** Null when nobody asked for it whose permissions could be used, or when a model cannot answer: no reason to hold up the rest. */
async function compare(ports: Needs, next: NextModel, signal: AbortSignal): Promise<Comparison | null> {
  const person = next.requestedBy === null ? null : await ports.database.people.get(next.requestedBy);
  if (person === null || person.disabled) return null;
  const { current, followed } = ports.semantic;
  const coming = followed.find((each) => each.embedder.id === next.choice?.model) ?? null;
  const actor = toActor(person, "session", ["all"]);
  try {
    return await compareModels(ports, { actor, current, next: coming, questions: next.questions, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    ports.logger.warn({ err: error }, "the embedding models could not be compared");
    return null;
  }
}

async function change(ports: Needs, next: NextModel, changes: Partial<NextModel>): Promise<void> {
  if (!(await changeNext(ports, next, changes))) throw new Error("another embedding model was chosen meanwhile");
}

async function noteFailure(ports: Needs, next: NextModel, error: unknown): Promise<void> {
  const isFinal = isSmartyError(error) && FINAL.has(error.code);
  const words = isSmartyError(error) ? error.message : "An unexpected error; the server's log has it.";
  await changeNext(ports, next, { error: words, ...(isFinal && { phase: "failed" as const }) });
}

async function isWanted({ database }: Needs, next: NextModel): Promise<boolean> {
  return (await readState(database))?.next?.startedAt === next.startedAt;
}

interface GivingUp {
  readonly signal: AbortSignal;
  stop(): void;
}

/** Looks now and then whether the operator still wants this model. */
function watchForGivingUp(ports: Needs, next: NextModel, signal: AbortSignal): GivingUp {
  const controller = new AbortController();
  const look = async (): Promise<void> => {
    if (!(await isWanted(ports, next))) controller.abort(new Error("another embedding model was chosen meanwhile"));
  };
  const timer = setInterval(() => void look().catch(() => {}), GIVEN_UP_LOOK_MS);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    stop: () => clearInterval(timer),
  };
}
