import type { Embedder } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import type { Strictness } from "../ports/database/assistants.ts";
import { type Again, type QueryReading, searchInPasses } from "../search/search-in-passes.ts";
import type { RankedPassage, SearchPorts } from "../search/search-index.ts";
import { dot, type Vectors } from "./match-words.ts";
import type { Candidate } from "./score-units.ts";
import { type Quote, selectEvidence } from "./select-evidence.ts";

export interface Evidence {
  readonly quotes: readonly Quote[];
  /** The best documents, for when there is no quote. */
  readonly nearest: readonly string[];
  /** What was read into the question. */
  readonly reading: QueryReading;
}

export interface EvidenceSearch {
  readonly question: string;
  readonly filters: SearchFilters;
  readonly strictness: Strictness;
  readonly onPhase: (phase: "searching" | "reading", again?: Again) => Promise<void>;
}

/** Passages whose sentences are weighed. A model that works by the sentence embeds some five for each, so it reads fewer. */
const PASSAGES = { byWord: 20, bySentence: 8 };
const PER_DOCUMENT = 6;
/** Models whose vector of a single word means something and costs microseconds. */
const WORD_MODELS: ReadonlySet<string> = new Set(["smartypants/static-en"]);
const NEAREST = 3;

/** Searches as the actor and picks the sentences that answer. Nothing comes in that the actor may not read. */
export async function findEvidence(
  ports: SearchPorts,
  actor: Actor,
  { question, filters, strictness, onPhase }: EvidenceSearch,
  signal: AbortSignal,
): Promise<Evidence> {
  const onAgain = (again: Again): Promise<void> => onPhase("searching", again);
  const request = { query: question, filters, thorough: true, onAgain };
  const { ranking, passages: found, reading } = await searchInPasses(ports, actor, request, signal);
  await onPhase("reading");
  const { embedder } = ranking;
  const byWord = embedder === null || WORD_MODELS.has(embedder.id);
  const passages = spread(found, byWord ? PASSAGES.byWord : PASSAGES.bySentence);
  const texts = await ports.database.forActor(actor).content.texts(passages.map((each) => each.passage));
  const candidates = passages.flatMap(({ passage, hit }): Candidate[] => {
    const text = texts.get(passage.chunkId);
    return text === undefined ? [] : [{ passage, text, score: hit.score, cosine: hit.cosine }];
  });
  const vectors = embedder === null ? null : vectorsOf(embedder, signal);
  const { queryVector } = ranking;
  const quotes = await selectEvidence({
    question: ranking.text,
    language: ranking.language,
    frequencies: ranking.frequencies,
    confidence: ranking.confidence,
    candidates,
    strictness,
    words: byWord ? vectors : null,
    cosines:
      vectors === null || queryVector === null ? null : async (units) => (await vectors(units)).map((vector) => dot(vector, queryVector)),
  });
  const nearest = [...new Set(found.map((each) => each.passage.document.id))].slice(0, NEAREST);
  return { quotes, nearest, reading };
}

/** The best passages, not all of one document. */
export function spread(passages: readonly RankedPassage[], limit: number): readonly RankedPassage[] {
  const taken = new Map<string, number>();
  const chosen: RankedPassage[] = [];
  for (const each of passages) {
    const { id } = each.passage.document;
    const count = taken.get(id) ?? 0;
    if (count >= PER_DOCUMENT) continue;
    taken.set(id, count + 1);
    chosen.push(each);
    if (chosen.length === limit) break;
  }
  return chosen;
}

/** Embeds in batches and lets others have their turn between them: a question must not hold up the server. */
function vectorsOf(embedder: Embedder, signal: AbortSignal): Vectors {
  const { dimensions, maxCharacters } = embedder;
  return async (texts) => {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += BATCH) {
      const batch = texts.slice(from, from + BATCH).map((text) => text.slice(0, maxCharacters));
      const rows = await embedder.embed(batch, "passage", signal);
      for (let row = 0; row < batch.length; row++) vectors.push(rows.subarray(row * dimensions, (row + 1) * dimensions));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return vectors;
  };
}

const BATCH = 256;
