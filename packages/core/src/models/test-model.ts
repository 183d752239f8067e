import { isSmartyError, type Llm, SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { connectionFor, type DiscoverRequest } from "./discover-models.ts";
import { getModel } from "./list-models.ts";

export type ModelTest =
  | {
      readonly ok: true;
      /** To the first piece of the answer. */
      readonly firstTokenMs: number;
      readonly totalMs: number;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly contextTokens: number;
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

const TEST_MS = 60_000;
/** Enough for models that think before they speak to say a word. */
const MAX_OUTPUT_TOKENS = 256;

/** Asks the model for one word, once, and says how that went. It is metered like any call. */
export async function testModel(
  ports: Pick<Ports, "database" | "llms" | "models" | "clock">,
  actor: Actor,
  id: string,
  signal: AbortSignal,
): Promise<ModelTest> {
  requireRole(actor, "admin");
  const model = await getModel(ports, actor, id);
  if (model.kind !== "chat") throw new SmartyError("conflict", "Only chat models are tested here.");
  const { userId, apiKeyId } = actor;
  return tested(ports, signal, async () => {
    const llm = await ports.models.open({ modelId: id, purpose: "test", userId, ...(apiKeyId !== undefined && { apiKeyId }) });
    if (llm === null) throw new SmartyError("not_found", "There is no such model.");
    return llm;
  });
}

export interface TryRequest extends DiscoverRequest {
  readonly model: string;
}

/** The same for a model that is not entered yet: nothing is stored, and it is in no ledger. */
export async function tryModel(
  ports: Pick<Ports, "database" | "vault" | "llms" | "clock">,
  actor: Actor,
  { model, ...request }: TryRequest,
  signal: AbortSignal,
): Promise<ModelTest> {
  requireRole(actor, "admin");
  const known = ports.llms.connections.find((each) => each.provider === request.provider);
  const connection = await connectionFor(ports, request, known);
  return tested(ports, signal, () => ports.llms.providers.open({ ...connection, model }));
}

async function tested({ clock }: Pick<Ports, "clock">, signal: AbortSignal, open: () => Promise<Llm>): Promise<ModelTest> {
  const deadline = AbortSignal.timeout(TEST_MS);
  try {
    return await ask(await open(), clock, AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (signal.aborted || !isSmartyError(error)) throw error;
    const message = deadline.aborted ? `The model has not answered within ${TEST_MS / 1000} seconds.` : error.message;
    return { ok: false, code: deadline.aborted ? "unavailable" : error.code, message };
  }
}

async function ask(llm: Llm, clock: Ports["clock"], signal: AbortSignal): Promise<ModelTest> {
  const startedAt = clock.now();
  let firstTokenMs: number | undefined;
  let tokens = { inputTokens: 0, outputTokens: 0 };
  const question = [{ role: "user", content: "Answer with the single word: ready" }] as const;
  for await (const event of llm.stream(question, { maxOutputTokens: MAX_OUTPUT_TOKENS, signal })) {
    firstTokenMs ??= clock.now() - startedAt;
    if (event.type === "end") tokens = { inputTokens: event.inputTokens, outputTokens: event.outputTokens };
  }
  const totalMs = clock.now() - startedAt;
  return { ok: true, firstTokenMs: firstTokenMs ?? totalMs, totalMs, ...tokens, contextTokens: llm.contextTokens };
}
