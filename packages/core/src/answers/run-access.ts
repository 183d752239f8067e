import type { Actor } from "../access/actor.ts";
import type { Run } from "../ports/database/answers.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * The documents that a reader must be able to open to read what a model wrote. Of a finished message: those it cites, and where words of it have no citation
 * everything that the model was shown, for any of it may speak from them. Of events: everything that the model was shown.
 */
export function sourcesOf(run: Run, of: "message" | "events"): readonly string[] {
  const cited = run.citations.map(({ documentId }) => documentId);
  const isCovered = of === "message" && run.spans !== null && !run.spans.some((span) => span.type === "text" && span.unsupported === true);
  return [...new Set(isCovered ? cited : [...cited, ...run.sources.found, ...run.sources.history])];
}

/** Whether what a model wrote in this run may be shown to the actor now. True for answers without a model, whose quotes are read one by one. */
export async function mayReadWords(database: Ports["database"], actor: Actor, run: Run, of: "message" | "events"): Promise<boolean> {
  if (run.writer === null) return true;
  const needed = sourcesOf(run, of);
  if (needed.length === 0) return true;
  const readable = await database.forActor(actor).content.readable(needed);
  return needed.every((id) => readable.has(id));
}
