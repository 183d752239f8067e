import { SmartyError } from "@smartypants/sdk";
import type { Repositories } from "../ports/database/database.ts";
import type { ModelEntry } from "../ports/database/models.ts";
import type { EnvironmentModel, LlmConnection, LlmSetup } from "../ports/models.ts";
import type { Ports } from "../ports/ports.ts";
import type { Vault } from "../ports/system.ts";
import { openSecret } from "./credentials.ts";
import { hostOf } from "./provider-address.ts";

/** A model as it stands in the registry, wherever it comes from. */
export interface Model extends Omit<ModelEntry, "createdAt" | "updatedAt"> {
  readonly origin: "registry" | "environment";
  /** Of its kind; at most one. */
  readonly isDefault: boolean;
  /** Null for a model of the environment. */
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/** Id of the default chat model that an administrator has chosen. */
export const DEFAULT_MODEL_SETTING = "models.default";

/** Everything that is entered, in order of creation, then what the environment names. */
export async function readRegistry(
  { models, settings }: Pick<Repositories, "models" | "settings">,
  { environment }: Pick<LlmSetup, "environment">,
): Promise<readonly Model[]> {
  const all = [
    ...(await models.list()).map((entry): Model => ({ ...entry, origin: "registry", isDefault: false })),
    ...environment.map(fromEnvironment),
  ];
  const usable = all.filter((model) => model.kind === "chat" && model.enabled);
  const chosenId = await settings.get(DEFAULT_MODEL_SETTING);
  const named = environment.find((each) => each.isDefault)?.id;
  const chosen = usable.find((model) => model.id === chosenId) ?? usable.find((model) => model.id === named) ?? usable[0];
  return all.map((model) => ({ ...model, isDefault: model === chosen }));
}

function fromEnvironment({ id, name, connection }: EnvironmentModel): Model {
  return {
    id,
    kind: "chat",
    name,
    provider: connection.provider,
    model: connection.model,
    baseUrl: connection.baseUrl ?? null,
    credentialId: null,
    options: connection.options ?? {},
    contextTokens: connection.contextTokens ?? null,
    maxOutputTokens: null,
    inputPrice: null,
    outputPrice: null,
    enabled: true,
    maskPersonalData: false,
    fallbackOrder: null,
    createdAt: null,
    updatedAt: null,
    origin: "environment",
    isDefault: false,
  };
}

/** How to reach a model, with its secret. Throws `invalid` when its credential is another host's. */
export async function connectionOf(
  ports: { readonly database: Pick<Repositories, "models">; readonly vault: Vault; readonly llms: Pick<LlmSetup, "environment"> },
  model: Model,
): Promise<LlmConnection> {
  if (model.origin === "environment") {
    const found = ports.llms.environment.find((each) => each.id === model.id);
    if (found === undefined) throw modelNotFound();
    return found.connection;
  }
  const { provider, baseUrl, credentialId, contextTokens, options } = model;
  const apiKey = credentialId === null ? undefined : await openSecret(ports, credentialId, hostOf(provider, baseUrl));
  return {
    provider,
    model: model.model,
    ...(baseUrl !== null && { baseUrl }),
    ...(apiKey !== undefined && { apiKey }),
    ...(contextTokens !== null && { contextTokens }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

/** The same by id, for adapters that speak to models by themselves; the answer holds the secret. Throws `not_found` and as above. */
export async function modelConnection(ports: Pick<Ports, "database" | "vault" | "llms">, id: string): Promise<LlmConnection> {
  const model = (await readRegistry(ports.database, ports.llms)).find((each) => each.id === id);
  if (model === undefined) throw modelNotFound();
  return connectionOf(ports, model);
}

export function modelNotFound(): SmartyError {
  return new SmartyError("not_found", "There is no such model.");
}
