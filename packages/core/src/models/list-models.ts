import { type Actor, hasRole, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { type Model, modelNotFound, readRegistry } from "./registry.ts";

export type ModelChoice = Pick<Model, "id" | "name" | "isDefault">;

/** For administrators the whole registry; for everybody else what they can choose to be answered by. */
export async function listModels(
  { database, llms }: Pick<Ports, "database" | "llms">,
  actor: Actor,
): Promise<readonly (Model | ModelChoice)[]> {
  const models = await readRegistry(database, llms);
  if (hasRole(actor, "admin")) return models;
  return models
    .filter((model) => model.kind === "chat" && model.enabled)
    .map(({ id, name, isDefault }): ModelChoice => ({ id, name, isDefault }));
}

export async function getModel({ database, llms }: Pick<Ports, "database" | "llms">, actor: Actor, id: string): Promise<Model> {
  requireRole(actor, "admin");
  const model = (await readRegistry(database, llms)).find((each) => each.id === id);
  if (model === undefined) throw modelNotFound();
  return model;
}
