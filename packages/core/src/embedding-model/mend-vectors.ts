import type { Ports } from "../ports/ports.ts";
import type { SwitchWork } from "./run-switch.ts";
import { requireState } from "./state.ts";

/** The job that makes the model in use whole: fetches its files when they have gone, and makes the vectors that it lacks. */
export async function mendVectors(ports: Pick<Ports, "database" | "embeddingModels">, { build, signal }: SwitchWork): Promise<void> {
  const { current } = await requireState(ports.database);
  if (current === null) return;
  await ports.embeddingModels.prepare(current, () => {}, signal);
  await build(current.model, signal);
}
