import type { Llm, LlmEvent, LlmMessage, LlmOptions } from "@smartypants/sdk";
import type { ChatModelPorts } from "../models/chat-models.ts";
import type { LlmUsage, ModelCredential, ModelEntry, UsageFilter } from "../ports/database/models.ts";
import type { EnvironmentModel, LlmConnection } from "../ports/models.ts";

/** What a scripted model does when it is asked: it sends events, then ends or throws. */
export type Script = (messages: readonly LlmMessage[], options: LlmOptions) => AsyncIterable<LlmEvent>;

export interface FakeModelPorts {
  readonly ports: ChatModelPorts;
  readonly clock: { now(): number; advance(ms: number): void };
  readonly entries: Map<string, ModelEntry>;
  readonly credentials: Map<string, ModelCredential & { readonly sealed: string }>;
  readonly settings: Map<string, unknown>;
  readonly ledger: LlmUsage[];
  /** Every connection that was opened, in order. */
  readonly opened: LlmConnection[];
  /** Every call, by the provider's model name. */
  readonly asked: string[];
  readonly logged: string[];
}

const CONTEXT_TOKENS = 100_000;

/** A registry in memory with models that follow scripts, by the provider's model name. */
export function fakeModelPorts(scripts: Readonly<Record<string, Script>>, environment: readonly EnvironmentModel[] = []): FakeModelPorts {
  let now = Date.UTC(2026, 2, 1, 12);
  let ids = 0;
  const clock = { now: () => now, advance: (ms: number) => void (now += ms) };
  const entries = new Map<string, ModelEntry>();
  const credentials = new Map<string, ModelCredential & { readonly sealed: string }>();
  const settings = new Map<string, unknown>();
  const [ledger, opened, asked, logged]: [LlmUsage[], LlmConnection[], string[], string[]] = [[], [], [], []];
  const say = (fields: Readonly<Record<string, unknown>>, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const open = async (connection: LlmConnection): Promise<Llm> => {
    opened.push(connection);
    const { provider, model, contextTokens = CONTEXT_TOKENS } = connection;
    const stream: Llm["stream"] = (messages, options) => {
      asked.push(model);
      const script = scripts[model];
      if (script === undefined) throw new Error(`no script for ${model}`);
      return script(messages, options);
    };
    return { id: `${provider}/${model}`, contextTokens, stream };
  };
  const database = {
    models: { list: async () => [...entries.values()], credential: async (id: string) => credentials.get(id) ?? null },
    settings: { get: async (key: string) => settings.get(key) },
    llmUsage: {
      record: async (usage: LlmUsage) => void ledger.push(usage),
      spent: async (filter: UsageFilter) => spentOf(ledger, filter),
    },
  };
  const ports = {
    // Only what the registry at work asks for.
    database: database as unknown as ChatModelPorts["database"],
    vault: {
      seal: (plain: string, context: string) => `${context}:${plain}`,
      open: (text: string, context: string) => unseal(text, context),
      fingerprint: (text: string, context: string) => `${context}#${text}`,
    },
    clock,
    ids: { next: () => `id-${(ids += 1)}` },
    logger: { debug: say, info: say, warn: say, error: say },
    llms: { providers: { open, list: async () => [] }, environment, connections: [] },
  };
  return { ports, clock, entries, credentials, settings, ledger, opened, asked, logged };
}

function unseal(text: string, context: string): string {
  if (!text.startsWith(`${context}:`)) throw new Error("sealed for something else");
  return text.slice(context.length + 1);
}

function spentOf(ledger: readonly LlmUsage[], { from, to, userId, apiKeyId }: UsageFilter) {
  const found = ledger
    .filter((each) => each.at >= from && each.at < to)
    .filter((each) => (userId ?? each.userId) === each.userId && (apiKeyId ?? each.apiKeyId) === each.apiKeyId);
  return {
    tokens: found.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0),
    cost: found.reduce((sum, each) => sum + (each.cost ?? 0), 0),
  };
}
