import type { Permitted } from "../access/permitted.ts";
import type { Passage } from "../ports/database/actor-scope.ts";
import type { Strictness } from "../ports/database/assistants.ts";
import { chooseQuotes } from "./choose-quotes.ts";
import { isEvidence } from "./judge-evidence.ts";
import type { Vectors } from "./match-words.ts";
import { readQuestion } from "./read-question.ts";
import { type Candidate, scoreUnits } from "./score-units.ts";

export interface EvidenceRequest {
  /** The question's words, operators removed. */
  readonly question: string;
  readonly language: string;
  /** Chunks that hold each term of the question, over the whole index. */
  readonly frequencies: readonly { readonly term: string; readonly chunks: number }[];
  /** Of the lexical leg. */
  readonly confidence: number;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Vectors of single words; null for a model that cannot tell words apart, or is too slow for hundreds of them. */
  readonly words: Vectors | null;
  /** Cosine of each text to the question; null without an embedding model. */
  readonly cosines: ((texts: readonly string[]) => Promise<readonly number[]>) | null;
  /** Absent: balanced. */
  readonly strictness?: Strictness | undefined;
}

/** Offsets into the document's text. */
export interface Quote {
  readonly passage: Permitted<Passage>;
  readonly start: number;
  readonly end: number;
  /** Of its best sentence; comparable within one answer only. */
  readonly score: number;
}

/**
 * What best answers the question, best first: at most three quotes of one to three sentences that do not overlap; empty when there is not
 * enough evidence. Equal requests give equal quotes.
 */
export async function selectEvidence(request: EvidenceRequest): Promise<readonly Quote[]> {
  const { candidates, confidence } = request;
  const question = readQuestion(request.question, request.language, request.frequencies);
  if (question.terms.length === 0) return [];
  const units = await scoreUnits(question, candidates, request);
  const ranked = units.toSorted((one, other) => other.score - one.score);
  if (!isEvidence(question, confidence, ranked, candidates, request.strictness)) return [];
  return chooseQuotes(ranked, candidates).flatMap(({ candidate, start, end, score }): Quote[] => {
    const passage = candidates[candidate]?.passage;
    return passage === undefined ? [] : [{ passage, start: passage.start + start, end: passage.start + end, score }];
  });
}
