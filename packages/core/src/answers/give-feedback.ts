import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Run } from "../ports/database/answers.ts";
import type { Database } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import { type CountPorts, countQuestion, isCounted } from "../unanswered/count-question.ts";

interface GivenFeedback {
  readonly runId: string;
  readonly rating: -1 | 1;
  readonly reason?: string | null | undefined;
  readonly comment?: string | null | undefined;
  /** The question goes to the administrators, with reason and comment and without the asker's name. */
  readonly share?: boolean | undefined;
}

/** Keeps what the asker says about an answer of theirs, in place of what they said before. */
export async function giveFeedback(
  ports: CountPorts & Pick<Ports, "database">,
  actor: Actor,
  { runId, rating, reason = null, comment = null, share = false }: GivenFeedback,
): Promise<void> {
  const { database, ids, clock } = ports;
  await database.transaction(async (tx) => {
    const run = await ownRun(tx, actor, runId);
    const isKept = await isInKeptConversation(tx, actor, run);
    if (share && rating === 1)
      throw new SmartyError("invalid", "Only a question whose answer did not help can be sent to the administrators.");
    if (share && !isKept)
      throw new SmartyError("invalid", "Only a question of a conversation that is kept can be sent to the administrators.");
    await tx.answers.addFeedback({ id: ids.next(), runId, userId: actor.userId, rating, reason, comment, shared: share, now: clock.now() });
    await tx.unanswered.forget(runId, "disliked");
    const counts = share || (isCounted(actor) && run.trial === null && (await standsAlone(tx, actor, run)));
    if (rating === -1 && isKept && counts) {
      await countQuestion(ports, tx, actor, { question: run.question, kind: "disliked", runId, isShared: share });
    }
  });
}

/** Erases it, and takes the question back from the administrators. */
export async function withdrawFeedback({ database }: Pick<Ports, "database">, actor: Actor, runId: string): Promise<void> {
  await database.transaction(async (tx) => {
    await ownRun(tx, actor, runId);
    await tx.answers.removeFeedback(runId, actor.userId);
    await tx.unanswered.forget(runId, "disliked");
  });
}

async function ownRun(database: Pick<Database, "forActor">, actor: Actor, runId: string): Promise<Run> {
  const run = await database.forActor(actor).answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "There is no such answer.");
  return run;
}

async function isInKeptConversation(database: Pick<Database, "forActor">, actor: Actor, { conversationId }: Run): Promise<boolean> {
  if (conversationId === null) return false;
  return (await database.forActor(actor).answers.conversation(conversationId))?.temporary === false;
}

/** Whether the question says by itself what was asked: it begins its conversation, or nobody has read those before it into it. */
async function standsAlone(database: Pick<Database, "forActor">, actor: Actor, { id, writer }: Run): Promise<boolean> {
  if (writer === null) return true;
  const { answers } = database.forActor(actor);
  let message = await answers.messageOfRun(id);
  while (message !== null && message.role !== "user") message = message.parentId === null ? null : await answers.message(message.parentId);
  return message?.parentId === null;
}
