import { SmartyError } from "@smartypants/sdk";
import { randomToken } from "../people/tokens.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";

type Needs = Pick<Ports, "database" | "vault" | "identity" | "connectors">;

/** Where a source may send its events: an address that nobody can guess. Null for connectors that hear of none. */
export async function hookUrl(
  { database, vault, identity, connectors }: Needs,
  source: Pick<Source, "id" | "connector">,
): Promise<string | null> {
  if (connectors.get(source.connector)?.webhook === undefined) return null;
  const token = await readToken({ vault }, database, source.id);
  return token === null ? null : `${identity.publicOrigin}/api/v1/hooks/sources/${source.id}/${token}`;
}

/** For a new source. */
export async function addHook({ vault }: Pick<Ports, "vault">, { sourceConnections }: Repositories, sourceId: string): Promise<void> {
  await sourceConnections.setHookToken(sourceId, vault.seal(randomToken(), sealedFor(sourceId)));
}

/** The source that an event is for. Throws the one `not_found`, whatever of the address is wrong. */
export async function sourceOfHook(ports: Pick<Ports, "database" | "vault">, sourceId: string, token: string): Promise<Source> {
  const [source, wanted] = await Promise.all([ports.database.sources.get(sourceId), readToken(ports, ports.database, sourceId)]);
  if (source === null || wanted === null || source.state === "deleting" || !isSame(wanted, token)) {
    throw new SmartyError("not_found", "There is nothing here.");
  }
  return source;
}

async function readToken(
  { vault }: Pick<Ports, "vault">,
  { sourceConnections }: Pick<Repositories, "sourceConnections">,
  sourceId: string,
): Promise<string | null> {
  const sealed = await sourceConnections.hookToken(sourceId);
  return sealed === null ? null : vault.open(sealed, sealedFor(sourceId));
}

function sealedFor(sourceId: string): string {
  return `source-hook/${sourceId}`;
}

/** Takes the same time wherever they differ. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
