import { type LlmEvent, type LlmMessage, type LlmOptions, toErrorData } from "@smartypants/sdk";
import type { LlmUsage, UsageFilter } from "../ports/database/models.ts";
import type { ChatModelRequest } from "../ports/models.ts";
import type { Ports } from "../ports/ports.ts";
import { countTokens } from "../text/count-tokens.ts";
import type { Spent } from "./budgets.ts";
import type { Model } from "./registry.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "logger">;

/** Counts one model's part of a call. */
export interface CallMeter {
  /** Whether anything has come back. */
  readonly hasBegun: boolean;
  /** The request goes out: from now on it may cost something. */
  sent(): void;
  see(event: LlmEvent): void;
  /** The model refused or was not reached: what went out until now costs nothing. */
  refused(): void;
  /** Writes the ledger, if anything was sent. Never throws: an answer is not lost because it could not be counted. */
  end(outcome: LlmUsage["outcome"]): Promise<void>;
}

export interface CallMeters {
  start(request: ChatModelRequest, model: Model, inputTokens: number): CallMeter;
  /** What calls that have not ended yet have drawn so far. */
  readonly underWay: (filter: UsageFilter) => Spent;
}

interface Call {
  readonly request: ChatModelRequest;
  readonly startedAt: number;
  usage(): Pick<LlmUsage, "inputTokens" | "outputTokens" | "cost">;
}

export function createCallMeters(ports: Needs): CallMeters {
  const calls = new Set<Call>();
  return {
    start: (request, model, inputTokens) => startMeter(ports, calls, { request, model, inputTokens }),
    underWay: ({ from, to, userId, apiKeyId }) => {
      const drawn = [...calls]
        .filter(({ request, startedAt }) => startedAt >= from && startedAt < to && (userId ?? request.userId) === request.userId)
        .filter(({ request }) => apiKeyId === undefined || request.apiKeyId === apiKeyId)
        .map((call) => call.usage());
      return {
        tokens: drawn.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0),
        cost: drawn.reduce((sum, each) => sum + (each.cost ?? 0), 0),
      };
    },
  };
}

interface Start {
  readonly request: ChatModelRequest;
  readonly model: Model;
  /** Counted here; the provider's own number takes its place. */
  readonly inputTokens: number;
}

function startMeter(ports: Needs, calls: Set<Call>, { request, model, inputTokens }: Start): CallMeter {
  const startedAt = ports.clock.now();
  let input = 0;
  let output = 0;
  let begun = false;
  let wasSent = false;
  const call: Call = {
    request,
    startedAt,
    usage: () => ({ inputTokens: input, outputTokens: output, cost: costOf(model, input, output) }),
  };
  calls.add(call);
  return {
    get hasBegun() {
      return begun;
    },
    sent: () => {
      wasSent = true;
      input = inputTokens;
    },
    see: (event) => {
      begun = true;
      if (event.type === "end") ({ inputTokens: input, outputTokens: output } = event);
      else output += countTokens(event.type === "delta" ? event.text : event.call.arguments);
    },
    refused: () => {
      input = 0;
    },
    end: async (outcome) => {
      if (!calls.delete(call) || !wasSent) return;
      try {
        await ports.database.llmUsage.record({
          id: ports.ids.next(),
          at: startedAt,
          userId: request.userId,
          apiKeyId: request.apiKeyId ?? null,
          modelId: model.id,
          model: `${model.provider}/${model.model}`,
          purpose: request.purpose,
          ...call.usage(),
          runId: request.runId ?? null,
          assistantId: request.assistantId ?? null,
          durationMs: Math.max(0, ports.clock.now() - startedAt),
          outcome,
        });
      } catch (error) {
        // The answer stands; an operator must know that the ledger has a gap.
        ports.logger.error({ modelId: model.id, reason: toErrorData(error).message }, "the use of a language model could not be recorded");
      }
    },
  };
}

/** Micro-dollars: a million tokens at so many dollars are a million micro-dollars each. Null unless both prices are known. */
function costOf({ inputPrice, outputPrice }: Model, inputTokens: number, outputTokens: number): number | null {
  if (inputPrice === null || outputPrice === null) return null;
  return Math.round(inputTokens * inputPrice + outputTokens * outputPrice);
}

/** A guess on the large side, for budgets and for what is counted when a provider does not say. */
export function countPrompt(messages: readonly LlmMessage[], { tools = [] }: Pick<LlmOptions, "tools">): number {
  const texts = messages.flatMap((message) => [
    message.content,
    ...(message.role === "assistant" ? (message.toolCalls ?? []).map((each) => each.arguments) : []),
  ]);
  const described = tools.length === 0 ? 0 : countTokens(JSON.stringify(tools));
  return texts.reduce((sum, text) => sum + countTokens(text), described);
}
