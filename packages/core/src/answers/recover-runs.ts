import { isSmartyError, type Llm } from "@smartypants/sdk";
import { actorForUser } from "../people/actor-for-session.ts";
import { type Actor, inConversation } from "../access/actor.ts";
import type { AbandonedRun, AnswerSpan, CitationRow } from "../ports/database/answers.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import { setupOfRun } from "../assistants/answer-setup.ts";
import { type AnswerPorts, createAnswering, type RunInMaking } from "./answer-ports.ts";
import { continuedAnswer } from "./continued-answer.ts";
import { makeAnswer } from "./make-answer.ts";
import { ANSWER_LEASE_MS } from "./run-log.ts";
import { openModel, scoped } from "./start-run.ts";

/**
 * Ends the runs of owners who gave no sign of life before `before`: with the text they had, as `interrupted`; one that a model was writing and of which
 * nobody has seen a word is begun again, once. Resolves when all are ended or begun; what was begun goes on by itself.
 */
export async function recoverRuns(ports: AnswerPorts, before: number): Promise<void> {
  const { database, ids, clock } = ports;
  for (const lost of await database.answers.abandoned(before)) {
    const owner = ids.next();
    if (!(await database.answers.takeOver(lost.run.id, lost.owner, owner, clock.now() + ANSWER_LEASE_MS))) continue;
    const again = await restart(ports, lost, owner);
    if (again === null) await interrupt(ports, lost, owner);
    else void makeAnswer(ports, again.actor, again.run, again.llm, lost.events.at(-1)?.sequence ?? 0);
  }
}

interface Restart {
  readonly actor: Actor;
  readonly run: RunInMaking;
  readonly llm: Llm;
}

async function restart(ports: AnswerPorts, { run, restarts, events }: AbandonedRun, owner: string): Promise<Restart | null> {
  if (run.writer === null || run.trial !== null || restarts > 0 || events.some(({ type }) => type === "delta" || type === "citation"))
    return null;
  try {
    const person = await actorForUser(ports, run.userId);
    // The key that asked goes on paying.
    const payer = run.apiKeyId === null ? person : { ...person, apiKeyId: run.apiKeyId };
    const actor = inConversation(payer, run.conversationId);
    const setup = await setupOfRun(ports, actor, run.assistant);
    const answering = createAnswering();
    const llm = await openModel(ports, actor, { runId: run.id, setup, modelId: run.writer.modelId ?? undefined, answering });
    if (llm === null) return null;
    const { answers } = ports.database.forActor(actor);
    const shown = await answers.messageOfRun(run.id);
    const above = shown?.parentId === null || shown === null ? null : await answers.message(shown.parentId);
    const continued = run.continues === null ? null : await continuedAnswer(ports, actor, run.continues);
    const filters = scoped(run.filters as SearchFilters, setup);
    const again = {
      runId: run.id,
      owner,
      question: run.question,
      filters,
      setup,
      writer: run.writer,
      answering,
      isAnew: false,
      parentId: above?.parentId ?? null,
      continued,
    };
    return { actor, run: again, llm };
  } catch (error) {
    // The person has gone, or the model: then it stays interrupted.
    if (!isSmartyError(error)) ports.logger.error({ err: error, runId: run.id }, "a run could not be begun again");
    return null;
  }
}

async function interrupt({ database, clock, bus }: AnswerPorts, { run, events }: AbandonedRun, owner: string): Promise<void> {
  const citations: CitationRow[] = [];
  const spans: AnswerSpan[] = [];
  for (const event of events) {
    if (event.type === "citation") citations.push(event.data);
    if (event.type === "delta") spans.push(...(event.data.type === "written" ? event.data.spans : [event.data]));
  }
  const mode = spans.length === 0 ? null : run.writer === null ? "extractive" : "llm";
  const now = clock.now();
  await database.answers.finishRun(run.id, owner, {
    state: "interrupted",
    mode,
    spans: asWritten(spans),
    citations,
    nearest: [],
    removedCitations: 0,
    error: null,
    now,
  });
  bus.publish("run-event", { runId: run.id, sequence: events.at(-1)?.sequence ?? 0 });
}

/** Which of the words have support was known to the owner alone: all count as without, so that they stay with everything the model was shown. */
function asWritten(spans: readonly AnswerSpan[]): readonly AnswerSpan[] {
  return spans.map((span) => (span.type === "text" ? { ...span, unsupported: true } : span));
}
