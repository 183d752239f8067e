import { type Actor, requireRole } from "../access/actor.ts";
import type { Source, SourceAccess } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";
import { rootAllow } from "./resolve-access.ts";
import { checkSourceInput } from "./source-input.ts";

export interface CreateSource {
  readonly connector: string;
  readonly name: string;
  readonly settings: unknown;
  readonly access: SourceAccess;
  /** Cron pattern, UTC; null for manual syncs only. */
  readonly schedule: string | null;
}

/** Stores a source; nothing is fetched before its first sync. */
export async function createSource(
  ports: Pick<Ports, "database" | "connectors" | "clock" | "ids" | "bus">,
  actor: Actor,
  input: CreateSource,
): Promise<Source> {
  requireRole(actor, "editor");
  const settings = checkSourceInput(ports, input);
  const created = await ports.database.transaction(async (tx) => {
    const id = ports.ids.next();
    const source = await tx.sources.create(
      { ...input, id, settings, createdBy: actor.userId, now: ports.clock.now() },
      rootAllow(input.access),
    );
    await audit(ports, tx, actor, {
      action: "source.create",
      objectId: id,
      detail: { connector: input.connector, accessMode: input.access.mode },
    });
    return source;
  });
  ports.bus.publish("settings", { key: "sources" });
  return created;
}
