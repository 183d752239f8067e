import type { LlmConnection, LlmPurpose } from "../models.ts";

export type ModelKind = "chat" | "embedding";

/** A model that an administrator has entered. */
export interface ModelEntry {
  readonly id: string;
  readonly kind: ModelKind;
  /** What people choose by; no two entries have the same. */
  readonly name: string;
  readonly provider: LlmConnection["provider"];
  /** As the provider names it. */
  readonly model: string;
  /** Null: the provider's own address. */
  readonly baseUrl: string | null;
  readonly credentialId: string | null;
  /** The provider's own switches, such as Azure's API version. */
  readonly options: Readonly<Record<string, string>>;
  /** Null: read from the provider, or guessed. */
  readonly contextTokens: number | null;
  /** Null: whatever the caller asks for. */
  readonly maxOutputTokens: number | null;
  /** US dollars for a million tokens; null when nobody has said. */
  readonly inputPrice: number | null;
  readonly outputPrice: number | null;
  readonly enabled: boolean;
  /** Placeholders go out in place of personal data, and are put back in what it answers. */
  readonly maskPersonalData: boolean;
  /** Its place among those that answer when another cannot, lowest first. Null: it never does so. */
  readonly fallbackOrder: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A provider's secret, without the secret. */
export interface ModelCredential {
  readonly id: string;
  readonly name: string;
  /** The only place it may be sent to: `api.openai.com`, or `http://vllm:8000` where there is no TLS. */
  readonly host: string;
  /** The secret's last characters, for telling secrets apart. */
  readonly lastFour: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The registry. Credentials of sources are none of its business. */
export interface ModelRepository {
  /** All, in order of creation. */
  list(): Promise<readonly ModelEntry[]>;
  get(id: string): Promise<ModelEntry | null>;
  create(entry: ModelEntry): Promise<void>;
  /** Replaces the row of this id. False when there is none. */
  update(entry: ModelEntry): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  /** All, in order of creation. */
  credentials(): Promise<readonly ModelCredential[]>;
  credential(id: string): Promise<(ModelCredential & { readonly sealed: string }) | null>;
  createCredential(credential: ModelCredential & { readonly sealed: string }): Promise<void>;
  /** False when there is none. */
  updateCredential(
    id: string,
    change: { readonly name?: string; readonly sealed?: string; readonly lastFour?: string; readonly updatedAt: number },
  ): Promise<boolean>;
  removeCredential(id: string): Promise<boolean>;
}

/** One model asked once. */
export interface LlmUsage {
  readonly id: string;
  readonly at: number;
  readonly userId: string;
  readonly apiKeyId: string | null;
  readonly modelId: string;
  /** `provider/model` of that time. */
  readonly model: string;
  readonly purpose: LlmPurpose;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Micro-dollars; null when the price is not known. */
  readonly cost: number | null;
  readonly runId: string | null;
  readonly assistantId: string | null;
  readonly durationMs: number;
  readonly outcome: "done" | "aborted" | "failed";
}

export type UsageGroup = "person" | "model" | "key" | "purpose" | "day" | "hour" | "assistant";

export interface UsageFilter {
  /** Included. */
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly userId?: string;
  readonly apiKeyId?: string;
  readonly runId?: string;
}

export interface UsageSum {
  /** The id of the person, model or key, the purpose, or the UTC day as 2026-03-31. Null: without a key, or of somebody who has been erased. */
  readonly key: string | null;
  /** How people know it; null when it is gone. */
  readonly name: string | null;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Micro-dollars. */
  readonly cost: number;
  /** Calls with tokens and without a price: `cost` lacks them. */
  readonly unpricedCalls: number;
}

/** What language models have been asked, and what it cost. */
export interface LlmUsageRepository {
  record(usage: LlmUsage): Promise<void>;
  spent(filter: UsageFilter): Promise<{ readonly tokens: number; readonly cost: number }>;
  /** Sums by group: days in their order, else those with the most tokens first. */
  sums(filter: UsageFilter, groupBy: UsageGroup): Promise<readonly UsageSum[]>;
}
