import { z } from "@hono/zod-openapi";
import { PROVIDERS } from "@smartypants/core";
import { Id, Time } from "../http/schemas.ts";
import { Name } from "./people-schemas.ts";

const ORIGINS = ["registry", "environment"] as const;
const MOST_TOKENS = 100_000_000;

export const Provider = z.enum(PROVIDERS);

/** Never in an answer. */
export const Secret = z.string().trim().min(1).max(4096).openapi({ format: "password", description: "Kept encrypted; never shown again." });

export const BaseUrl = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .openapi({ format: "uri", description: "Where it is not the provider's own address. Without user name, password or query." });

export const Options = z
  .record(z.string().min(1).max(64), z.string().max(500))
  .refine((options) => Object.keys(options).length <= 20, "at most 20 options")
  .openapi({ description: "The provider's own switches, such as `apiVersion` of Azure." });

export const ModelName = z.string().trim().min(1).max(200);
const Tokens = z.int().min(1).max(MOST_TOKENS);
const Price = z.number().min(0).max(1_000_000).openapi({ description: "US dollars for a million tokens." });
const Order = z.int().min(0).max(1000).openapi({
  description: "Its place among the models that answer when the one asked for cannot, lowest first. Null: it never does so.",
});

const Changeable = {
  baseUrl: BaseUrl.nullable().optional(),
  credentialId: Id.nullable().optional().openapi({ description: "A credential that was saved for the host of the base URL." }),
  apiKey: Secret.optional().openapi({ description: "Instead of a credential: kept as one, for this host." }),
  options: Options.optional(),
  contextTokens: Tokens.nullable().optional(),
  maxOutputTokens: Tokens.nullable().optional(),
  inputPrice: Price.nullable().optional(),
  outputPrice: Price.nullable().optional(),
  enabled: z.boolean().optional(),
  maskPersonalData: z
    .boolean()
    .optional()
    .openapi({ description: "Placeholders go out in place of e-mail addresses, telephone, account and card numbers and national ids." }),
  fallbackOrder: Order.nullable().optional(),
};

export const NewModel = z
  .strictObject({
    name: Name,
    kind: z.enum(["chat", "embedding"]).default("chat"),
    provider: Provider,
    model: ModelName.openapi({ description: "As the provider names it." }),
    ...Changeable,
  })
  .openapi("NewModel");

export const ModelChange = z.strictObject({ name: Name.optional(), model: ModelName.optional(), ...Changeable }).openapi("ModelChange");

export const Model = z
  .object({
    id: Id,
    kind: z.enum(["chat", "embedding"]),
    name: z.string(),
    default: z.boolean(),
    provider: Provider,
    model: z.string(),
    baseUrl: z.string().nullable(),
    credentialId: Id.nullable(),
    options: z.record(z.string(), z.string()),
    contextTokens: z.int().nullable(),
    maxOutputTokens: z.int().nullable(),
    inputPrice: z.number().nullable().openapi({ description: "US dollars for a million tokens." }),
    outputPrice: z.number().nullable(),
    enabled: z.boolean(),
    maskPersonalData: z.boolean(),
    fallbackOrder: z.int().nullable(),
    origin: z.enum(ORIGINS).openapi({ description: "Models of the environment can be chosen and tested, not changed." }),
    createdAt: Time.nullable(),
    updatedAt: Time.nullable(),
  })
  .openapi("Model");

export const ModelChoice = z
  .object({ id: Id, name: z.string(), default: z.boolean() })
  .openapi("ModelChoice", { description: "A chat model as those who are no administrators see it." });

export const ModelTest = z
  .object({
    ok: z.boolean(),
    firstTokenMs: z.int().optional().openapi({ description: "Until the answer began." }),
    totalMs: z.int().optional(),
    inputTokens: z.int().optional(),
    outputTokens: z.int().optional(),
    contextTokens: z.int().optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .openapi("ModelTest");

export const EnvironmentProvider = z
  .object({
    provider: Provider,
    variable: z.string().openapi({ example: "OPENAI_API_KEY" }),
    host: z.string().openapi({ description: "The only host that its key is sent to." }),
    model: z
      .object({ id: Id, name: z.string() })
      .nullable()
      .openapi({ description: "The model that answers by it; null when none is named." }),
  })
  .openapi("EnvironmentProvider");

export const FoundModels = z
  .object({
    baseUrl: z.string().nullable(),
    models: z.array(z.object({ model: z.string(), kind: z.enum(["chat", "embedding"]), contextTokens: z.int().nullable() })),
  })
  .openapi("FoundModels");

export const Credential = z
  .object({
    id: Id,
    name: z.string(),
    host: z.string().openapi({ description: "The only host it is sent to.", example: "api.openai.com" }),
    lastFour: z.string().openapi({ description: "Of the secret; empty for a short one." }),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Credential");

const BudgetLimit = z
  .strictObject({
    tokens: z.int().min(0).max(1e15).nullable().openapi({ description: "Of prompts and answers together; null: no limit." }),
    usd: z.number().min(0).max(1e9).nullable().openapi({ description: "US dollars, as far as prices are known; null: no limit." }),
  })
  .openapi("BudgetLimit");

export const Budgets = z
  .strictObject({ personPerDay: BudgetLimit, keyPerDay: BudgetLimit, instancePerMonth: BudgetLimit })
  .openapi("Budgets", { description: "Days and months are those of UTC." });
