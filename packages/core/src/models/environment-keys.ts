import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { hostOf, type Provider } from "./provider-address.ts";

/** A provider that the operator's environment is set up for. The key itself is never shown. */
export interface EnvironmentProvider {
  readonly provider: Provider;
  readonly variable: string;
  readonly host: string;
  /** The model that answers by it, as the registry has it; null when none is named. */
  readonly model: { readonly id: string; readonly name: string } | null;
}

export function listEnvironment({ llms }: Pick<Ports, "llms">, actor: Actor): readonly EnvironmentProvider[] {
  requireRole(actor, "admin");
  return llms.connections.map(({ provider, variable, baseUrl }) => {
    const model = llms.environment.find((each) => each.connection.provider === provider);
    return {
      provider,
      variable,
      host: hostOf(provider, baseUrl ?? null),
      model: model === undefined ? null : { id: model.id, name: model.name },
    };
  });
}
