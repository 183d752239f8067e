import type { Actor } from "../access/actor.ts";
import type { Permitted } from "../access/permitted.ts";
import type { Passage } from "../ports/database/actor-scope.ts";
import type { LexicalAnswer, LexicalQuery } from "../ports/indexes.ts";
import type { Semantic } from "../ports/semantic.ts";
import { queryLanguage } from "../text/analysis-language.ts";
import { analyze } from "../text/analyze.ts";
import { detectLanguage } from "../text/detect-language.ts";
import { analyzeQuery } from "../text/query-terms.ts";
import type { FusedHit } from "./fuse.ts";
import { parseQuery } from "./parse-query.ts";
import { type Degraded, rankHits, type SearchPorts } from "./rank-hits.ts";
import { resolveFilter, type SearchFilters } from "./resolve-filter.ts";
import { isWithin, withinCollections } from "./within-collections.ts";

export type { Degraded, SearchPorts };

export interface RankedPassage {
  readonly passage: Permitted<Passage>;
  readonly hit: FusedHit;
}

export interface Ranking {
  /** Best first, confirmed by the database with the actor's permissions. */
  readonly passages: readonly RankedPassage[];
  readonly terms: ReadonlySet<string>;
  /** The words searched for, operators removed. */
  readonly text: string;
  readonly language: string;
  readonly confidence: number;
  readonly frequencies: LexicalAnswer["frequencies"];
  readonly degraded: readonly Degraded[];
  readonly queryVector: Float32Array | null;
  /** The model of `queryVector`, and no other: it may have been changed meanwhile. Null without one. */
  readonly embedder: Semantic["embedder"] | null;
}

/** Both legs side by side with permissions and filters inside, fused, then hydrated with the permissions again. */
export async function searchIndex(
  ports: SearchPorts,
  actor: Actor,
  query: string,
  filters: SearchFilters,
  signal?: AbortSignal,
): Promise<Ranking> {
  const parsed = parseQuery(query);
  const scope = ports.database.forActor(actor);
  const { content } = scope;
  const language = queryLanguage(detectLanguage(parsed.text), await ports.database.documents.languages());
  const lexicalQuery: LexicalQuery = {
    terms: analyzeQuery(parsed.text, language).terms,
    phrases: parsed.phrases.map((phrase) => analyze(phrase, language)).filter((phrase) => phrase.length > 0),
    excluded: parsed.excluded.flatMap((word) => analyze(word, language)),
  };
  const filter = await withinCollections(scope, await resolveFilter(content, parsed, filters), filters);
  // Read once: vectors of two models never meet in one search.
  const model = ports.semantic.current;
  const { fingerprint } = await content.readableAcls();
  const ranked = await rankHits(ports, model, { query: lexicalQuery, text: parsed.text, filter, signal }, fingerprint);
  const passages = (await content.hydrate(ranked.hits.map((hit) => hit.chunkId))).filter((passage) => isWithin(passage, filter));
  const byId = new Map(ranked.hits.map((hit) => [hit.chunkId, hit]));
  return {
    passages: passages.flatMap((passage) => {
      const hit = byId.get(passage.chunkId);
      return hit === undefined ? [] : [{ passage, hit }];
    }),
    terms: new Set([...lexicalQuery.terms, ...lexicalQuery.phrases.flat()]),
    text: parsed.text,
    language,
    confidence: ranked.confidence,
    frequencies: ranked.frequencies,
    degraded: ranked.degraded,
    queryVector: ranked.vector,
    embedder: model?.embedder ?? null,
  };
}
