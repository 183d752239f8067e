import type { World } from "./world.ts";

/** What a person does, from the first click to what they came for. */
export interface Flow {
  /** What it guarantees. */
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}
