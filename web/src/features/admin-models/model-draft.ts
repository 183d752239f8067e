import type { DiscoverModelsData, Model, ModelChange } from "@smartypants/client";
import type { Provider } from "./providers.ts";

/** Values of `credentialId` that are no id. */
export const NO_KEY = "";
export const NEW_KEY = "new";

/** The form as it is typed; an empty number is "". */
export interface Draft {
  readonly provider: Provider;
  readonly baseUrl: string;
  readonly credentialId: string;
  readonly apiKey: string;
  readonly apiVersion: string;
  readonly model: string;
  readonly name: string;
  readonly inputPrice: string | number;
  readonly outputPrice: string | number;
  readonly contextTokens: string | number;
  readonly maxOutputTokens: string | number;
  readonly maskPersonalData: boolean;
}

export function draftOf(model: Model | undefined): Draft {
  return {
    provider: model?.provider ?? "ollama",
    baseUrl: model?.baseUrl ?? "",
    credentialId: model?.credentialId ?? NO_KEY,
    apiKey: "",
    apiVersion: model?.options["apiVersion"] ?? "",
    model: model?.model ?? "",
    name: model?.name ?? "",
    inputPrice: model?.inputPrice ?? "",
    outputPrice: model?.outputPrice ?? "",
    contextTokens: model?.contextTokens ?? "",
    maxOutputTokens: model?.maxOutputTokens ?? "",
    maskPersonalData: model?.maskPersonalData ?? false,
  };
}

export function numberOrNull(value: string | number): number | null {
  return value === "" ? null : Number(value);
}

/** How to reach the provider, as the API takes it. */
export function connectionOf({
  provider,
  baseUrl,
  credentialId,
  apiKey,
  apiVersion,
}: Draft): Pick<ModelChange, "baseUrl" | "credentialId" | "apiKey" | "options"> {
  const key = credentialId === NEW_KEY ? { apiKey } : { credentialId: credentialId === NO_KEY ? null : credentialId };
  const options = provider === "azure-openai" && apiVersion.trim() !== "" ? { options: { apiVersion: apiVersion.trim() } } : {};
  return { baseUrl: baseUrl.trim() === "" ? null : baseUrl.trim(), ...key, ...options };
}

/** The same for a request that stores nothing. */
export function providerRequestOf(draft: Draft): DiscoverModelsData["body"] {
  const { baseUrl, credentialId, apiKey, options } = connectionOf(draft);
  return {
    provider: draft.provider,
    ...(typeof baseUrl === "string" && { baseUrl }),
    ...(typeof credentialId === "string" && { credentialId }),
    ...(apiKey !== undefined && apiKey !== "" && { apiKey }),
    ...(options !== undefined && { options }),
  };
}
