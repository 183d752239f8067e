import type { Llm } from "@smartypants/sdk";

/** How to reach a language model. Secrets are in clear here: an object of this kind is never logged or stored. */
export interface LlmConnection {
  readonly provider: "openai" | "azure-openai" | "openai-compatible" | "ollama" | "anthropic" | "gemini";
  /** As the provider names it. */
  readonly model: string;
  /** Where it is not the provider's own. */
  readonly baseUrl?: string;
  readonly apiKey?: string;
  /** Absent: read from the provider where it says so, else a safe guess. */
  readonly contextTokens?: number;
  /** The provider's own switches, such as Azure's API version. */
  readonly options?: Readonly<Record<string, string>>;
}

/** What a provider offers. */
export interface FoundModel {
  readonly model: string;
  readonly kind: "chat" | "embedding";
  readonly contextTokens?: number;
}

/** Speaks to providers of language models; keeps nothing. */
export interface LlmProviders {
  /** Asks nothing of the network unless the context size has to be read. Throws `invalid` for what cannot be a connection. */
  open(connection: LlmConnection): Promise<Llm>;
  /** The models behind a connection (its `model` is ignored). Throws `auth` or `unavailable`. */
  list(connection: LlmConnection, signal: AbortSignal): Promise<readonly FoundModel[]>;
}

export type LlmPurpose = "answer" | "rewrite" | "title" | "follow-up" | "test" | "api";

export interface ChatModelRequest {
  /** Of the registry; absent: the default model. */
  readonly modelId?: string;
  readonly purpose: LlmPurpose;
  /** Who pays: budgets and the usage ledger are kept by person and key. */
  readonly userId: string;
  readonly apiKeyId?: string;
  readonly runId?: string;
  readonly assistantId?: string;
  /** Called when a model begins to answer. It is another than was asked for when that one could not answer and the next in order does. */
  readonly onModel?: (model: AnsweringModel) => void;
}

export interface AnsweringModel {
  /** Of the registry. */
  readonly id: string;
  readonly name: string;
  /** `provider/model` */
  readonly label: string;
  /** Pieces of personal data that it was sent placeholders for. */
  readonly masked: number;
}

/** A chat model that the operator's environment names. It is in the registry for reading only; its key is never stored. */
export interface EnvironmentModel {
  /** Stays the same from start to start. */
  readonly id: string;
  readonly name: string;
  /** At most one: the default until an administrator chooses another. */
  readonly isDefault: boolean;
  readonly connection: LlmConnection;
}

/** What the operator's environment has for a provider; `model` is empty. */
export interface EnvironmentConnection extends LlmConnection {
  /** The variable that says so, for people. */
  readonly variable: string;
}

/** What the process brings for language models. */
export interface LlmSetup {
  readonly providers: LlmProviders;
  readonly environment: readonly EnvironmentModel[];
  /** Providers that the environment has a key or an address for. */
  readonly connections: readonly EnvironmentConnection[];
}

/** The language models that are set up, as the rest of the product uses them. */
export interface ChatModels {
  /**
   * Null when none is set up: answers are extractive then. The model given retries, falls back, keeps to budgets (`rate_limited`, with the moment they are free again) and writes the
   * usage ledger by itself. An unknown or disabled `modelId`: `not_found`.
   */
  open(request: ChatModelRequest): Promise<Llm | null>;
}
