import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Source, SourceAccess, SourceChange } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { UPLOAD } from "../documents/upload-source.ts";
import { audit } from "../people/audit.ts";
import { applyAccess } from "./apply-access.ts";
import { type CredentialInput, givesCredential, refuseBoth, requireForNewHosts, storeCredential } from "./credential-input.ts";
import { checkSourceInput, connectorNamed } from "./source-input.ts";

export interface UpdateSource extends CredentialInput {
  readonly name?: string;
  readonly settings?: unknown;
  readonly access?: SourceAccess;
  readonly schedule?: string | null;
}

type Needs = Pick<Ports, "database" | "connectors" | "clock" | "ids" | "bus" | "vault">;

/** What has another ACL row now is found by those it was given to when the indexes have it. */
async function queueDrain({ database }: Needs): Promise<boolean> {
  if ((await database.indexChanges.count()) === 0) return false;
  await database.transaction((tx) => tx.jobs.add("drain-index", {}, { key: "drain-index" }));
  return true;
}

/** Changes a source. Who may read it changes before this resolves. */
export async function updateSource(ports: Needs, actor: Actor, sourceId: string, input: UpdateSource): Promise<Source> {
  requireRole(actor, "editor");
  const source = await ports.database.forActor(actor).sources.manageable(sourceId);
  if (source.state === "deleting") throw new SmartyError("conflict", "This source is being deleted.");
  if (source.connector === UPLOAD && (input.access !== undefined || input.settings !== undefined)) {
    throw new SmartyError("conflict", "Each upload says itself who may read it; the uploads as a whole have only a name.");
  }
  const next = { connector: source.connector, settings: input.settings ?? source.settings, access: input.access ?? source.access };
  const settings = source.connector === UPLOAD ? source.settings : checkSourceInput(ports, next);
  await checkCredentialChange(ports, source, { ...input, settings });
  const isReconnected = input.settings !== undefined || givesCredential(input);
  const change: SourceChange = {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.settings !== undefined && { settings, checkpoint: null }),
    ...(input.access !== undefined && { access: input.access }),
    ...(input.schedule !== undefined && { schedule: input.schedule }),
    // A new setting or credential is the operator's answer to "reconnect".
    ...(isReconnected && source.state === "reconnect" && { state: "active" as const, stateReason: null }),
  };
  await ports.database.transaction(async (tx) => {
    await tx.sources.update(sourceId, change, ports.clock.now());
    if (givesCredential(input))
      await storeCredential(ports, tx, actor, { sourceId, connector: connectorNamed(ports, source.connector), input });
    await audit(ports, tx, actor, { action: "source.update", objectId: sourceId, detail: { fields: Object.keys(input) } });
  });
  if (input.access !== undefined) await applyAccess(ports, sourceId);
  if (await queueDrain(ports)) ports.bus.publish("job-added", { task: "drain-index" });
  ports.bus.publish("settings", { key: "sources" });
  return ports.database.forActor(actor).sources.manageable(sourceId);
}

async function checkCredentialChange({ database }: Needs, source: Source, input: UpdateSource): Promise<void> {
  refuseBoth(input);
  if ((await database.sourceConnections.credential(source.id)) !== null) requireForNewHosts(source.settings, input.settings, input);
}
