import { createEmbedderClient, createStaticEmbedder, createVectorIndexClient } from "@smartypants/adapters";
import type { Semantic, SemanticSlot } from "@smartypants/core";
import { portsOf, type SemanticWire, type SemanticWires } from "./wires.ts";

type Db = Parameters<typeof createVectorIndexClient>[0]["db"];

/** The slot of a thread that does not open models itself. */
export interface FollowedSlot {
  readonly slot: SemanticSlot;
  /** Does as the main thread does from now on. What is known already stays as it is, and the new ports to it are closed. */
  follow(wires: SemanticWires): void;
}

export function followWires(db: Db, first: SemanticWires): FollowedSlot {
  const known = new Map<string, Semantic>();
  let state: SemanticSlot = { current: null, followed: [] };
  const follow = ({ current, models }: SemanticWires): void => {
    for (const wire of models) {
      const { id } = wire.about;
      if (known.has(id)) for (const port of portsOf({ current, models: [wire] })) port.close();
      else known.set(id, connect(db, wire));
    }
    // A drain under way may still use what is no longer followed: its calls fail, and it knows why.
    for (const id of known.keys()) if (!models.some((wire) => wire.about.id === id)) known.delete(id);
    state = { current: known.get(current ?? "") ?? null, followed: [...known.values()] };
  };
  follow(first);
  return {
    slot: {
      get current() {
        return state.current;
      },
      get followed() {
        return state.followed;
      },
    },
    follow,
  };
}

function connect(db: Db, { about, staticTable, embedderPort, table, vectorPort }: SemanticWire): Semantic {
  const vectors = createVectorIndexClient({ db, table, model: about.id, dimensions: about.dimensions, port: vectorPort });
  if (staticTable !== null) return { embedder: createStaticEmbedder(staticTable), vectors };
  if (embedderPort === null) throw new Error("a model came without a way to embed");
  return { embedder: createEmbedderClient(about, embedderPort), vectors };
}
