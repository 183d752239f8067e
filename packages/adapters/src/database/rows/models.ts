import type { Generated } from "kysely";

/** Prices are micro-dollars for a million tokens. */
export interface ModelRow {
  id: string;
  kind: string;
  provider: string;
  dimensions: number | null;
  fusionWeight: string | null;
  settings: Generated<string>;
  active: Generated<number>;
  createdAt: number;
  name: Generated<string>;
  model: Generated<string>;
  baseUrl: string | null;
  credentialId: string | null;
  contextTokens: number | null;
  maxOutputTokens: number | null;
  inputPrice: number | null;
  outputPrice: number | null;
  enabled: Generated<number>;
  maskPersonalData: Generated<number>;
  fallbackOrder: number | null;
  updatedAt: Generated<number>;
}

/** Costs are micro-dollars. Columns from `apiKeyId` on are those of a call of a language model. */
export interface UsageEventRow {
  id: string;
  at: number;
  userId: string | null;
  kind: string;
  detail: Generated<string>;
  apiKeyId: string | null;
  modelId: string | null;
  model: string | null;
  purpose: string | null;
  inputTokens: Generated<number>;
  outputTokens: Generated<number>;
  cost: number | null;
  runId: string | null;
  assistantId: string | null;
  durationMs: number | null;
  outcome: string | null;
  /** More than one where the calls of a day were rolled up. */
  calls: Generated<number>;
}
