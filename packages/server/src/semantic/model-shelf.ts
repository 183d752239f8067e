import {
  aboutEmbedder,
  connectEmbedder,
  createEmbeddedVectorIndex,
  type EmbeddedVectorIndex,
  keepVectorTables,
} from "@smartypants/adapters";
import type { EmbeddingChoice, Semantic, SemanticSlot } from "@smartypants/core";
import { defineEmbedder, isSmartyError, type SmartyError } from "@smartypants/sdk";
import { openEmbedder, type OpenedEmbedder } from "./open-embedder.ts";
import type { EmbedderSurroundings } from "./surroundings.ts";
import type { SemanticWires } from "./wires.ts";

export interface ShelfOptions extends EmbedderSurroundings {
  readonly db: Parameters<typeof createEmbeddedVectorIndex>[0]["db"];
  readonly file: string;
}

/** The models that are open, each with its index. */
export interface ModelShelf {
  readonly slot: SemanticSlot;
  /** Opens what is not open yet, then lets the slot be exactly these at once. */
  open(choices: readonly EmbeddingChoice[], current: EmbeddingChoice | null): Promise<void>;
  /** Closes all others and removes what their indexes have kept. */
  dropOthers(choices: readonly EmbeddingChoice[]): Promise<void>;
  /** Closes all; what the indexes have kept is there at the next start. */
  close(): Promise<void>;
  connect(): SemanticWires;
  onDeath(listener: (error: Error) => void): void;
}

interface Opened extends OpenedEmbedder {
  readonly semantic: Semantic;
  readonly index: EmbeddedVectorIndex;
}

export function createShelf(options: ShelfOptions): ModelShelf {
  const opened = new Map<string, Opened>();
  const listeners: ((error: Error) => void)[] = [];
  let now: SemanticSlot = { current: null, followed: [] };
  return {
    slot: {
      get current() {
        return now.current;
      },
      get followed() {
        return now.followed;
      },
    },
    open: async (choices, current) => {
      for (const choice of choices) {
        if (opened.has(choice.model)) continue;
        const made = await openModel(options, choice);
        for (const listener of listeners) made.index.onDeath(listener);
        opened.set(choice.model, made);
      }
      const followed = choices.flatMap(({ model }) => opened.get(model)?.semantic ?? []);
      now = { current: opened.get(current?.model ?? "")?.semantic ?? null, followed };
    },
    dropOthers: async (choices) => {
      const models = choices.map((choice) => choice.model);
      for (const [model, made] of opened) {
        if (models.includes(model)) continue;
        opened.delete(model);
        await shut(made);
      }
      await keepVectorTables(options.db, models);
    },
    close: async () => {
      for (const made of opened.values()) await shut(made);
      opened.clear();
    },
    connect: () => wiresOf(now, opened),
    onDeath: (listener) => {
      listeners.push(listener);
      for (const made of opened.values()) made.index.onDeath(listener);
    },
  };
}

async function openModel(options: ShelfOptions, choice: EmbeddingChoice): Promise<Opened> {
  const { db, file, logger } = options;
  const made = await openEmbedder(options, choice).catch((error: unknown): OpenedEmbedder => {
    if (!isSmartyError(error)) throw error;
    // The server must start for it to be mended: searches go by words and say so.
    logger.error({ err: error, model: choice.model }, "the embedding model cannot be used");
    return broken(choice, error);
  });
  const { id: model, dimensions } = made.embedder;
  const index = await createEmbeddedVectorIndex({ db, file, model, dimensions });
  return { ...made, index, semantic: { embedder: made.embedder, vectors: index } };
}

async function shut(made: Opened): Promise<void> {
  await made.index.close();
  await made.close();
}

function broken({ model: id, dimensions }: EmbeddingChoice, error: SmartyError): OpenedEmbedder {
  const embed = async (): Promise<never> => {
    throw error;
  };
  const embedder = defineEmbedder({ id, dimensions: dimensions ?? 1, fusionWeight: 0, maxCharacters: 1, embed });
  return { embedder, staticTable: null, close: async () => {} };
}

function wiresOf({ current, followed }: SemanticSlot, opened: ReadonlyMap<string, Opened>): SemanticWires {
  return {
    current: current?.embedder.id ?? null,
    models: followed.flatMap(({ embedder }) => {
      const made = opened.get(embedder.id);
      if (made === undefined) return [];
      const { staticTable, index } = made;
      const embedderPort = staticTable === null ? connectEmbedder(embedder) : null;
      return [{ about: aboutEmbedder(embedder), staticTable, embedderPort, table: index.table, vectorPort: index.connect() }];
    }),
  };
}
