import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { type Answer, readAnswer } from "../answers/read-answer.ts";
import type { AnswerPorts } from "../answers/answer-ports.ts";
import { startRun, type StartedRun } from "../answers/start-run.ts";
import { cutText } from "../documents/cut-text.ts";
import type { Conversation, Feedback, Message } from "../ports/database/answers.ts";
import type { Ports } from "../ports/ports.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";

const TITLE_LENGTH = 80;
const NEW = "New conversation";

export async function createConversation(
  { database, ids, clock }: Pick<Ports, "database" | "ids" | "clock">,
  actor: Actor,
  title?: string,
): Promise<Conversation> {
  const now = clock.now();
  const conversation = { id: ids.next(), title: title ?? NEW };
  await database.answers.createConversation({ ...conversation, userId: actor.userId, now });
  return { ...conversation, createdAt: now, updatedAt: now };
}

async function own(database: Ports["database"], actor: Actor, id: string): Promise<Conversation> {
  const conversation = await database.forActor(actor).answers.conversation(id);
  if (conversation === null) throw new SmartyError("not_found", "There is no such conversation.");
  return conversation;
}

export async function renameConversation(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  id: string,
  title: string,
): Promise<Conversation> {
  const conversation = await own(database, actor, id);
  await database.answers.renameConversation(id, title, clock.now());
  return { ...conversation, title };
}

/** Messages, runs and events go with it. */
export async function deleteConversation({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<void> {
  await own(database, actor, id);
  await database.transaction((tx) => tx.answers.removeConversation(id));
}

export interface ReadMessage extends Message {
  readonly answer: Answer | null;
  /** What the reader said about it. */
  readonly feedback: Feedback | null;
}

const MESSAGES = 500;

/** The conversation with its answers as their owner may read them today. */
export async function readConversation(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  id: string,
): Promise<Conversation & { readonly messages: readonly ReadMessage[] }> {
  const conversation = await own(database, actor, id);
  const { answers } = database.forActor(actor);
  const messages = await Promise.all(
    (await answers.messages(id, MESSAGES)).map(async (message): Promise<ReadMessage> => {
      const run = message.runId === null ? null : await answers.run(message.runId);
      if (run === null) return { ...message, answer: null, feedback: null };
      return { ...message, answer: await readAnswer({ database }, actor, run), feedback: await answers.feedback(run.id) };
    }),
  );
  return { ...conversation, messages };
}

export interface PostedMessage {
  readonly content: string;
  readonly filters: SearchFilters;
  /** The message it follows: an earlier one makes a branch, null one that begins anew. Absent: the latest. */
  readonly parentId?: string | null | undefined;
  readonly model?: string | undefined;
}

/** Asks inside a conversation; the first question names it. */
export async function postMessage(ports: AnswerPorts, actor: Actor, id: string, message: PostedMessage): Promise<StartedRun> {
  const { content, ...how } = message;
  const conversation = await own(ports.database, actor, id);
  const started = await startRun(ports, actor, { ...how, question: content, conversationId: id });
  if (conversation.title === NEW) await ports.database.answers.renameConversation(id, cutText(content, TITLE_LENGTH), ports.clock.now());
  return started;
}
