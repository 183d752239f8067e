import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole, requireRole } from "../access/actor.ts";
import { setupOfTrial } from "../assistants/answer-setup.ts";
import { actorForUser } from "../people/actor-for-session.ts";
import { audit } from "../people/audit.ts";
import type { Configuration, Evaluation } from "../ports/database/evaluation.ts";
import type { Ports } from "../ports/ports.ts";
import { setById } from "./manage-sets.ts";

/** The task of the queue. */
export const EVALUATE_TASK = "evaluate";

export interface EvaluationRequest {
  readonly setId: string;
  /** For people; the time when absent. */
  readonly name?: string | undefined;
  /** What is absent is as the set says. */
  readonly configuration?: { readonly [Name in keyof Configuration]?: Configuration[Name] | undefined } | undefined;
  /** Whose permissions apply; another than the actor needs an administrator. */
  readonly actingUserId?: string | undefined;
}

/** Queues an evaluation; its questions are answered one after another with the acting person's permissions. */
export async function requestEvaluation(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  request: EvaluationRequest,
): Promise<Evaluation> {
  const { database, clock, ids } = ports;
  const { setId, actingUserId = actor.userId } = request;
  const set = await setById(database, actor, setId);
  if (actingUserId !== actor.userId && !hasRole(actor, "admin")) {
    throw new SmartyError("forbidden", "Only administrators run questions as somebody else.");
  }
  const configuration = withDefaults(request.configuration ?? {}, set);
  const id = ids.next();
  const acting = actingUserId === actor.userId ? actor : await personOf(ports, actingUserId);
  // What cannot be used is said now and not by every question.
  await setupOfTrial(ports, acting, configuration, { trial: id });
  const now = clock.now();
  const name = request.name?.trim() || new Date(now).toISOString().slice(0, 16).replace("T", " ");
  return database.transaction(async (tx) => {
    const questions = await tx.evaluations.questions(setId);
    if (questions.length === 0) throw new SmartyError("conflict", "This set has no questions yet. Add some first.");
    const jobId = await tx.jobs.add(EVALUATE_TASK, { evaluationId: id }, { queue: EVALUATE_TASK, maxAttempts: 3, priority: 5 });
    const evaluation: Evaluation = {
      id,
      setId,
      name,
      configuration,
      requestedBy: actor.userId,
      actingUserId,
      state: "queued",
      total: questions.length,
      done: 0,
      cancel: false,
      jobId,
      metrics: null,
      error: null,
      createdAt: now,
      startedAt: null,
      finishedAt: null,
    };
    await tx.evaluations.create(evaluation);
    await audit(ports, tx, actor, {
      action: "evaluation.start",
      objectId: id,
      detail: { setId, actingUserId, questions: questions.length },
    });
    return evaluation;
  });
}

async function personOf(ports: Pick<Ports, "database">, userId: string): Promise<Actor> {
  const person = await ports.database.people.get(userId);
  if (person === null || person.disabled) throw new SmartyError("not_found", "There is no such user, or they are switched off.");
  return actorForUser(ports, userId);
}

type Given = NonNullable<EvaluationRequest["configuration"]>;

function withDefaults(given: Given, set: { readonly assistantId: string | null; readonly collectionId: string | null }): Configuration {
  const assistantId = given.assistantId === undefined ? set.assistantId : given.assistantId;
  return {
    assistantId,
    assistantVersion: given.assistantVersion ?? null,
    modelId: given.modelId ?? null,
    extractive: given.extractive ?? false,
    promptId: given.promptId ?? null,
    promptVersion: given.promptVersion ?? null,
    collectionIds: given.collectionIds ?? (set.collectionId === null ? [] : [set.collectionId]),
  };
}

/** Stops one that waits at once, one that runs after the question it is at. What was answered stays. */
export async function cancelEvaluation(ports: Pick<Ports, "database" | "jobs" | "clock">, actor: Actor, id: string): Promise<Evaluation> {
  const { database, jobs, clock } = ports;
  const known = await evaluationById(ports, actor, id);
  if (known.state !== "queued" && known.state !== "running") return known;
  await database.evaluations.update(id, { cancel: true });
  if (known.jobId !== null) await jobs.cancel(known.jobId);
  if (known.state === "queued") await database.evaluations.update(id, { state: "cancelled", finishedAt: clock.now() });
  return evaluationById(ports, actor, id);
}

/** With its results and the answers that were made for it. */
export async function deleteEvaluation(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, id: string): Promise<void> {
  const { state } = await evaluationById(ports, actor, id);
  if (state === "queued" || state === "running") throw new SmartyError("conflict", "This evaluation still runs. Stop it first.");
  await ports.database.transaction(async (tx) => {
    await tx.evaluations.remove(id);
    await audit(ports, tx, actor, { action: "evaluation.delete", objectId: id });
  });
}

/** Throws `not_found`. One that was run as somebody else is for administrators. */
export async function evaluationById({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<Evaluation> {
  requireRole(actor, "editor");
  const found = await database.evaluations.get(id);
  if (found === null || !mayRead(actor, found)) throw new SmartyError("not_found", "There is no such evaluation.");
  return found;
}

/** Newest first. */
export async function listEvaluations(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  setId: string | null,
): Promise<readonly Evaluation[]> {
  requireRole(actor, "editor");
  return (await database.evaluations.list(setId, MOST_LISTED)).filter((each) => mayRead(actor, each));
}

const MOST_LISTED = 200;

/** What somebody's permissions found says something about what they may read: their own runs for editors, all for administrators. */
function mayRead(actor: Actor, { requestedBy, actingUserId }: Evaluation): boolean {
  return hasRole(actor, "admin") || (requestedBy === actor.userId && actingUserId === actor.userId);
}
