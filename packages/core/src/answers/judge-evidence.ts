import { flatten, type QuestionProfile } from "./read-question.ts";
import { type Candidate, type ScoredUnit, surroundings } from "./score-units.ts";

/**
 * Fitted by logistic regression on the handbook in examples/ (100 questions with an answer, 60 without, and the 100 again with the document
 * that answers taken away) and, weighing little, on English Wikipedia paragraphs with and without theirs. In five-fold cross-validation
 * all the rules here together refuse two thirds of the questions without an answer and a tenth of those with one.
 */
const JUDGEMENT = {
  bias: -5.8,
  score: 0.209,
  /** What is asked for (an amount, a date, …) is there. */
  kind: 1.59,
  /** How far the best unit is ahead of the best of any other document. */
  lead: 0.404,
  /** 1 when a code of the question is not in the unit, 2 when it is in no candidate. */
  missingCode: -1.84,
  /** The index knows the question's words: then a sentence that answers should have scored higher. */
  confidence: -2.37,
};

/** Of the judgement above, in log odds. Lower answers more and errs more. */
const THRESHOLD = -1;

/**
 * A text that says less than this share of what the question says is about something else, however far ahead it is: in a small index
 * something always is. A third of the answers to questions about other subjects were such texts, and none of the right ones.
 */
const MIN_COVERED = 0.15;

/** The most that counts, and what is counted where there is no other document to compare with. */
const MAX_LEAD = 6;
const UNKNOWN_LEAD = 2;

/** Whether the best unit is likely enough to answer. `ranked`: best first. */
export function isEvidence(
  question: QuestionProfile,
  confidence: number,
  ranked: readonly ScoredUnit[],
  candidates: readonly Candidate[],
): boolean {
  const [best] = ranked;
  if (best === undefined) return false;
  const missing = missingCodes(question, candidates);
  if (missing.some(isIdentifier) || coveredBy(best) < MIN_COVERED) return false;
  const documentOf = (unit: ScoredUnit): string | undefined => candidates[unit.candidate]?.passage.document.id;
  const rival = ranked.find((unit) => documentOf(unit) !== documentOf(best));
  const lead = rival === undefined ? UNKNOWN_LEAD : Math.min(MAX_LEAD, best.score - rival.score);
  const odds =
    JUDGEMENT.bias +
    JUDGEMENT.score * best.score +
    JUDGEMENT.kind * best.features.kind +
    JUDGEMENT.lead * lead +
    JUDGEMENT.missingCode * (missing.length > 0 ? 2 : best.features.lacksCode) +
    JUDGEMENT.confidence * confidence;
  return odds >= THRESHOLD;
}

function coveredBy({ features: { own, neighbours, headings, title } }: ScoredUnit): number {
  return own + neighbours + headings + title;
}

function missingCodes({ codes }: QuestionProfile, candidates: readonly Candidate[]): string[] {
  if (codes.length === 0) return [];
  const texts = candidates.map(({ passage, text }) => flatten([...surroundings(passage), text].join("\n")));
  return codes.filter((code) => !texts.some((text) => text.includes(code)));
}

/** `TW-512` is one thing and no other; a year may be written otherwise. */
function isIdentifier(code: string): boolean {
  return /^ \p{L}.*\p{N}/u.test(code);
}
