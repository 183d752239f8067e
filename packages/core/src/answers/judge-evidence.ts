import type { Strictness } from "../ports/database/assistants.ts";
import type { QuestionProfile } from "./read-question.ts";
import type { Candidate, ScoredUnit } from "./score-units.ts";

/**
 * Fitted by logistic regression with a ridge on the handbook in examples/ (100 questions with an answer, 60 without, and the 100 again with the
 * document that answers taken away), and, weighing little, on English Wikipedia paragraphs with and without theirs. What they do where nothing was
 * fitted is measured on this repository's own documentation: `npm run bench -- answers`.
 */
const JUDGEMENT = {
  bias: -7.14,
  score: 0.214,
  /** What is asked for (an amount, a date, …) is there. */
  kind: 1.32,
  /** Who and whether have answers of every form, so that theirs is told by its form less well. */
  person: 0.98,
  permission: 0.47,
  /** How far the best unit is ahead of the best of any other document. */
  lead: 0.39,
  /** The index knows the question's words: then a sentence that answers should have scored higher, … */
  confidence: -1.53,
  /** … and its passage should hold them: times the weight of the terms that it does not. */
  unmatched: -3.47,
  /** A name that stands elsewhere is not in this passage: times the same confidence. */
  missingName: -1.73,
  /** Nor is a number, or a word that stands in very few passages. */
  missingNumber: -1.75,
  missingRare: -0.49,
  /** The logarithm of their number: the more words, the fewer of them any sentence repeats. */
  terms: 0.92,
};

/** Of the judgement above, in log odds. Lower answers more and errs more. */
const THRESHOLDS: Readonly<Record<Strictness, number>> = { strict: 0, balanced: -0.82, open: -1.8 };

/** The most that counts, and what is counted where there is no other document to compare with. */
const MAX_LEAD = 6;
const UNKNOWN_LEAD = 2;
/** In so few passages a word says what a text is about. */
const RARE = 3;
const HARDLY = 0.3;

/** Whether the best unit is likely enough to answer. `ranked`: best first. */
export function isEvidence(
  question: QuestionProfile,
  confidence: number,
  ranked: readonly ScoredUnit[],
  candidates: readonly Candidate[],
  strictness: Strictness = "balanced",
): boolean {
  const [best] = ranked;
  if (best === undefined) return false;
  if (best.features.lacksCode > 0 && question.codes.some(isIdentifier)) return false;
  const documentOf = (unit: ScoredUnit): string | undefined => candidates[unit.candidate]?.passage.document.id;
  const rival = ranked.find((unit) => documentOf(unit) !== documentOf(best));
  const lead = rival === undefined ? UNKNOWN_LEAD : Math.min(MAX_LEAD, best.score - rival.score);
  const missing = missingFrom(best, question);
  const odds =
    JUDGEMENT.bias +
    JUDGEMENT.score * best.score +
    JUDGEMENT.kind * best.features.kind +
    (question.kind === "person" ? JUDGEMENT.person : question.kind === "permission" ? JUDGEMENT.permission : 0) +
    JUDGEMENT.lead * lead +
    JUDGEMENT.confidence * confidence +
    JUDGEMENT.unmatched * confidence * missing.weight +
    JUDGEMENT.missingName * confidence * missing.name +
    JUDGEMENT.missingNumber * missing.number +
    JUDGEMENT.missingRare * missing.rare +
    JUDGEMENT.terms * Math.log(1 + question.terms.length);
  return odds >= THRESHOLDS[strictness];
}

interface Missing {
  /** Of the question's whole weight. */
  readonly weight: number;
  /** 1: there is such a term. */
  readonly name: number;
  readonly number: number;
  readonly rare: number;
}

/** What of the question stands neither in a unit's passage nor over it. Names and numbers are only themselves. */
function missingFrom({ matched }: ScoredUnit, { terms }: QuestionProfile): Missing {
  type Term = (typeof terms)[number];
  const lacks = (is: (term: Term) => boolean): number => (terms.some((term, index) => is(term) && (matched[index] ?? 0) < 1) ? 1 : 0);
  const isRare = ({ chunks, form }: Term): boolean => chunks > 0 && chunks <= RARE && form !== "general";
  return {
    weight: terms.reduce((sum, { weight }, index) => sum + weight * (1 - (matched[index] ?? 0)), 0),
    name: lacks(({ form, chunks }) => form === "name" && chunks > 0),
    number: lacks(({ form }) => form === "number"),
    rare: terms.some((term, index) => isRare(term) && (matched[index] ?? 0) < HARDLY) ? 1 : 0,
  };
}

/** `TW-512` is one thing and no other; a year may be written otherwise. */
function isIdentifier(code: string): boolean {
  return /^ \p{L}.*\p{N}/u.test(code);
}
