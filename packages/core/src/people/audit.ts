import type { Actor } from "../access/actor.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";

export interface Change {
  /** `noun.verb`. */
  readonly action: string;
  readonly objectId: string | null;
  /** Ids and numbers; never names, addresses or secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes down who changed what; `tx` commits it with the change. The type of the object is the noun of the action. */
export async function audit(
  { clock, ids }: Pick<Ports, "clock" | "ids">,
  { records }: Pick<Repositories, "records">,
  actor: Pick<Actor, "userId"> | null,
  { action, objectId, detail = {} }: Change,
): Promise<void> {
  await records.audit({
    id: ids.next(),
    at: clock.now(),
    actorId: actor?.userId ?? null,
    action,
    objectType: action.slice(0, action.indexOf(".")),
    objectId,
    detail,
    requestId: null,
  });
}
