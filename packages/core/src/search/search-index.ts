import type { Actor } from "../access/actor.ts";
import type { Permitted } from "../access/permitted.ts";
import type { Passage } from "../ports/database/actor-scope.ts";
import type { IndexFilter, LexicalAnswer, LexicalQuery, VectorHit } from "../ports/indexes.ts";
import type { Ports } from "../ports/ports.ts";
import type { Semantic } from "../ports/semantic.ts";
import { queryLanguage } from "../text/analysis-language.ts";
import { analyze } from "../text/analyze.ts";
import { detectLanguage } from "../text/detect-language.ts";
import { analyzeQuery } from "../text/query-terms.ts";
import { type FusedHit, fuse } from "./fuse.ts";
import { parseQuery } from "./parse-query.ts";
import { resolveFilter, type SearchFilters } from "./resolve-filter.ts";

export type SearchPorts = Pick<Ports, "database" | "lexical" | "semantic" | "clock" | "logger">;

/** Hits of each leg. */
const LEG = 100;

export interface RankedPassage {
  readonly passage: Permitted<Passage>;
  readonly hit: FusedHit;
}

export type Degraded = "lexical-only" | "semantic-only" | "titles-only" | "no-embedding-model";

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
  const { content } = ports.database.forActor(actor);
  const language = queryLanguage(detectLanguage(parsed.text), await ports.database.documents.languages());
  const lexicalQuery: LexicalQuery = {
    terms: analyzeQuery(parsed.text, language).terms,
    phrases: parsed.phrases.map((phrase) => analyze(phrase, language)).filter((phrase) => phrase.length > 0),
    excluded: parsed.excluded.flatMap((word) => analyze(word, language)),
  };
  const filter = await resolveFilter(content, parsed, filters);
  // Read once: vectors of two models never meet in one search.
  const model = ports.semantic.current;
  const { cosines, ...legs } = await withCosines(
    ports,
    model,
    await runLegs(ports, model, { query: lexicalQuery, text: parsed.text, filter, signal }),
  );
  const isStrict = lexicalQuery.phrases.length > 0 || lexicalQuery.excluded.length > 0;
  // Quotes and minus are promises about words: the vector leg may only reorder what keeps them.
  const semantic = isStrict ? legs.semantic.filter((hit) => legs.lexical.hits.some((each) => each.chunkId === hit.chunkId)) : legs.semantic;
  const fused = fuse(legs.lexical, semantic, cosines, model?.embedder.fusionWeight ?? 0);
  const passages = await content.hydrate(fused.map((hit) => hit.chunkId));
  const byId = new Map(fused.map((hit) => [hit.chunkId, hit]));
  return {
    passages: passages.flatMap((passage) => {
      const hit = byId.get(passage.chunkId);
      return hit === undefined ? [] : [{ passage, hit }];
    }),
    terms: new Set([...lexicalQuery.terms, ...lexicalQuery.phrases.flat()]),
    text: parsed.text,
    language,
    confidence: legs.lexical.confidence,
    frequencies: legs.lexical.frequencies,
    degraded: legs.degraded,
    queryVector: legs.vector,
    embedder: model?.embedder ?? null,
  };
}

interface Legs {
  readonly lexical: LexicalAnswer;
  readonly semantic: readonly VectorHit[];
  readonly vector: Float32Array | null;
  readonly degraded: readonly Degraded[];
}

const NOTHING: LexicalAnswer = { hits: [], confidence: 0, frequencies: [] };

interface Wanted {
  readonly query: LexicalQuery;
  readonly text: string;
  readonly filter: IndexFilter;
  readonly signal: AbortSignal | undefined;
}

async function runLegs(ports: SearchPorts, model: Semantic | null, wanted: Wanted): Promise<Legs> {
  const { query, filter, signal } = wanted;
  const [lexical, semantic] = await Promise.allSettled([ports.lexical.search(query, filter, LEG, signal), semanticLeg(model, wanted)]);
  signal?.throwIfAborted();
  const degraded: Degraded[] = model === null ? ["no-embedding-model"] : [];
  if (lexical.status === "rejected" && semantic.status === "rejected") throw lexical.reason;
  if (semantic.status === "rejected") {
    ports.logger.error({ err: semantic.reason }, "the vector leg failed: this search is lexical only");
    degraded.push("lexical-only");
  }
  if (lexical.status === "rejected") {
    ports.logger.error({ err: lexical.reason }, "the lexical leg failed: this search is semantic only");
    degraded.push("semantic-only");
  }
  return {
    lexical: lexical.status === "fulfilled" ? lexical.value : NOTHING,
    ...(semantic.status === "fulfilled" ? semantic.value : { semantic: [], vector: null }),
    degraded,
  };
}

async function semanticLeg(
  model: Semantic | null,
  { text, filter, signal }: Wanted,
): Promise<{ semantic: readonly VectorHit[]; vector: Float32Array | null }> {
  if (model === null || text === "") return { semantic: [], vector: null };
  const vector = await model.embedder.embed([text.slice(0, model.embedder.maxCharacters)], "query", signal);
  return { semantic: await model.vectors.search(vector, filter, LEG, signal), vector };
}

/** A vector leg that breaks half-way counts for nothing: the words alone are an honest answer. */
async function withCosines(
  ports: SearchPorts,
  model: Semantic | null,
  legs: Legs,
): Promise<Legs & { readonly cosines: ReadonlyMap<number, number> }> {
  try {
    return { ...legs, cosines: await missingCosines(model, legs) };
  } catch (error) {
    ports.logger.error({ err: error }, "the vector leg failed: this search is lexical only");
    return { ...legs, semantic: [], vector: null, degraded: [...legs.degraded, "lexical-only"], cosines: new Map() };
  }
}

/** Exact cosines for hits that only the lexical leg found. */
async function missingCosines(model: Semantic | null, { lexical, semantic, vector }: Legs): Promise<ReadonlyMap<number, number>> {
  if (model === null || vector === null || semantic.length === 0) return new Map();
  const known = new Set(semantic.map((hit) => hit.chunkId));
  const lacking = lexical.hits.flatMap((hit) => (known.has(hit.chunkId) ? [] : [hit.chunkId]));
  return lacking.length === 0 ? new Map() : model.vectors.score(vector, lacking);
}
