import { ollamaUrl } from "@smartypants/adapters";
import type { EnvironmentConnection, EnvironmentModel, LlmConnection } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { z } from "zod";
import { type MODEL_SETTINGS, parseChatModel } from "./model-settings.ts";

type Settings = typeof MODEL_SETTINGS;

/** The part of the configuration that says something about models. */
export type ModelConfig = { readonly [Name in keyof Settings]: z.output<Settings[Name]["schema"]> };

type Provider = LlmConnection["provider"];

export interface EnvironmentModels {
  readonly environment: readonly EnvironmentModel[];
  /** Providers that can be asked for their models. */
  readonly connections: readonly EnvironmentConnection[];
  /** For who starts it: what was chosen without being named, and what is set and does nothing. */
  readonly notes: readonly string[];
}

/** What a provider's key alone brings: small models that are good at answering from passages. Other addresses and Ollama have no usual one. */
const USUAL_MODEL: Readonly<Partial<Record<Provider, string>>> = {
  openai: "gpt-5.4-mini",
  anthropic: "claude-haiku-5-5",
  gemini: "gemini-3.8-flash",
};

const VARIABLE: Readonly<Record<Provider, string>> = {
  openai: "OPENAI_API_KEY",
  "azure-openai": "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY",
  "openai-compatible": "OPENAI_BASE_URL",
  ollama: "OLLAMA_HOST",
  anthropic: "ANTHROPIC_API_KEY",
  gemini: "GEMINI_API_KEY",
};

const AZURE_HALF = "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY belong together: set both to use Azure OpenAI.";

/** Models of the environment. Throws `config` for a SMARTY_CHAT_MODEL whose provider is not set up. */
export function readEnvironmentModels(config: ModelConfig): EnvironmentModels {
  const connections = connectionsOf(config);
  const named = config.chatModel === undefined ? null : parseChatModel(config.chatModel);
  const asked = named === null ? undefined : chooseConnection(named.provider, connections);
  const all = asked === undefined || connections.includes(asked) ? connections : [...connections, asked];
  const models = all.flatMap((connection): readonly LlmConnection[] => {
    if (connection === asked) return [{ ...connection, model: named?.model ?? "" }];
    const model =
      config.azureOpenaiDeployment !== undefined && connection.provider === "azure-openai"
        ? config.azureOpenaiDeployment
        : USUAL_MODEL[connection.provider];
    return model === undefined ? [] : [{ ...connection, model }];
  });
  const chosen = asked === undefined ? models[0] : models.find(({ provider }) => provider === asked.provider);
  const environment = models.map((connection) => toModel(connection, connection === chosen));
  const notes = [...notesOn(chosen, named !== null), ...idleOnes(config, connections, environment)];
  return { environment, connections: connections.map((each) => ({ ...each, variable: VARIABLE[each.provider] })), notes };
}

function toModel(connection: LlmConnection, isDefault: boolean): EnvironmentModel {
  const { provider, model } = connection;
  return { id: `environment-${provider}`, name: `${provider}/${model}`, isDefault, connection };
}

function notesOn(chosen: LlmConnection | undefined, isNamed: boolean): readonly string[] {
  if (chosen === undefined || isNamed) return [];
  const { provider, model } = chosen;
  return [`Answers are written by ${provider}/${model}, because ${VARIABLE[provider]} is set. SMARTY_CHAT_MODEL names another.`];
}

function idleOnes(config: ModelConfig, connections: readonly LlmConnection[], environment: readonly EnvironmentModel[]): readonly string[] {
  const idle = connections.filter((each) => !environment.some((model) => model.connection.provider === each.provider));
  const isHalf =
    (config.azureOpenaiEndpoint === undefined) !== (config.azureOpenaiApiKey === undefined) && config.openaiDriver === undefined;
  return [
    ...idle.map(({ provider }) => {
      const wanted = provider === "azure-openai" ? "AZURE_OPENAI_DEPLOYMENT or SMARTY_CHAT_MODEL" : "SMARTY_CHAT_MODEL";
      return `${VARIABLE[provider]} is set and no model of it: it answers nothing until ${wanted} names one, or an administrator adds one.`;
    }),
    ...(isHalf ? [AZURE_HALF] : []),
  ];
}

/** In the order in which they become the default. */
function connectionsOf(config: ModelConfig): readonly LlmConnection[] {
  const { openaiDriver, anthropicApiKey, geminiApiKey, ollamaHost } = config;
  return [
    ...(openaiDriver === "azure" ? [] : openAi(config)),
    ...(openaiDriver === "openai" ? [] : azure(config)),
    ...(anthropicApiKey === undefined ? [] : [{ provider: "anthropic", model: "", apiKey: anthropicApiKey } as const]),
    ...(geminiApiKey === undefined ? [] : [{ provider: "gemini", model: "", apiKey: geminiApiKey } as const]),
    ...(ollamaHost === undefined ? [] : [{ provider: "ollama", model: "", baseUrl: ollamaUrl(ollamaHost) } as const]),
  ];
}

function openAi({ openaiApiKey, openaiBaseUrl }: ModelConfig): readonly LlmConnection[] {
  if (openaiBaseUrl === undefined) return openaiApiKey === undefined ? [] : [{ provider: "openai", model: "", apiKey: openaiApiKey }];
  const isOwn = new URL(openaiBaseUrl).host === "api.openai.com";
  if (isOwn && openaiApiKey === undefined) return [];
  const apiKey = openaiApiKey === undefined ? {} : { apiKey: openaiApiKey };
  return [{ provider: isOwn ? "openai" : "openai-compatible", model: "", baseUrl: openaiBaseUrl, ...apiKey }];
}

function azure(config: ModelConfig): readonly LlmConnection[] {
  const isOnly = config.openaiDriver === "azure";
  const baseUrl = config.azureOpenaiEndpoint ?? (isOnly ? config.openaiBaseUrl : undefined);
  const apiKey = config.azureOpenaiApiKey ?? (isOnly ? config.openaiApiKey : undefined);
  if (baseUrl !== undefined && apiKey !== undefined) {
    const version = config.azureOpenaiApiVersion;
    return [{ provider: "azure-openai", model: "", baseUrl, apiKey, ...(version !== undefined && { options: { apiVersion: version } }) }];
  }
  // Another program's variable is no reason not to start.
  if (!isOnly) return [];
  throw new SmartyError("config", AZURE_HALF);
}

function chooseConnection(provider: Provider, connections: readonly LlmConnection[]): LlmConnection {
  // Who names OpenAI and another address means the server there.
  const wanted = provider === "openai" ? ["openai", "openai-compatible"] : [provider];
  const found = connections.find((each) => wanted.includes(each.provider));
  if (found !== undefined) return found;
  if (provider === "ollama") return { provider, model: "", baseUrl: "http://127.0.0.1:11434" };
  throw new SmartyError("config", `SMARTY_CHAT_MODEL names a model of ${provider}: set ${VARIABLE[provider]} too.`);
}
