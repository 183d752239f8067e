import { isSmartyError, type Llm, SmartyError } from "@smartypants/sdk";
import { type Actor, inConversation } from "../access/actor.ts";
import { type AnswerSetup, setupFor } from "../assistants/answer-setup.ts";
import type { RunWriter } from "../ports/database/answers.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import { type AnswerPorts, type Answering, createAnswering, type RunInMaking } from "./answer-ports.ts";
import type { Turn } from "./llm/build-prompt.ts";
import { makeAnswer } from "./make-answer.ts";
import { ANSWER_LEASE_MS } from "./run-log.ts";

export interface Question {
  readonly question: string;
  /** An own conversation; a foreign one looks missing. */
  readonly conversationId?: string;
  /** The message that the question follows; null begins a branch at the conversation's root. Absent: the latest message. */
  readonly parentId?: string | null | undefined;
  readonly filters: SearchFilters;
  /** What was said before, oldest first, where the caller keeps the conversation: their own words, taken as they are. */
  readonly history?: readonly Turn[];
  /** Of the registry. Absent: the default model, and without one the best sentences themselves. */
  readonly model?: string | undefined;
  /** Answers as this assistant does; one that the actor may not use looks missing. */
  readonly assistantId?: string | undefined;
  /** In place of an assistant: for trials. */
  readonly setup?: AnswerSetup | undefined;
}

/** Another answer to a question that stands already. */
export interface Again {
  /** The message below which the answer is shown; null outside a conversation. */
  readonly below: { readonly conversationId: string; readonly messageId: string } | null;
  /** The message above the question. */
  readonly questionParentId: string | null;
  readonly continues?: { readonly runId: string; readonly text: string; readonly documentIds: readonly string[] };
}

export interface StartedRun {
  readonly runId: string;
  /** Resolves when the run has ended, however it ended. */
  readonly ended: Promise<void>;
}

/** Stores the question and begins to answer; the answer goes on whoever stays connected. */
export async function startRun(ports: AnswerPorts, actor: Actor, question: Question): Promise<StartedRun> {
  const { conversationId } = question;
  return begin(ports, actor, question, async (tx, runId) => {
    if (conversationId === undefined) return { conversationId: null, parentId: null, continued: null };
    const { answers } = tx.forActor(actor);
    if ((await answers.conversation(conversationId)) === null) throw new SmartyError("not_found", "There is no such conversation.");
    const parentId = question.parentId === undefined ? ((await answers.messages(conversationId, 1))[0]?.id ?? null) : question.parentId;
    if (parentId !== null && (await answers.message(parentId))?.conversationId !== conversationId) {
      throw new SmartyError("not_found", "There is no such message in this conversation.");
    }
    const asked = { id: ports.ids.next(), conversationId, content: question.question, parentId, now: ports.clock.now() };
    await tx.answers.addMessage({ ...asked, role: "user", runId: null });
    await tx.answers.addMessage({ ...asked, id: ports.ids.next(), role: "assistant", content: "", runId, parentId: asked.id });
    return { conversationId, parentId, continued: null };
  });
}

/** Answers a question once more, or goes on with an answer, below the messages that there are. */
export async function startAgain(ports: AnswerPorts, actor: Actor, question: Question, again: Again): Promise<StartedRun> {
  const { below, questionParentId: parentId, continues } = again;
  const continued = continues ?? null;
  return begin(ports, actor, { ...question, isAnew: true }, async (tx, runId) => {
    if (below === null) return { conversationId: null, parentId, continued };
    const { conversationId, messageId } = below;
    const message = { id: ports.ids.next(), conversationId, content: "", parentId: messageId, now: ports.clock.now() };
    await tx.answers.addMessage({ ...message, role: "assistant", runId });
    return { conversationId, parentId, continued };
  });
}

interface Placed extends Pick<RunInMaking, "parentId"> {
  readonly conversationId: string | null;
  readonly continued: (NonNullable<RunInMaking["continued"]> & { readonly runId: string }) | null;
}

type Place = (tx: Transaction, runId: string) => Promise<Placed>;

async function begin(ports: AnswerPorts, actor: Actor, asked: Question & { readonly isAnew?: boolean }, place: Place): Promise<StartedRun> {
  const { question, filters, history } = asked;
  const { database, clock, ids } = ports;
  const runId = ids.next();
  const owner = ids.next();
  // Before anything is stored: an unknown model or an empty budget is the caller's answer, not a failed run.
  const setup = asked.setup ?? (await setupFor(ports, actor, asked.assistantId));
  const model = asked.model ?? setup.modelId;
  const answering = createAnswering();
  const llm = await openModel(ports, actor, { runId, setup, modelId: model, answering }).catch((error: unknown) => {
    // Whoever asks has not chosen it.
    throw asked.model === undefined && model !== undefined ? withoutItsModel(error) : error;
  });
  const writer: RunWriter | null = llm === null ? null : { model: llm.id, modelId: model ?? null, prompt: setup.answerPrompt.label };
  const placed = await database.transaction(async (tx) => {
    const at = await place(tx, runId);
    const now = clock.now();
    const { assistant, trial } = setup;
    const { userId, apiKeyId } = actor;
    const run = { id: runId, userId, apiKeyId, conversationId: at.conversationId, question, filters, assistant, trial };
    const continues = at.continued?.runId;
    await tx.answers.createRun({ ...run, owner, leaseUntil: now + ANSWER_LEASE_MS, now, ...(writer !== null && { writer }), continues });
    return at;
  });
  const { parentId, continued } = placed;
  const run: RunInMaking = {
    runId,
    owner,
    question,
    filters: scoped(filters, setup),
    setup,
    writer,
    answering,
    isAnew: (asked.isAnew ?? false) || setup.trial !== null,
    parentId,
    continued,
    ...(history !== undefined && { history }),
  };
  return { runId, ended: makeAnswer(ports, inConversation(actor, placed.conversationId), run, llm) };
}

function withoutItsModel(error: unknown): unknown {
  if (!isSmartyError(error) || error.code !== "not_found") return error;
  const message = "The language model of this assistant is gone or switched off. Choose another model, or ask its editor to.";
  return new SmartyError("conflict", message, { cause: error });
}

/** A person's filters narrow what an assistant answers from, and cannot widen it. */
export function scoped(filters: SearchFilters, { within }: Pick<AnswerSetup, "within">): SearchFilters {
  return within.length === 0 ? filters : { ...filters, within };
}

interface WantedModel {
  readonly runId: string;
  readonly setup: Pick<AnswerSetup, "assistant" | "extractive">;
  readonly modelId: string | undefined;
  readonly answering: Answering;
}

/** The model that writes an answer; null when none is set up, or none is wanted. */
export async function openModel(
  { models }: Pick<AnswerPorts, "models">,
  { userId, apiKeyId }: Actor,
  { runId, setup: { assistant, extractive }, modelId, answering }: WantedModel,
): Promise<Llm | null> {
  if (extractive) return null;
  return models.open({
    purpose: "answer",
    userId,
    runId,
    onModel: answering.onModel,
    ...(apiKeyId !== undefined && { apiKeyId }),
    ...(modelId !== undefined && { modelId }),
    ...(assistant !== null && { assistantId: assistant.id }),
  });
}
