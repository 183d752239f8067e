import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { AnswerSpan, CitationRow, Run, RunEventBody, RunState } from "../ports/database/answers.ts";
import type { Ports } from "../ports/ports.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import { findEvidence } from "./find-evidence.ts";
import { createRunLog, LEASE_MS, type RunLog } from "./run-log.ts";

export type AnswerPorts = Pick<Ports, "database" | "lexical" | "semantic" | "clock" | "ids" | "logger" | "bus">;

export interface Question {
  readonly question: string;
  /** An own conversation; a foreign one looks missing. */
  readonly conversationId?: string;
  readonly filters: SearchFilters;
}

export interface StartedRun {
  readonly runId: string;
  /** Resolves when the run has ended, however it ended. */
  readonly ended: Promise<void>;
}

/** Stores the question and begins to answer; the answer goes on whoever stays connected. */
export async function startRun(ports: AnswerPorts, actor: Actor, question: Question): Promise<StartedRun> {
  const { database, clock, ids } = ports;
  const { conversationId } = question;
  const runId = ids.next();
  const owner = ids.next();
  await database.transaction(async (tx) => {
    const now = clock.now();
    if (conversationId !== undefined && (await tx.forActor(actor).answers.conversation(conversationId)) === null) {
      throw new SmartyError("not_found", "There is no such conversation.");
    }
    const run = {
      id: runId,
      userId: actor.userId,
      conversationId: conversationId ?? null,
      question: question.question,
      filters: question.filters,
    };
    await tx.answers.createRun({ ...run, owner, leaseUntil: now + LEASE_MS, now });
    if (conversationId === undefined) return;
    await tx.answers.addMessage({ id: ids.next(), conversationId, role: "user", content: question.question, runId: null, now });
    await tx.answers.addMessage({ id: ids.next(), conversationId, role: "assistant", content: "", runId, now });
  });
  return { runId, ended: answer(ports, actor, { ...question, runId, owner }) };
}

interface Draft {
  readonly mode: Run["mode"];
  readonly spans: readonly AnswerSpan[];
  readonly citations: readonly CitationRow[];
  readonly nearest: readonly string[];
}

const NO_ANSWER: Draft = { mode: null, spans: [], citations: [], nearest: [] };

async function answer(ports: AnswerPorts, actor: Actor, run: Question & { readonly runId: string; readonly owner: string }): Promise<void> {
  const log = createRunLog(ports, run.runId, run.owner);
  try {
    const draft = await extractiveAnswer(ports, actor, run, log);
    await endRun(ports, run, log, "done", draft, null);
  } catch (error) {
    const wasStopped = log.signal.aborted;
    const failure = isSmartyError(error)
      ? { code: error.code, message: error.message }
      : { code: "internal", message: "Something went wrong while answering." };
    if (!wasStopped && !isSmartyError(error)) ports.logger.error({ err: error, runId: run.runId }, "an answer failed");
    await endRun(ports, run, log, wasStopped ? "cancelled" : "failed", NO_ANSWER, wasStopped ? null : failure).catch((fault: unknown) => {
      // The lease runs out and the run becomes `interrupted`.
      ports.logger.error({ err: fault, runId: run.runId }, "a run could not be ended");
    });
  } finally {
    log.close();
  }
}

/** The best sentences themselves, each with its place. */
async function extractiveAnswer(ports: AnswerPorts, actor: Actor, { question, filters }: Question, log: RunLog): Promise<Draft> {
  await log.append({ type: "phase", data: { phase: "searching" } });
  const onPhase = (phase: "reading"): Promise<void> => log.append({ type: "phase", data: { phase } });
  const { quotes, nearest } = await findEvidence(ports, actor, question, filters, log.signal, onPhase);
  await log.append({ type: "phase", data: { phase: "writing" } });
  const citations = quotes.map(({ passage, start, end }, index): CitationRow => ({
    marker: index + 1,
    documentId: passage.document.id,
    version: passage.version,
    chunkId: passage.chunkId,
    start,
    end,
  }));
  const spans = citations.map(({ marker }): AnswerSpan => ({ type: "quote", marker }));
  await log.append(
    ...citations.map((data): RunEventBody => ({ type: "citation", data })),
    ...spans.map((data): RunEventBody => ({ type: "delta", data })),
  );
  return { mode: quotes.length > 0 ? "extractive" : "none", spans, citations, nearest };
}

async function endRun(
  { database, clock, bus }: AnswerPorts,
  { runId, owner }: { readonly runId: string; readonly owner: string },
  log: RunLog,
  state: RunState,
  draft: Draft,
  error: Run["error"],
): Promise<void> {
  const last: RunEventBody[] = error === null ? [] : [{ type: "error", data: error }];
  const events = log.number([...last, { type: "done", data: { state, mode: draft.mode } }]);
  const now = clock.now();
  await database.transaction(async (tx) => {
    if (!(await tx.answers.appendEvents(runId, owner, events, now))) return;
    await tx.answers.finishRun(runId, owner, { ...draft, state, removedCitations: 0, error, now });
  });
  bus.publish("run-event", { runId, sequence: events.at(-1)?.sequence ?? 0 });
}
