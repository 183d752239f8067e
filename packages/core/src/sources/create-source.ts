import { type Actor, requireRole } from "../access/actor.ts";
import type { Source, SourceAccess } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";
import { defaultSchedule } from "../settings/default-schedule.ts";
import { rootAllow } from "./resolve-access.ts";
import { addHook } from "./source-hook.ts";
import { type CredentialInput, refuseBoth, requireCredential, storeCredential } from "./credential-input.ts";
import { checkSourceInput, connectorNamed } from "./source-input.ts";

export interface CreateSource extends CredentialInput {
  readonly connector: string;
  readonly name: string;
  readonly settings: unknown;
  readonly access: SourceAccess;
  /** Cron pattern, UTC; null for manual syncs only. Absent: what the settings say. */
  readonly schedule?: string | null | undefined;
}

/** Stores a source; nothing is fetched before its first sync. */
export async function createSource(
  ports: Pick<Ports, "database" | "settings" | "connectors" | "clock" | "ids" | "bus" | "vault">,
  actor: Actor,
  input: CreateSource,
): Promise<Source> {
  requireRole(actor, "editor");
  const settings = checkSourceInput(ports, input);
  const connector = connectorNamed(ports, input.connector);
  refuseBoth(input);
  requireCredential(connector, input);
  const { credential: _credential, credentialHandle: _handle, ...plain } = input;
  const { schedule = defaultSchedule(ports.settings) } = input;
  const created = await ports.database.transaction(async (tx) => {
    const id = ports.ids.next();
    const source = await tx.sources.create(
      { ...plain, id, settings, schedule, hasGroups: connector.syncGroups !== undefined, createdBy: actor.userId, now: ports.clock.now() },
      rootAllow(input.access),
    );
    if (connector.webhook !== undefined) await addHook(ports, tx, id);
    await storeCredential(ports, tx, actor, { sourceId: id, connector, input });
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
