import type { Draft, RunInMaking } from "../answers/answer-ports.ts";
import type { Actor } from "../access/actor.ts";
import type { RunState } from "../ports/database/answers.ts";
import type { Transaction } from "../ports/database/database.ts";
import { type CountPorts, countQuestion, isCounted } from "./count-question.ts";

/**
 * Counts a run that has ended without an answer, in the transaction that ends it. Trials, temporary conversations and what programs ask never count, nor what
 * a model understood from the questions before: its words alone do not say what was asked.
 */
export async function countRun(
  ports: CountPorts,
  tx: Transaction,
  actor: Actor,
  { runId, question, setup, writer, parentId }: Pick<RunInMaking, "runId" | "question" | "setup" | "writer" | "parentId">,
  { state, draft }: { readonly state: RunState; readonly draft: Draft },
): Promise<void> {
  if (state !== "done" || draft.mode !== "none" || setup.trial !== null || !isCounted(actor) || actor.conversationId === undefined) return;
  if (writer !== null && parentId !== null) return;
  const conversation = await tx.forActor(actor).answers.conversation(actor.conversationId);
  if (conversation === null || conversation.temporary) return;
  await countQuestion(ports, tx, actor, { question, runId, kind: draft.nearest.length === 0 ? "nothing_found" : "refused" });
}
