import { type Llm, type LlmEvent, SmartyError } from "@smartypants/sdk";
import type { Actor } from "../../access/actor.ts";
import type { RunUsage } from "../../ports/database/answers.ts";
import { detectLanguage } from "../../text/detect-language.ts";
import type { Again } from "../../search/search-in-passes.ts";
import type { AnswerPorts, Draft, RunInMaking } from "../answer-ports.ts";
import { type CitedText, createCitedAnswer } from "../cite/cited-answer.ts";
import { readingOf } from "../run-reading.ts";
import type { RunLog } from "../run-log.ts";
import { buildPrompt, type Prompt, randomDelimiter } from "./build-prompt.ts";
import { cachedEvents } from "./cached-events.ts";
import { createDeltaLog } from "./delta-log.ts";
import { findPassages } from "./find-passages.ts";
import { createNoAnswerWatch } from "./no-answer-watch.ts";
import { readHistory } from "./read-history.ts";
import { otherWords, standaloneQuestion } from "./standalone-question.ts";

/** What a run has so far: kept when it is stopped or fails. */
export interface Progress {
  draft: Draft | null;
}

/** Searches, asks the model and writes its words down while they come, each citation checked. Without a passage the model is not asked. */
export async function writeAnswer(
  ports: AnswerPorts,
  actor: Actor,
  run: RunInMaking,
  llm: Llm,
  log: RunLog,
  progress: Progress,
): Promise<Draft> {
  await log.append({ type: "phase", data: { phase: "searching" } });
  const history = run.history ?? (await readHistory(ports, actor, run.parentId));
  const brief = history.length === 0 ? null : await openBrief(ports, actor, run);
  const question = await standaloneQuestion(
    brief,
    { question: run.question, template: run.setup.rewritePrompt.text, now: ports.clock.now() },
    history,
    log.signal,
  );
  const again = async (): Promise<string | null> => otherWords(await openBrief(ports, actor, run), question, log.signal);
  const onAgain = (why: Again): Promise<void> => log.append({ type: "phase", data: { phase: "searching", again: why } });
  const search = { question, filters: run.filters, otherWords: again, onAgain };
  const { chunks, nearest, reading } = await findPassages(ports, actor, search, log.signal);
  await log.append({ type: "phase", data: { phase: "reading" } });
  const refusal: Draft = {
    mode: "none",
    spans: [],
    citations: [],
    nearest,
    removedCitations: 0,
    usage: null,
    reading: readingOf(question, reading),
    answeredBy: null,
  };
  if (chunks.length === 0) return refusal;
  const delimiter = randomDelimiter();
  const prompt = buildPrompt({
    question: run.question,
    language: detectLanguage(run.question),
    chunks,
    history,
    delimiter,
    contextTokens: llm.contextTokens,
    voice: { ...run.setup, template: run.setup.answerPrompt.text, now: ports.clock.now() },
    partial: run.continued?.text,
  });
  const found = [...new Set(prompt.shown.map(({ passage }) => passage.document.id))];
  const behind = [...prompt.history.flatMap((turn) => turn.documentIds), ...(run.continued?.documentIds ?? [])];
  // Before any word is written down: from then on nobody reads them who may not read these.
  if (!(await ports.database.answers.recordSources(run.runId, run.owner, { found, history: [...new Set(behind)] }))) {
    throw new SmartyError("aborted", "Another process goes on with this answer.");
  }
  await log.append({ type: "phase", data: { phase: "writing" } });
  const events = cachedEvents(ports, actor, { run, llm, prompt, delimiter }, log.signal);
  return stream(ports, { run, events, prompt, refusal, question: `${run.question}\n${question}` }, log, progress);
}

/** A model for the small work beside an answer; null when it cannot be had, for the answer goes on without. */
async function openBrief({ models, logger }: AnswerPorts, actor: Actor, run: RunInMaking): Promise<Llm | null> {
  const { writer, runId } = run;
  try {
    const { userId, apiKeyId } = actor;
    const modelId = writer?.modelId ?? undefined;
    return await models.open({
      purpose: "rewrite",
      userId,
      runId,
      ...(apiKeyId !== undefined && { apiKeyId }),
      ...(modelId !== undefined && { modelId }),
      ...(run.setup.assistant !== null && { assistantId: run.setup.assistant.id }),
    });
  } catch (error) {
    // A budget that is used up, for one: then the question is searched for as it is.
    logger.warn({ err: error, runId }, "no model for rewriting the question");
    return null;
  }
}

interface Writing {
  readonly run: RunInMaking;
  readonly events: AsyncIterable<LlmEvent>;
  readonly prompt: Prompt;
  /** What becomes of it when the passages do not answer. */
  readonly refusal: Draft;
  readonly question: string;
}

async function stream(
  ports: AnswerPorts,
  { run, events, prompt, refusal, question }: Writing,
  log: RunLog,
  progress: Progress,
): Promise<Draft> {
  const answer = createCitedAnswer(prompt.shown, question);
  const watch = createNoAnswerWatch();
  const deltas = createDeltaLog(log, ports.clock);
  let usage: RunUsage | null = null;
  const drafted = (text: CitedText): Draft => ({ ...refusal, mode: "llm", nearest: [], usage, answeredBy: run.answering.model(), ...text });
  try {
    for await (const event of events) {
      if (event.type === "end") usage = toUsage(event);
      if (event.type === "delta") deltas.add(answer.push(watch.push(event.text)));
    }
    if (usage === null) throw new SmartyError("unavailable", "The model's answer broke off. Ask again.");
    if (!watch.isNoAnswer()) deltas.add(answer.push(watch.end()));
    deltas.add(answer.end());
    await deltas.flush();
  } catch (error) {
    if (!watch.isNoAnswer()) answer.push(watch.end());
    answer.end();
    progress.draft = drafted(answer.text());
    throw error;
  } finally {
    deltas.close();
  }
  const refused = { ...refusal, usage, answeredBy: run.answering.model() };
  if (watch.isNoAnswer()) return refused;
  const draft = drafted(answer.attributed());
  if (draft.spans.length === 0) throw new SmartyError("unavailable", "The model gave no answer. Ask again, or choose another model.");
  // Nothing in it comes from the sources: it is what the model believes. The rest of an answer may be a word or two, and a cut one not have come to it.
  const isBelief = draft.citations.length === 0 && run.continued === null && draft.usage?.finishReason !== "length";
  return isBelief ? { ...refused, removedCitations: draft.removedCitations } : draft;
}

function toUsage(end: { readonly reason: string; readonly inputTokens: number; readonly outputTokens: number }): RunUsage {
  const { reason, inputTokens, outputTokens } = end;
  return { finishReason: reason === "length" || reason === "filtered" ? reason : "stop", inputTokens, outputTokens };
}
