import { type Actor, requireRole } from "../../access/actor.ts";
import type { OidcProbe } from "../../ports/oidc.ts";
import type { Ports } from "../../ports/ports.ts";
import { connectionOf, providerNotFound, redirectUriOf } from "./provider-view.ts";

/** Tries what can be tried without a person. What is wrong is said by the probes. */
export async function testProvider(
  ports: Pick<Ports, "database" | "identity" | "vault" | "oidc">,
  actor: Actor,
  id: string,
): Promise<readonly OidcProbe[]> {
  requireRole(actor, "admin");
  const provider = await ports.database.signIn.provider(id);
  if (provider === null) throw providerNotFound();
  return ports.oidc.probe(await connectionOf(ports, provider), redirectUriOf(ports, id));
}
