import type { Actor } from "../../access/actor.ts";
import type { Message } from "../../ports/database/answers.ts";
import type { Ports } from "../../ports/ports.ts";
import { readAnswer } from "../read-answer.ts";
import { sourcesOf } from "../run-access.ts";
import type { Turn } from "./build-prompt.ts";

const MAX_TURNS = 6;
const MAX_ANSWER = 4_000;

/** The questions and answers above a message, latest last, as the actor may read them now: what is hidden from them stays out. */
export async function readHistory({ database }: Pick<Ports, "database">, actor: Actor, parentId: string | null): Promise<readonly Turn[]> {
  const { answers } = database.forActor(actor);
  const turns: Turn[] = [];
  let message = parentId === null ? null : await answers.message(parentId);
  for (let steps = 0; message !== null && turns.length < MAX_TURNS && steps < MAX_TURNS * 4; steps++) {
    const above: Message | null = message.parentId === null ? null : await answers.message(message.parentId);
    if (message.role === "assistant" && above?.role === "user") {
      const turn = await turnOf({ database }, actor, above.content, message.runId);
      if (turn !== null) turns.unshift(turn);
    }
    message = above === null ? null : await answers.message(above.id);
  }
  return turns;
}

async function turnOf({ database }: Pick<Ports, "database">, actor: Actor, question: string, runId: string | null): Promise<Turn | null> {
  const run = runId === null ? null : await database.forActor(actor).answers.run(runId);
  if (run === null || run.state === "running" || run.mode === null || run.mode === "none") return null;
  const read = await readAnswer({ database }, actor, run);
  if (read.hidden === true || read.citations.length < run.citations.length) return null;
  // Numbers of other passages would only mislead.
  const answer = read.answer.replaceAll(/ ?\[\d+\]/g, "").slice(0, MAX_ANSWER);
  return answer.trim() === "" ? null : { question, answer, documentIds: sourcesOf(run, "message") };
}
