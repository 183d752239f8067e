import {
  type Actor,
  type Answer,
  cancelRun,
  type Ports,
  readAnswer,
  type Run,
  type SearchFilters,
  startRun,
  streamEvents,
  type Turn,
} from "@smartypants/core";
import { type ErrorCode, ERROR_CODES, SmartyError } from "@smartypants/sdk";
import { withoutSourceList } from "./answer-text.ts";

/** A message of a conversation that is kept by the caller, not here. */
export interface EarlierMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

interface ProgramQuestion {
  readonly question: string;
  readonly history: readonly EarlierMessage[];
  readonly filters: SearchFilters;
  readonly assistantId?: string | undefined;
  /** Of the registry. */
  readonly model?: string | undefined;
}

/** An answer with what the run says of itself. */
export interface FinishedAnswer {
  readonly answer: Answer;
  readonly run: Run;
}

export type AskEvent = { readonly type: "text"; readonly text: string } | ({ readonly type: "end" } & FinishedAnswer);

/**
 * Asks as the actor and yields the answer while it is made. Nobody can come back to it, so the run stops when the signal aborts or the consumer
 * goes. Throws what the run failed of.
 */
export async function* ask(
  ports: Ports,
  actor: Actor,
  { history, ...asked }: ProgramQuestion,
  signal: AbortSignal,
): AsyncGenerator<AskEvent> {
  const { runId } = await startRun(ports, actor, { ...asked, history: toTurns(history) });
  let isOver = false;
  const stop = (): void => {
    if (isOver) return;
    isOver = true;
    cancelRun(ports, actor, runId).catch((error: unknown) => ports.logger.warn({ err: error, runId }, "a run was not stopped"));
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) throw stopped();
    let written = "";
    for await (const event of streamEvents(ports, actor, runId, 0, signal)) {
      if (event.type !== "delta") continue;
      const text = joined(written, event.data as Delta);
      written += text;
      if (text !== "") yield { type: "text", text };
    }
    const finished = await readFinished(ports, actor, runId);
    isOver = true;
    const rest = finished.answer.answer.startsWith(written) ? finished.answer.answer.slice(written.length) : "";
    if (rest !== "") yield { type: "text", text: rest };
    yield { type: "end", ...finished };
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

const MOST_TURNS = 6;
/** In UTF-16 units. */
const LONGEST_ANSWER = 4000;

/** Questions with their answers, latest last; what had no answer is left out, and so are numbers of passages and links that only an answer of then knew. */
function toTurns(history: readonly EarlierMessage[]): readonly Turn[] {
  const turns = history.flatMap(({ role, content }, at): Turn[] => {
    const before = history[at - 1];
    if (role !== "assistant" || before?.role !== "user") return [];
    const answer = withoutSourceList(content)
      .replaceAll(/ ?\[\d+\]/g, "")
      .slice(0, LONGEST_ANSWER);
    return [{ question: before.content.slice(0, LONGEST_ANSWER), answer, documentIds: [] }];
  });
  return turns.slice(-MOST_TURNS);
}

interface Delta {
  readonly text: string;
  readonly marker?: number;
}

/** Quotes stand in paragraphs of their own. */
function joined(before: string, { text, marker }: Delta): string {
  return marker !== undefined && before !== "" ? `\n\n${text}` : text;
}

async function readFinished(ports: Ports, actor: Actor, runId: string): Promise<FinishedAnswer> {
  const run = await ports.database.forActor(actor).answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "There is no such answer.");
  if (run.state === "cancelled" || run.state === "running") throw stopped();
  if (run.state === "interrupted")
    throw new SmartyError("unavailable", "The server stopped while it answered. Ask again.", { retryAfterMs: 1000 });
  if (run.state === "failed") throw new SmartyError(codeOf(run.error?.code), run.error?.message ?? "The answer failed. Ask again.");
  return { answer: await readAnswer(ports, actor, run), run };
}

function stopped(): SmartyError {
  return new SmartyError("aborted", "The answer was stopped.");
}

function codeOf(code: string | undefined): ErrorCode {
  return ERROR_CODES.find((each) => each === code) ?? "internal";
}
