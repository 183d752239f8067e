import { isSmartyError, type Llm } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { AnswerSpan, CitationRow, Run, RunEventBody, RunState } from "../ports/database/answers.ts";
import type { AnswerPorts, Draft, RunInMaking } from "./answer-ports.ts";
import { type EvidenceSearch, findEvidence } from "./find-evidence.ts";
import { type Progress, writeAnswer } from "./llm/write-answer.ts";
import { readingOf } from "./run-reading.ts";
import { createRunLog, type RunLog } from "./run-log.ts";
import { countRun } from "../unanswered/count-run.ts";

const NO_ANSWER: Draft = {
  mode: null,
  spans: [],
  citations: [],
  nearest: [],
  removedCitations: 0,
  usage: null,
  reading: null,
  answeredBy: null,
};

/** Makes the answer of a run that is stored and leased, to its end. `after`: the sequence of its last event. Never rejects. */
export async function makeAnswer(ports: AnswerPorts, actor: Actor, run: RunInMaking, llm: Llm | null, after = 0): Promise<void> {
  const log = createRunLog(ports, run.runId, run.owner, after);
  const progress: Progress = { draft: null };
  try {
    const draft = llm === null ? await extractiveAnswer(ports, actor, run, log) : await writeAnswer(ports, actor, run, llm, log, progress);
    await endRun(ports, actor, run, log, { state: "done", draft, error: null });
  } catch (error) {
    const wasStopped = log.signal.aborted;
    const failure = isSmartyError(error)
      ? { code: error.code, message: error.message }
      : { code: "internal", message: "Something went wrong while answering." };
    if (!wasStopped && !isSmartyError(error)) ports.logger.error({ err: error, runId: run.runId }, "an answer failed");
    const draft = progress.draft ?? NO_ANSWER;
    const end = { state: wasStopped ? "cancelled" : "failed", draft, error: wasStopped ? null : failure } as const;
    await endRun(ports, actor, run, log, end).catch((fault: unknown) => {
      // The lease runs out and the run becomes `interrupted`.
      ports.logger.error({ err: fault, runId: run.runId }, "a run could not be ended");
    });
  } finally {
    log.close();
  }
}

/** The best sentences themselves, each with its place. */
async function extractiveAnswer(ports: AnswerPorts, actor: Actor, { question, filters, setup }: RunInMaking, log: RunLog): Promise<Draft> {
  await log.append({ type: "phase", data: { phase: "searching" } });
  const search: EvidenceSearch = {
    question,
    filters,
    strictness: setup.strictness,
    onPhase: (phase, again) => log.append({ type: "phase", data: { phase, ...(again !== undefined && { again }) } }),
  };
  const { quotes, nearest, reading } = await findEvidence(ports, actor, search, log.signal);
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
    ...spans.map((data): RunEventBody => ({ type: "delta", data: data })),
  );
  return {
    ...NO_ANSWER,
    mode: quotes.length > 0 ? "extractive" : "none",
    spans,
    citations,
    nearest,
    reading: readingOf(question, reading),
  };
}

interface RunEnd {
  readonly state: RunState;
  readonly draft: Draft;
  readonly error: Run["error"];
}

async function endRun(ports: AnswerPorts, actor: Actor, run: RunInMaking, log: RunLog, end: RunEnd): Promise<void> {
  const { database, clock, bus } = ports;
  const { runId, owner } = run;
  const { state, draft, error } = end;
  const last: RunEventBody[] = error === null ? [] : [{ type: "error", data: error }];
  const events = log.number([...last, { type: "done", data: { state, mode: draft.mode } }]);
  const now = clock.now();
  await database.transaction(async (tx) => {
    if (!(await tx.answers.appendEvents(runId, owner, events, now))) return;
    await tx.answers.finishRun(runId, owner, { ...draft, state, error, now });
    await countRun(ports, tx, actor, run, end);
  });
  bus.publish("run-event", { runId, sequence: events.at(-1)?.sequence ?? 0 });
}
