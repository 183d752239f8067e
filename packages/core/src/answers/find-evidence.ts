import type { Actor } from "../access/actor.ts";
import { analyzeQuery } from "../text/query-terms.ts";
import type { SearchFilters } from "../search/resolve-filter.ts";
import { type RankedPassage, searchIndex, type SearchPorts } from "../search/search-index.ts";
import { type Candidate, type Quote, selectEvidence } from "./select-evidence.ts";

export interface Evidence {
  readonly quotes: readonly Quote[];
  /** The best documents, for when there is no quote. */
  readonly nearest: readonly string[];
}

const PASSAGES = 20;
const PER_DOCUMENT = 4;
const NEAREST = 3;

/** Searches as the actor and picks the sentences that answer. Nothing comes in that the actor may not read. */
export async function findEvidence(
  ports: SearchPorts,
  actor: Actor,
  question: string,
  filters: SearchFilters,
  signal: AbortSignal,
  onPhase: (phase: "reading") => Promise<void>,
): Promise<Evidence> {
  const ranking = await searchIndex(ports, actor, question, filters, signal);
  await onPhase("reading");
  const passages = spread(ranking.passages);
  const texts = await ports.database.forActor(actor).content.texts(passages.map((each) => each.passage));
  const candidates = passages.flatMap(({ passage, hit }): Candidate[] => {
    const text = texts.get(passage.chunkId);
    return text === undefined ? [] : [{ passage, text, score: hit.score, cosine: hit.cosine }];
  });
  const quotes = await selectEvidence({
    terms: analyzeQuery(ranking.text, ranking.language).terms,
    frequencies: ranking.frequencies,
    confidence: ranking.confidence,
    candidates,
    cosines: (sentences) => cosinesTo(ports, ranking.queryVector, sentences, signal),
  });
  const nearest = [...new Set(ranking.passages.map((each) => each.passage.document.id))].slice(0, NEAREST);
  return { quotes, nearest };
}

/** The best passages, not all of one document. */
function spread(passages: readonly RankedPassage[]): readonly RankedPassage[] {
  const taken = new Map<string, number>();
  const chosen: RankedPassage[] = [];
  for (const each of passages) {
    const { id } = each.passage.document;
    const count = taken.get(id) ?? 0;
    if (count >= PER_DOCUMENT) continue;
    taken.set(id, count + 1);
    chosen.push(each);
    if (chosen.length === PASSAGES) break;
  }
  return chosen;
}

async function cosinesTo(
  ports: SearchPorts,
  query: Float32Array | null,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  if (ports.semantic === null || query === null) return texts.map(() => 0);
  const { embedder } = ports.semantic;
  const rows = await embedder.embed(texts, "passage", signal);
  return texts.map((_text, row) => {
    let dot = 0;
    const from = row * embedder.dimensions;
    for (let at = 0; at < embedder.dimensions; at++) dot += (rows[from + at] ?? 0) * (query[at] ?? 0);
    return dot;
  });
}
