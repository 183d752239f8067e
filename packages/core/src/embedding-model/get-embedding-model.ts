import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import type { LocalEmbeddingModel } from "../ports/semantic.ts";
import { type EmbeddingState, requireState } from "./state.ts";

export interface EmbeddingModelView extends EmbeddingState {
  /** What the operator's environment names; then it is changed there. */
  readonly named: string | null;
  readonly local: readonly LocalEmbeddingModel[];
  /** Passages that searches can show. */
  readonly passages: number;
}

export async function getEmbeddingModel(
  { database, embeddingModels }: Pick<Ports, "database" | "embeddingModels">,
  actor: Actor,
): Promise<EmbeddingModelView> {
  requireRole(actor, "admin");
  const [state, passages] = [await requireState(database), await database.indexChanges.countIndexedChunks()];
  return { ...state, named: embeddingModels.named, local: embeddingModels.local(), passages };
}
