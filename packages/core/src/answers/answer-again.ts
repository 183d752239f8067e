import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Run } from "../ports/database/answers.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { continuedAnswer } from "./continued-answer.ts";
import { startAgain, type StartedRun } from "./start-run.ts";

/** Answers the question of an own run once more; in a conversation the new answer stands beside the old one. */
export async function regenerateRun(ports: AnswerPorts, actor: Actor, runId: string, model?: string): Promise<StartedRun> {
  const run = await endedRun(ports, actor, runId);
  const { shown, asked } = await messagesOf(ports, actor, run);
  const below = shown === null || asked === null ? null : { conversationId: shown.conversationId, messageId: asked.id };
  return startAgain(ports, actor, questionOf(run, model), { below, questionParentId: asked?.parentId ?? null });
}

/** Goes on with a model's answer that was cut off because it became too long, was stopped or broke off; the rest stands below it. */
export async function continueRun(ports: AnswerPorts, actor: Actor, runId: string): Promise<StartedRun> {
  const run = await endedRun(ports, actor, runId);
  const wasCut = run.usage?.finishReason === "length" || (run.state !== "done" && run.mode === "llm");
  if (!wasCut) throw new SmartyError("conflict", "This answer was not cut off: there is nothing to go on with.");
  const continues = await continuedAnswer(ports, actor, runId);
  if (continues === null) throw new SmartyError("conflict", "The sources of this answer are no longer available to you. Ask again.");
  const { shown, asked } = await messagesOf(ports, actor, run);
  const below = shown === null ? null : { conversationId: shown.conversationId, messageId: shown.id };
  const model = run.writer?.modelId ?? undefined;
  return startAgain(ports, actor, questionOf(run, model), { below, questionParentId: asked?.parentId ?? null, continues });
}

async function endedRun({ database }: AnswerPorts, actor: Actor, runId: string): Promise<Run> {
  const run = await database.forActor(actor).answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "There is no such answer.");
  if (run.trial !== null) throw new SmartyError("conflict", "This answer was a trial. Try once more where it was made.");
  if (run.state === "running") throw new SmartyError("conflict", "This answer is still being made. Stop it first.");
  return run;
}

/** The message that shows a run and the question above it, past answers it goes on with. */
async function messagesOf({ database }: AnswerPorts, actor: Actor, run: Run) {
  const { answers } = database.forActor(actor);
  const shown = await answers.messageOfRun(run.id);
  let asked = shown;
  while (asked !== null && asked.role !== "user") asked = asked.parentId === null ? null : await answers.message(asked.parentId);
  return { shown, asked };
}

function questionOf(run: Run, model: string | undefined) {
  return { question: run.question, filters: run.filters as SearchFilters, model, assistantId: run.assistant?.id };
}
