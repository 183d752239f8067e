import type { Embedder } from "@smartypants/sdk";
import type { VectorIndex } from "./indexes.ts";

/** A model with the index of its vectors: vectors of different models are never compared. */
export interface Semantic {
  readonly embedder: Embedder;
  readonly vectors: VectorIndex;
}

/** What stands for meaning in searches. It changes while the server runs: whoever uses it reads `current` once and keeps to that until done. */
export interface SemanticSlot {
  /** What searches use. Null: words only. */
  readonly current: Semantic | null;
  /** What follows every change of a document: beside the current one the model that is being built, and the one that was used before. */
  readonly followed: readonly Semantic[];
}

/** A model as an operator has chosen it. */
export interface EmbeddingChoice {
  /** `provider/model`. */
  readonly model: string;
  /** Entry of the registry whose address and key are used. Null: the provider's own address, and the environment's key. */
  readonly connection: string | null;
  /** Null until it is known, so that a start asks nobody. */
  readonly dimensions: number | null;
}

/** A model that runs on this machine. */
export interface LocalEmbeddingModel {
  readonly model: string;
  readonly dimensions: number;
  readonly licence: string;
  readonly languages: string;
  /** Of what has to be fetched once; 0 for the built-in one. */
  readonly downloadBytes: number;
  /** Whether it can be used at once. */
  readonly isPresent: boolean;
}

/** Embedding models as this process can run them. */
export interface EmbeddingModels {
  /** What the operator's environment names: then nobody changes it here. `none` is a name too. */
  readonly named: string | null;
  /** Those that need nobody else. */
  local(): readonly LocalEmbeddingModel[];
  /** Throws `invalid` for a name that means nothing here, `not_found` for an unknown connection. Asks nobody. */
  check(choice: EmbeddingChoice): Promise<void>;
  /**
   * Fetches what the model needs, tries it with one text, and gives the choice with its dimensions. Throws `auth`, `network`, `unavailable`, `config` or
   * `full`.
   */
  prepare(
    choice: EmbeddingChoice,
    onProgress: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void,
    signal: AbortSignal,
  ): Promise<EmbeddingChoice>;
  /** Opens a model whose files are here and has it read one text, beside whatever is in use. Gives its dimensions. Throws as `prepare`, and fetches no files. */
  try(choice: EmbeddingChoice, signal: AbortSignal): Promise<number>;
  /**
   * Makes the slot what the stored state says, in every thread: what is new is opened, searches go over at once, and what is no longer followed is closed
   * and its rows are removed. Resolves when all of that is so.
   */
  arrange(): Promise<void>;
}
