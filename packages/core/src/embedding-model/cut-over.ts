import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Ports } from "../ports/ports.ts";
import { modelOf } from "./settle-state.ts";
import { type EmbeddingState, queueMend, requireState, writeState } from "./state.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "embeddingModels">;

const DAY_MS = 86_400_000;
/** How long vectors of the model before are kept up to date, for going back. */
const KEPT_MS = 14 * DAY_MS;

/** Searches use the new model from now on, which has all vectors; the old one is kept for a while. Throws `conflict` before it is ready. */
export async function cutOver(ports: Needs, actor: Actor): Promise<EmbeddingState> {
  requireRole(actor, "admin");
  return goOver(ports, actor);
}

/** The same for the job that was told to. */
export async function goOver(ports: Needs, actor: Pick<Actor, "userId"> | null): Promise<EmbeddingState> {
  const { database, clock, embeddingModels } = ports;
  const state = await database.transaction(async (tx) => {
    const { current, next } = await requireState(tx);
    if (next === null) throw new SmartyError("conflict", "No other model is being prepared. Choose one first.");
    if (next.phase !== "ready")
      throw new SmartyError("conflict", "The new model does not have all vectors yet. Its progress is shown here.");
    const now = clock.now();
    const changed: EmbeddingState = { current: next.choice, next: null, previous: { choice: current, keptUntil: now + KEPT_MS } };
    await writeState(tx, changed, { userId: actor?.userId ?? null, now });
    await audit(ports, tx, actor, {
      action: "embedding-model.cut-over",
      objectId: modelOf(next.choice),
      detail: { from: modelOf(current) },
    });
    return changed;
  });
  await embeddingModels.arrange();
  return state;
}

/** The model before is used again, and the one that is given up is kept in its place. What the former missed is made up for in the background. */
export async function rollBack(ports: Needs, actor: Actor): Promise<EmbeddingState> {
  requireRole(actor, "admin");
  requireUnnamed(ports);
  const { database, clock, embeddingModels } = ports;
  const state = await database.transaction(async (tx) => {
    const { current, next, previous } = await requireState(tx);
    if (previous === null) throw new SmartyError("conflict", "There is no model to go back to: its vectors have been deleted.");
    const now = clock.now();
    const changed: EmbeddingState = { current: previous.choice, next, previous: { choice: current, keptUntil: now + KEPT_MS } };
    await writeState(tx, changed, { userId: actor.userId, now });
    if (previous.choice !== null) await queueMend(tx);
    const detail = { from: modelOf(current) };
    await audit(ports, tx, actor, { action: "embedding-model.roll-back", objectId: modelOf(previous.choice), detail });
    return changed;
  });
  await embeddingModels.arrange();
  return state;
}

/** Erases the vectors of the model before: there is no going back to it in seconds. */
export async function forgetPrevious(ports: Needs, actor: Actor): Promise<EmbeddingState> {
  requireRole(actor, "admin");
  return forget(ports, actor, () => true);
}

/** The same when its time is over. */
export async function forgetOutlived(ports: Needs): Promise<void> {
  await forget(ports, null, (keptUntil) => keptUntil <= ports.clock.now());
}

async function forget(ports: Needs, actor: Pick<Actor, "userId"> | null, isOver: (keptUntil: number) => boolean): Promise<EmbeddingState> {
  const { database, clock, embeddingModels } = ports;
  const state = await database.transaction(async (tx) => {
    const known = await requireState(tx);
    const { previous } = known;
    if (previous === null || !isOver(previous.keptUntil)) return known;
    const changed: EmbeddingState = { ...known, previous: null };
    await writeState(tx, changed, { userId: actor?.userId ?? null, now: clock.now() });
    await audit(ports, tx, actor, { action: "embedding-model.forget", objectId: modelOf(previous.choice) });
    return changed;
  });
  await embeddingModels.arrange();
  return state;
}

/** Throws `conflict` where the operator's environment names the model: it would be back after the next start. */
export function requireUnnamed({ embeddingModels }: Pick<Ports, "embeddingModels">): void {
  if (embeddingModels.named === null) return;
  const message = `SMARTY_EMBEDDING_MODEL names ${embeddingModels.named}, and goes before what is chosen here. Unset it and restart the server first.`;
  throw new SmartyError("conflict", message);
}
