import type { Ports } from "../ports/ports.ts";
import type { EmbeddingChoice, EmbeddingModels } from "../ports/semantic.ts";
import { type EmbeddingState, type NextModel, queueMend, queueSwitch, readState, writeState } from "./state.ts";

const DEFAULT_MODEL = "smartypants/static-en";
export const NO_MODEL = "none";

type Needs = Pick<Ports, "database" | "clock"> & { readonly embeddingModels: Pick<EmbeddingModels, "named" | "local"> };

/**
 * At a start: what the environment names goes before what is stored. A model that can be used at once is, where there are no passages yet; everywhere else the
 * old one serves on while the new one is built. `indexed` is the model whose vectors are there although nothing is stored about it.
 */
export async function settleState(ports: Needs, indexed: EmbeddingChoice | null): Promise<EmbeddingState> {
  const { database, clock, embeddingModels } = ports;
  return database.transaction(async (tx) => {
    const hasPassages = (await tx.indexChanges.indexedChunks(0, 1)).length > 0;
    const stored = await readState(tx);
    const now = clock.now();
    const wanted = embeddingModels.named ?? (stored === null ? DEFAULT_MODEL : modelOf(stored.current));
    const known: EmbeddingState = stored ?? { current: hasPassages ? indexed : choiceOf(ports, wanted), next: null, previous: null };
    const state = towards(ports, known, { wanted, hasPassages, now });
    if (state !== stored) await writeState(tx, state, { userId: null, now });
    if (state.next !== null && state.next.phase !== "ready" && state.next.phase !== "failed") await queueSwitch(tx);
    if (!isUsable(ports, state.current)) await queueMend(tx);
    return state;
  });
}

interface Wanted {
  readonly wanted: string;
  readonly hasPassages: boolean;
  readonly now: number;
}

function towards(ports: Needs, state: EmbeddingState, { wanted, hasPassages, now }: Wanted): EmbeddingState {
  const isCurrent = modelOf(state.current) === wanted;
  if (isCurrent && isUsable(ports, state.current)) return state;
  const choice = choiceOf(ports, wanted);
  if (!hasPassages && isUsable(ports, choice)) return { current: choice, next: null, previous: null };
  if (isCurrent && hasPassages) return state;
  // One that has failed may succeed now: whoever starts the server may have mended what was wrong.
  if (state.next !== null && modelOf(state.next.choice) === wanted) {
    return { ...state, next: { ...state.next, auto: true, ...(state.next.phase === "failed" && { phase: "waiting" as const }) } };
  }
  // Without a passage nobody misses the model that cannot be used yet.
  return { ...state, current: isCurrent ? null : state.current, next: newNext(choice, { auto: true, now }) };
}

export function newNext(
  choice: EmbeddingChoice | null,
  { auto, now, ...rest }: { readonly auto: boolean; readonly now: number } & Partial<Pick<NextModel, "questions" | "requestedBy">>,
): NextModel {
  const fresh = { questions: [], requestedBy: null, done: 0, total: 0, error: null, comparison: null };
  return { ...fresh, choice, auto, startedAt: now, phase: "waiting", ...rest };
}

export function modelOf(choice: EmbeddingChoice | null): string {
  return choice?.model ?? NO_MODEL;
}

function choiceOf({ embeddingModels }: Needs, model: string): EmbeddingChoice | null {
  if (model === NO_MODEL) return null;
  const dimensions = embeddingModels.local().find((each) => each.model === model)?.dimensions ?? null;
  return { model, connection: null, dimensions };
}

/** Without fetching anything first. */
function isUsable({ embeddingModels }: Needs, choice: EmbeddingChoice | null): boolean {
  if (choice === null) return true;
  const local = embeddingModels.local().find((each) => each.model === choice.model);
  return local === undefined ? choice.dimensions !== null : local.isPresent;
}
