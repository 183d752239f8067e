import type { Actor } from "../access/actor.ts";
import { type Answer, readAnswer } from "../answers/read-answer.ts";
import type { AnswerPorts } from "../answers/answer-ports.ts";
import { startRun, type StartedRun } from "../answers/start-run.ts";
import { cutText } from "../documents/cut-text.ts";
import type { Conversation, Feedback, Message } from "../ports/database/answers.ts";
import type { Ports } from "../ports/ports.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import { requireFeature } from "../settings/runtime-settings.ts";
import { type AttachmentState, readAttachments } from "./attachments.ts";
import { ownConversation } from "./own-conversation.ts";
import { removeConversation } from "./remove-conversation.ts";

const TITLE_LENGTH = 80;
const NEW = "New conversation";

export interface NewConversation {
  readonly title?: string | undefined;
  /** In no list, and erased an hour after its last question if nobody erases it before. */
  readonly temporary?: boolean | undefined;
}

export async function createConversation(
  { database, settings, ids, clock }: Pick<Ports, "database" | "settings" | "ids" | "clock">,
  actor: Actor,
  { title = NEW, temporary = false }: NewConversation,
): Promise<Conversation> {
  if (temporary) requireFeature(settings, actor, "features.temporaryChats");
  const now = clock.now();
  const conversation = { id: ids.next(), title, temporary };
  await database.answers.createConversation({ ...conversation, userId: actor.userId, now });
  return { ...conversation, pinned: false, modelId: null, createdAt: now, updatedAt: now };
}

export interface ConversationInput {
  readonly title?: string | undefined;
  readonly pinned?: boolean | undefined;
}

export async function updateConversation(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  id: string,
  { title, pinned }: ConversationInput,
): Promise<Conversation> {
  await ownConversation(database, actor, id);
  await database.transaction(async (tx) => {
    if (title !== undefined) await tx.answers.renameConversation(id, title, clock.now());
    if (pinned !== undefined) await tx.conversations.change(id, { pinned });
  });
  return ownConversation(database, actor, id);
}

/** Messages, runs, events and attachments go with it. */
export async function deleteConversation(ports: Pick<Ports, "database" | "clock" | "bus">, actor: Actor, id: string): Promise<void> {
  await ownConversation(ports.database, actor, id);
  await removeConversation(ports, id);
}

export interface ReadMessage extends Message {
  readonly answer: Answer | null;
  /** What the reader said about it. */
  readonly feedback: Feedback | null;
}

export interface ReadConversation extends Conversation {
  readonly messages: readonly ReadMessage[];
  readonly attachments: readonly AttachmentState[];
}

const MESSAGES = 500;

/** The conversation with its answers as their owner may read them today. */
export async function readConversation({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<ReadConversation> {
  const conversation = await ownConversation(database, actor, id);
  const { answers } = database.forActor(actor);
  const messages = await Promise.all(
    (await answers.messages(id, MESSAGES)).map(async (message): Promise<ReadMessage> => {
      const run = message.runId === null ? null : await answers.run(message.runId);
      if (run === null) return { ...message, answer: null, feedback: null };
      return { ...message, answer: await readAnswer({ database }, actor, run), feedback: await answers.feedback(run.id) };
    }),
  );
  return { ...conversation, messages, attachments: await readAttachments({ database }, actor, id) };
}

export interface PostedMessage {
  readonly content: string;
  readonly filters: SearchFilters;
  /** The message it follows: an earlier one makes a branch, null one that begins anew. Absent: the latest. */
  readonly parentId?: string | null | undefined;
  readonly model?: string | undefined;
  readonly assistantId?: string | undefined;
}

/** Asks inside a conversation; the first question names it, and the model that was asked for is the conversation's from then on. */
export async function postMessage(ports: AnswerPorts, actor: Actor, id: string, message: PostedMessage): Promise<StartedRun> {
  const { content, ...how } = message;
  const { database, clock } = ports;
  const conversation = await ownConversation(database, actor, id);
  const started = await startRun(ports, actor, { ...how, question: content, conversationId: id });
  if (conversation.title === NEW) await database.answers.renameConversation(id, cutText(content, TITLE_LENGTH), clock.now());
  const modelId = message.model ?? null;
  if (modelId !== conversation.modelId) await database.conversations.change(id, { modelId });
  return started;
}
