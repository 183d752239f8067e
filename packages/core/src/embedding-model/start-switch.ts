import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Ports } from "../ports/ports.ts";
import type { EmbeddingChoice } from "../ports/semantic.ts";
import { requireUnnamed } from "./cut-over.ts";
import { modelOf, newNext, NO_MODEL } from "./settle-state.ts";
import { type EmbeddingState, type NextModel, queueSwitch, requireState, type TestQuestion, writeState } from "./state.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "embeddingModels">;

export interface SwitchRequest {
  /** `provider/model`, or `none`. */
  readonly model: string;
  /** Entry of the model registry whose address and key are used. */
  readonly connection?: string | undefined;
  /** Go over to it as soon as it is ready. */
  readonly auto: boolean;
  readonly questions: readonly TestQuestion[];
}

/**
 * Begins to make vectors of another model beside those in use. Searches go on as before until `cutOver`. One that was on its way is given up; the same one
 * chosen again goes on where it was.
 */
export async function startSwitch(ports: Needs, actor: Actor, request: SwitchRequest): Promise<EmbeddingState> {
  requireRole(actor, "admin");
  requireUnnamed(ports);
  const { database, clock, embeddingModels } = ports;
  const { model, connection = null, auto, questions } = request;
  const choice: EmbeddingChoice | null = model === NO_MODEL ? null : { model, connection, dimensions: null };
  if (choice !== null) await embeddingModels.check(choice);
  const state = await database.transaction(async (tx) => {
    const known = await requireState(tx);
    if (modelOf(known.current) === model) throw new SmartyError("conflict", `${model} is the model in use already.`);
    const now = clock.now();
    const wishes = { auto, questions, requestedBy: actor.userId };
    const isAgain = known.next !== null && modelOf(known.next.choice) === model && (known.next.choice?.connection ?? null) === connection;
    const next = isAgain && known.next !== null ? goOn(known.next, wishes) : newNext(choice, { ...wishes, now });
    const changed: EmbeddingState = { ...known, next };
    await writeState(tx, changed, { userId: actor.userId, now });
    await audit(ports, tx, actor, { action: "embedding-model.switch", objectId: model });
    await queueSwitch(tx);
    return changed;
  });
  await embeddingModels.arrange();
  return state;
}

/** What has been built is kept; what has failed is tried again. */
function goOn(next: NextModel, wishes: Pick<NextModel, "auto" | "questions" | "requestedBy">): NextModel {
  const phase = next.choice?.dimensions === null ? "waiting" : "building";
  return { ...next, ...wishes, error: null, ...(next.phase === "failed" && { phase }) };
}

/** Gives up the model that is on its way, and erases its vectors. Throws `conflict` when there is none. */
export async function cancelSwitch(ports: Needs, actor: Actor): Promise<EmbeddingState> {
  requireRole(actor, "admin");
  requireUnnamed(ports);
  const { database, clock, embeddingModels } = ports;
  const state = await database.transaction(async (tx) => {
    const known = await requireState(tx);
    if (known.next === null) throw new SmartyError("conflict", "No other model is being prepared.");
    const changed: EmbeddingState = { ...known, next: null };
    await writeState(tx, changed, { userId: actor.userId, now: clock.now() });
    await audit(ports, tx, actor, { action: "embedding-model.cancel", objectId: modelOf(known.next.choice) });
    return changed;
  });
  await embeddingModels.arrange();
  return state;
}
