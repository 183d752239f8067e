import type { Permitted } from "../access/permitted.ts";
import type { Passage } from "../ports/database/actor-scope.ts";
import { analysisLanguage } from "../text/analysis-language.ts";
import { analyze } from "../text/analyze.ts";
import { splitSentences } from "../text/split-sentences.ts";

/** A passage that the search found, with its text. */
export interface Candidate {
  readonly passage: Permitted<Passage>;
  readonly text: string;
  /** Fused score of the passage. */
  readonly score: number;
  readonly cosine: number | null;
}

export interface EvidenceRequest {
  /** Analyzed terms of the question. */
  readonly terms: readonly string[];
  /** Chunks that hold each term, over the whole index. */
  readonly frequencies: readonly { readonly term: string; readonly chunks: number }[];
  /** Of the lexical leg. */
  readonly confidence: number;
  readonly candidates: readonly Candidate[];
  /** Cosine of each text to the question; null without an embedding model. */
  readonly cosines: (texts: readonly string[]) => Promise<readonly number[]>;
}

/** Offsets into the document's text. */
export interface Quote {
  readonly passage: Permitted<Passage>;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** The sentences that best answer, best first; empty when there is not enough evidence. */
export async function selectEvidence(request: EvidenceRequest): Promise<readonly Quote[]> {
  const weights = termWeights(request);
  const sentences = request.candidates.flatMap((candidate) => sentencesOf(candidate, weights));
  if (sentences.length === 0) return [];
  const cosines = await request.cosines(sentences.map((sentence) => sentence.text));
  const scored = sentences
    .map((sentence, index) => ({
      ...sentence,
      score: 0.5 * sentence.coverage + 0.35 * (cosines[index] ?? 0) + 0.15 * sentence.passageScore,
    }))
    .toSorted((one, other) => other.score - one.score);
  const [best] = scored;
  if (best === undefined || best.score < MIN_SCORE) return [];
  return scored
    .filter((sentence) => sentence.score >= best.score * KEEP_SHARE)
    .slice(0, MAX_QUOTES)
    .map(({ passage, start, end, score }) => ({ passage, start, end, score }));
}

const MIN_SCORE = 0.35;
const KEEP_SHARE = 0.8;
const MAX_QUOTES = 3;

interface Sentence {
  readonly passage: Permitted<Passage>;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly coverage: number;
  readonly passageScore: number;
}

/** Rare words weigh more; a word that stands nowhere weighs most. */
function termWeights({ terms, frequencies }: EvidenceRequest): ReadonlyMap<string, number> {
  const chunks = new Map(frequencies.map((each) => [each.term, each.chunks]));
  return new Map([...new Set(terms)].map((term) => [term, 1 / Math.log2(2 + (chunks.get(term) ?? 0))]));
}

function sentencesOf({ passage, text, score }: Candidate, weights: ReadonlyMap<string, number>): Sentence[] {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  const language = analysisLanguage(passage.document.language);
  const context = new Set(analyze([passage.document.title, ...passage.headingPath].join("\n"), language));
  return splitSentences(text, { everyLine: passage.kind === "table" || passage.kind === "code" }).map(({ start, end }) => {
    const sentence = text.slice(start, end);
    const words = new Set(analyze(sentence, language));
    let covered = 0;
    for (const [term, weight] of weights) covered += words.has(term) ? weight : context.has(term) ? weight * 0.6 : 0;
    return {
      passage,
      text: sentence,
      start: passage.start + start,
      end: passage.start + end,
      coverage: covered / total,
      passageScore: score,
    };
  });
}
