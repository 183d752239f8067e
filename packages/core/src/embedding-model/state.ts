import { SmartyError } from "@smartypants/sdk";
import type { Repositories, Transaction } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import type { EmbeddingChoice } from "../ports/semantic.ts";

/** A question to compare two models with. */
export interface TestQuestion {
  readonly question: string;
  /** Ids of documents that answer it; empty when nobody has said. */
  readonly expected: readonly string[];
}

/** How like the answers of two models are. */
export interface Comparison {
  readonly questions: number;
  /** Share of the first ten documents that both have, from 0 to 1; the mean over the questions. */
  readonly overlapAt10: number;
  /** Share of the expected documents among the first ten, over the questions that have some; null when none has. */
  readonly recallAt10: { readonly current: number; readonly next: number } | null;
  /** Those whose answers differ most come first. */
  readonly differing: readonly { readonly question: string; readonly overlap: number }[];
}

export type SwitchPhase = "waiting" | "downloading" | "building" | "comparing" | "ready" | "failed";

/** A model on its way to be used. */
export interface NextModel {
  /** Null: search by words only. */
  readonly choice: EmbeddingChoice | null;
  /** Go over to it without being told. */
  readonly auto: boolean;
  readonly questions: readonly TestQuestion[];
  /** Null: the operator's environment asked for it. */
  readonly requestedBy: string | null;
  readonly startedAt: number;
  readonly phase: SwitchPhase;
  /** Bytes while downloading, passages while building. */
  readonly done: number;
  readonly total: number;
  /** Why it last failed, in words; it may be on its way again. */
  readonly error: string | null;
  readonly comparison: Comparison | null;
}

/** Which model is used, which one comes and which one was; null choices search by words only. */
export interface EmbeddingState {
  readonly current: EmbeddingChoice | null;
  readonly next: NextModel | null;
  readonly previous: { readonly choice: EmbeddingChoice | null; readonly keptUntil: number } | null;
}

const SETTING = "embedding-model";
export const SWITCH_TASK = "switch-embedding-model";
export const MEND_TASK = "mend-vectors";

/** Null on an instance that has never chosen. */
export async function readState({ settings }: Pick<Repositories, "settings">): Promise<EmbeddingState | null> {
  return ((await settings.get(SETTING)) as EmbeddingState | undefined) ?? null;
}

/** As `readState`, where a start has made sure that there is one. */
export async function requireState(repositories: Pick<Repositories, "settings">): Promise<EmbeddingState> {
  const state = await readState(repositories);
  if (state === null) throw new SmartyError("internal", "the embedding model was never chosen");
  return state;
}

export async function writeState(
  tx: Pick<Repositories, "settings">,
  state: EmbeddingState,
  { userId, now }: { readonly userId: string | null; readonly now: number },
): Promise<void> {
  await tx.settings.set(SETTING, state, userId, now);
}

/** Changes the model that is on its way, and nothing when another one is meanwhile. False then. */
export async function changeNext(
  { database, clock }: Pick<Ports, "database" | "clock">,
  known: Pick<NextModel, "startedAt">,
  change: Partial<NextModel>,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const state = await requireState(tx);
    if (state.next?.startedAt !== known.startedAt) return false;
    await writeState(tx, { ...state, next: { ...state.next, ...change } }, { userId: null, now: clock.now() });
    return true;
  });
}

/** Models that follow every change of a document, the one in use first. */
export function followedBy({ current, next, previous }: EmbeddingState): readonly EmbeddingChoice[] {
  // Before its files are there and its vectors' length is known, nothing can be embedded.
  const coming = next === null || next.phase === "waiting" || next.phase === "downloading" ? null : next.choice;
  const all = [current, coming, previous?.choice ?? null].filter((each) => each !== null);
  return all.filter((each, at) => all.findIndex((other) => other.model === each.model) === at);
}

/** One waits at most; one that is under way goes on. */
export async function queueSwitch(tx: Pick<Transaction, "jobs">): Promise<string> {
  return tx.jobs.add(SWITCH_TASK, {}, { key: SWITCH_TASK, queue: "embedding-model", priority: 50 });
}

/** The job that makes up for what the model in use lacks: its files after a restore, vectors of the time in which it was not in use. */
export async function queueMend(tx: Pick<Transaction, "jobs">): Promise<string> {
  return tx.jobs.add(MEND_TASK, {}, { key: MEND_TASK, queue: "embedding-model", priority: 50 });
}
