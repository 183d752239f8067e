import type { MessagePort } from "node:worker_threads";
import type { EmbedderAbout, StaticTable } from "@smartypants/adapters";

/** What another thread needs to use one model. */
export interface SemanticWire {
  readonly about: EmbedderAbout;
  /** Shared memory: the thread embeds by itself. Null: through the port. */
  readonly staticTable: StaticTable | null;
  readonly embedderPort: MessagePort | null;
  /** Of the index. */
  readonly table: string;
  readonly vectorPort: MessagePort;
}

/** Everything that is followed, and which of it searches use. */
export interface SemanticWires {
  readonly current: string | null;
  readonly models: readonly SemanticWire[];
}

export function portsOf({ models }: SemanticWires): readonly MessagePort[] {
  return models.flatMap(({ embedderPort, vectorPort }) => (embedderPort === null ? [vectorPort] : [embedderPort, vectorPort]));
}
