import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { readAnswer } from "./read-answer.ts";
import { sourcesOf } from "./run-access.ts";

/** An own answer as a model may be shown it to go on with; null when there is none, or nothing of it may be read. */
export async function continuedAnswer(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  runId: string,
): Promise<{ readonly runId: string; readonly text: string; readonly documentIds: readonly string[] } | null> {
  const run = await database.forActor(actor).answers.run(runId);
  if (run === null || run.writer === null) return null;
  const read = await readAnswer({ database }, actor, run);
  // Numbers of other passages would only mislead.
  const text = read.answer.replaceAll(/ ?\[\d+\]/g, "").trim();
  return read.hidden === true || text === "" ? null : { runId, text, documentIds: sourcesOf(run, "message") };
}
