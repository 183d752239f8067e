import { isSmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";

export type EmbeddingTest =
  | { readonly ok: true; readonly totalMs: number; readonly dimensions: number }
  | { readonly ok: false; readonly code: string; readonly message: string };

const TRY_MS = 60_000;

/** Has a model that could be used at once read one sentence. Fetches nothing and changes nothing. */
export async function tryEmbeddingModel(
  { embeddingModels, semantic, clock }: Pick<Ports, "embeddingModels" | "semantic" | "clock">,
  actor: Actor,
  { model, connection }: { readonly model: string; readonly connection?: string | undefined },
  signal: AbortSignal,
): Promise<EmbeddingTest> {
  requireRole(actor, "admin");
  const choice = { model, connection: connection ?? null, dimensions: null };
  await embeddingModels.check(choice);
  const deadline = AbortSignal.timeout(TRY_MS);
  const limit = AbortSignal.any([signal, deadline]);
  const startedAt = clock.now();
  try {
    const current = semantic.current?.embedder;
    if (current?.id === model) await current.embed(["Is anybody there?"], "query", limit);
    const dimensions = current?.id === model ? current.dimensions : await embeddingModels.try(choice, limit);
    return { ok: true, totalMs: clock.now() - startedAt, dimensions };
  } catch (error) {
    if (signal.aborted || !isSmartyError(error)) throw error;
    const message = deadline.aborted ? `The model has not answered within ${TRY_MS / 1000} seconds.` : error.message;
    return { ok: false, code: deadline.aborted ? "unavailable" : error.code, message };
  }
}
