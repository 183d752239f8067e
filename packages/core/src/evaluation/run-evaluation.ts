import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { scoped, startRun } from "../answers/start-run.ts";
import type { AnswerPorts } from "../answers/answer-ports.ts";
import { cancelRun } from "../answers/cancel-run.ts";
import { readAnswer } from "../answers/read-answer.ts";
import { type AnswerSetup, setupOfTrial } from "../assistants/answer-setup.ts";
import { actorForUser } from "../people/actor-for-session.ts";
import type { DocumentSummary } from "../ports/database/actor-scope.ts";
import type { Evaluation, QuestionResult, TestQuestion } from "../ports/database/evaluation.ts";
import { searchIndex } from "../search/search-index.ts";
import { holdsPhrase, isNamed, ranksOf } from "./score-question.ts";
import { sumUpResults } from "./sum-up-results.ts";

/** Places that are looked at, and that are kept. */
const LOOKED_AT = 50;
const KEPT = 10;

/**
 * Answers the questions of an evaluation, one after another, as the acting person. A process that dies goes on where it was; a stop is noticed at
 * once. Resolves however it ends, but rejects when the process itself is to stop.
 */
export async function runEvaluation(ports: AnswerPorts, evaluationId: string, signal: AbortSignal): Promise<void> {
  const { database, clock, logger } = ports;
  const { evaluations } = database;
  const evaluation = await evaluations.get(evaluationId);
  if (evaluation === null || (evaluation.state !== "queued" && evaluation.state !== "running")) return;
  const end = async (state: Evaluation["state"], error: Evaluation["error"] = null): Promise<void> => {
    const results = await evaluations.results(evaluationId);
    const metrics = results.length === 0 ? null : sumUpResults(results);
    await evaluations.update(evaluationId, { state, error, metrics, done: results.length, finishedAt: clock.now() });
  };
  try {
    await evaluations.update(evaluationId, { state: "running", startedAt: evaluation.startedAt ?? clock.now() });
    await answerAll(chargedTo(ports, evaluation.requestedBy), evaluation, signal);
    await end("done");
  } catch (error) {
    const wasCancelled = (await evaluations.get(evaluationId))?.cancel === true;
    if (wasCancelled) return end("cancelled");
    // The process is to stop: the job comes back, and what was answered is not asked again.
    if (signal.aborted) throw error;
    if (!isSmartyError(error)) logger.error({ err: error, evaluationId }, "an evaluation failed");
    await end(
      "failed",
      isSmartyError(error) ? { code: error.code, message: error.message } : { code: "internal", message: "Something went wrong." },
    );
  }
}

/** Whoever asked for an evaluation pays for it, whoever it is run as. What others were answered before would make it look faster and cheaper than it is. */
function chargedTo({ caches: _none, ...ports }: AnswerPorts, userId: string): AnswerPorts {
  return { ...ports, models: { open: ({ apiKeyId: _key, ...request }) => ports.models.open({ ...request, userId }) } };
}

async function answerAll(ports: AnswerPorts, evaluation: Evaluation, signal: AbortSignal): Promise<void> {
  const { evaluations } = ports.database;
  const actor = await actorForUser(ports, evaluation.actingUserId);
  const setup = await setupOfTrial(ports, actor, evaluation.configuration, { trial: evaluation.id });
  const known = new Set((await evaluations.results(evaluation.id)).map(({ position }) => position));
  const questions = await evaluations.questions(evaluation.setId);
  await evaluations.update(evaluation.id, { total: questions.length });
  for (const [position, question] of questions.entries()) {
    signal.throwIfAborted();
    if ((await evaluations.get(evaluation.id))?.cancel !== false) throw stopped();
    if (known.has(position)) continue;
    const result = await answerOne(ports, actor, setup, { question, position }, signal);
    await evaluations.saveResult(evaluation.id, result);
    known.add(position);
    await evaluations.update(evaluation.id, { done: known.size });
  }
}

interface Place {
  readonly question: TestQuestion;
  readonly position: number;
}

async function answerOne(
  ports: AnswerPorts,
  actor: Actor,
  setup: AnswerSetup,
  { question, position }: Place,
  signal: AbortSignal,
): Promise<QuestionResult> {
  const { documents, phrase, expectRefusal } = question;
  const about = { position, questionId: question.id, question: question.question, expectRefusal, expected: documents };
  const nothing = {
    runId: null,
    mode: null,
    ranked: [],
    ranks: documents.map(() => null),
    citations: 0,
    removedCitations: 0,
    citedExpected: null,
  };
  try {
    const ranked = await rank(ports, actor, setup, question.question, signal);
    const made = await ask(ports, actor, setup, question.question, signal);
    const cited = await Promise.all(
      made.answer.citations.map(({ documentId }) => ports.database.forActor(actor).content.document(documentId)),
    );
    const isExpected = (document: DocumentSummary | null): boolean =>
      document !== null && documents.some((name) => isNamed(document, name));
    const { run, answer } = made;
    return {
      ...about,
      runId: run.id,
      state: run.state === "done" ? "done" : "failed",
      mode: run.mode,
      ranked: ranked.slice(0, KEPT).flatMap(([first]) => (first === undefined ? [] : [first.id])),
      ranks: ranksOf(documents, ranked),
      citations: answer.citations.length,
      removedCitations: run.removedCitations,
      citedExpected: documents.length === 0 ? null : cited.filter(isExpected).length,
      phraseFound:
        phrase === null
          ? null
          : run.mode !== "none" && holdsPhrase([answer.answer, ...answer.citations.map(({ quote }) => quote)].join("\n"), phrase),
      latencyMs: Math.max(0, (run.finishedAt ?? run.createdAt) - run.createdAt),
      ...(await spentOn(ports, run.id)),
      error: run.error?.message ?? null,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!isSmartyError(error)) throw error;
    // A question that cannot be asked is a result; the others are asked all the same.
    return { ...about, ...nothing, state: "failed", phraseFound: null, latencyMs: 0, tokens: 0, cost: 0, error: error.message };
  }
}

/** Readable documents in their order, those with the very same text together. */
async function rank(
  ports: AnswerPorts,
  actor: Actor,
  setup: AnswerSetup,
  question: string,
  signal: AbortSignal,
): Promise<readonly DocumentSummary[][]> {
  const { passages } = await searchIndex(ports, actor, question, scoped({}, setup), signal);
  const places = new Map<string, Map<string, DocumentSummary>>();
  for (const { passage } of passages) {
    const { document } = passage;
    const twins = places.get(document.textHash) ?? new Map<string, DocumentSummary>();
    twins.set(document.id, document);
    places.set(document.textHash, twins);
  }
  return [...places.values()].slice(0, LOOKED_AT).map((twins) => [...twins.values()]);
}

async function ask(ports: AnswerPorts, actor: Actor, setup: AnswerSetup, question: string, signal: AbortSignal) {
  const { runId, ended } = await startRun(ports, actor, { question, filters: {}, setup });
  const stop = (): void => {
    cancelRun(ports, actor, runId).catch((error: unknown) => ports.logger.warn({ err: error, runId }, "a run was not stopped"));
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await ended;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
  const run = await ports.database.forActor(actor).answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "The answer has gone.");
  return { run, answer: await readAnswer(ports, actor, run) };
}

async function spentOn({ database, clock }: AnswerPorts, runId: string): Promise<Pick<QuestionResult, "tokens" | "cost">> {
  const sums = await database.llmUsage.sums({ from: 0, to: clock.now() + 1, runId }, "purpose");
  return {
    tokens: sums.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0),
    cost: sums.some(({ unpricedCalls }) => unpricedCalls > 0) ? null : sums.reduce((sum, each) => sum + each.cost, 0),
  };
}

function stopped(): SmartyError {
  return new SmartyError("aborted", "The evaluation was stopped.");
}
