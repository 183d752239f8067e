import { listVectorTables } from "@smartypants/adapters";
import { type EmbeddingChoice, type EmbeddingModels, followedBy, requireState, type SemanticSlot, settleState } from "@smartypants/core";
import { createShelf, type ShelfOptions } from "./model-shelf.ts";
import { checkChoice } from "./open-embedder.ts";
import { localModels, prepareModel, tryModel } from "./prepare-model.ts";
import type { SemanticWires } from "./wires.ts";

export interface SemanticModelsOptions extends ShelfOptions {
  /** `none`, a model, or null when the operator's environment says nothing. */
  readonly named: string | null;
}

/** The embedding models of this process with their indexes. */
export interface SemanticModels {
  readonly slot: SemanticSlot;
  readonly models: EmbeddingModels;
  /** For a thread that ingests. */
  connect(): SemanticWires;
  /** Called, and waited for, whenever what is followed has changed. */
  onChange(listener: () => Promise<void>): void;
  /** Called when the search thread of a model has died for good. */
  onDeath(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

/** Opens what the stored state follows, once the environment has had its say. */
export async function openSemanticModels(options: SemanticModelsOptions): Promise<SemanticModels> {
  const shelf = createShelf(options);
  const changeListeners: (() => Promise<void>)[] = [];
  const arrangeOnce = async (): Promise<void> => {
    const state = await requireState(options.database);
    const choices = followedBy(state);
    await shelf.open(choices, state.current);
    for (const listener of changeListeners) await listener();
    await shelf.dropOthers(choices);
  };
  // One after the other: each makes true what is stored when it begins.
  let arranging = Promise.resolve();
  const models: EmbeddingModels = {
    named: options.named,
    local: () => localModels(options),
    check: (choice) => checkChoice(options, choice),
    prepare: (choice, onProgress, signal) => prepareModel(options, choice, onProgress, signal),
    try: (choice, signal) => tryModel(options, choice, signal),
    arrange: () => {
      const mine = arranging.then(arrangeOnce);
      arranging = mine.catch(() => {});
      return mine;
    },
  };
  await settleState({ ...options, embeddingModels: models }, await indexedBefore(options.db));
  await models.arrange();
  return {
    slot: shelf.slot,
    models,
    connect: () => shelf.connect(),
    onChange: (listener) => void changeListeners.push(listener),
    onDeath: (listener) => shelf.onDeath(listener),
    close: async () => {
      await arranging;
      await shelf.close();
    },
  };
}

/** The model of an index that is older than the stored choice. */
async function indexedBefore(db: SemanticModelsOptions["db"]): Promise<EmbeddingChoice | null> {
  const [known] = await listVectorTables(db);
  return known === undefined ? null : { model: known.model, connection: null, dimensions: known.dimensions };
}
