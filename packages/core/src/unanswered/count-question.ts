import type { Actor } from "../access/actor.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { UnansweredKind } from "../ports/database/unanswered.ts";
import type { Ports } from "../ports/ports.ts";
import { queryLanguage } from "../text/analysis-language.ts";
import { detectLanguage } from "../text/detect-language.ts";
import { normaliseQuestion } from "./normalise-question.ts";

/** So many people must have asked before administrators see a question. */
export const LEAST_PEOPLE = 5;
/** Of these, so many in the same words before those words are shown. */
export const LEAST_OF_A_WORDING = 2;
export const DAY_MS = 86_400_000;
/** A signal counts for so long. */
const COUNTED_DAYS = 90;

export type CountPorts = Pick<Ports, "vault" | "clock" | "ids">;

export interface UnansweredQuestion {
  readonly question: string;
  readonly kind: UnansweredKind;
  readonly runId: string | null;
  /** The asker sends it to the administrators: it is kept whatever it says. */
  readonly isShared?: boolean;
}

/** The first day that counts today. */
export function firstDay(now: number): number {
  return Math.floor(now / DAY_MS) - COUNTED_DAYS + 1;
}

/** Whether questions of this actor are counted at all: those that a person asks in the browser, not what programs send in their name. */
export function isCounted(actor: Actor): boolean {
  return actor.via === "session" && actor.apiKeyId === undefined;
}

/**
 * Notes that a question went without an answer, as hashes. Its words are kept once enough people have asked it: those of the one who asks then, whose
 * request has them at hand, so that no earlier person's words are ever read.
 */
export async function countQuestion(
  ports: CountPorts,
  { unanswered, documents }: Pick<Repositories, "unanswered" | "documents">,
  actor: Actor,
  { question, kind, runId, isShared = false }: UnansweredQuestion,
): Promise<void> {
  const { vault, clock, ids } = ports;
  const normalised = normaliseQuestion(question, queryLanguage(detectLanguage(question), await documents.languages()));
  if (normalised === null && !isShared) return;
  const hash = (text: string, of: string): string => vault.fingerprint(text, `unanswered/${of}`);
  // One that is the same as no other has a key of its own.
  const questionKey = normalised === null ? hash(String(runId), "alone") : hash(normalised.terms, "question");
  const wordingKey = hash(normalised?.wording ?? question, "wording");
  const personKey = hash(`${questionKey} ${actor.userId}`, "person");
  const now = clock.now();
  await unanswered.add({ id: ids.next(), questionKey, wordingKey, personKey, kind, runId, day: Math.floor(now / DAY_MS) });
  if (normalised === null) return;
  const { people, wordings } = await unanswered.count(questionKey, firstDay(now));
  if (people < LEAST_PEOPLE) return;
  const most = Math.max(...wordings.values());
  const isCommon = most >= LEAST_OF_A_WORDING && wordings.get(wordingKey) === most;
  await unanswered.keepWords(questionKey, {
    words: normalised.words,
    ...(isCommon && { wording: { key: wordingKey, text: normalised.wording } }),
  });
}
