import { SmartyError } from "@smartypants/sdk";
import type { CliContext } from "./context.ts";
import type { OpenApi } from "./open-api.ts";

export interface ModelAnswer {
  readonly id: string;
  readonly kind: "chat" | "embedding";
  readonly name: string;
  readonly default: boolean;
  readonly provider: string;
  readonly model: string;
  readonly baseUrl: string | null;
  readonly enabled: boolean;
  readonly fallbackOrder: number | null;
  readonly inputPrice: number | null;
  readonly outputPrice: number | null;
  readonly origin: "registry" | "environment";
}

/** As the operator is an administrator, or is told that this needs one. */
export async function listModels(api: OpenApi): Promise<readonly ModelAnswer[]> {
  const { items } = await api.get<{ readonly items: readonly (ModelAnswer | { readonly id: string })[] }>("/models");
  const [first] = items;
  if (first !== undefined && !("provider" in first)) throw new SmartyError("forbidden", "Only administrators manage models.");
  return items as readonly ModelAnswer[];
}

/** By name or id. */
export async function findModel(api: OpenApi, nameOrId: string): Promise<ModelAnswer> {
  const models = await listModels(api);
  const wanted = nameOrId.trim();
  const found =
    models.find((model) => model.id === wanted || model.name === wanted) ??
    models.find((model) => model.name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw new SmartyError("not_found", `There is no model "${wanted}". smartypants models list shows all.`);
  return found;
}

export async function findDefault(api: OpenApi): Promise<ModelAnswer> {
  const found = (await listModels(api)).find((model) => model.default);
  if (found === undefined) throw new SmartyError("not_found", "No chat model is set up. Add one: smartypants models add --help");
  return found;
}

export async function readApiKey(context: CliContext): Promise<string> {
  const key = await context.readStdin();
  if (key === "") throw new SmartyError("invalid", 'No key came in. Pipe it: printf %s "$KEY" | smartypants models … --api-key-stdin');
  return key;
}
