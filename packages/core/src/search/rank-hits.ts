import { cacheKey } from "../caching/caches.ts";
import type { IndexFilter, LexicalAnswer, LexicalQuery, VectorHit } from "../ports/indexes.ts";
import type { Ports } from "../ports/ports.ts";
import type { Semantic } from "../ports/semantic.ts";
import { type FusedHit, fuse } from "./fuse.ts";

export type SearchPorts = Pick<Ports, "database" | "lexical" | "semantic" | "clock" | "logger" | "caches">;

/** Hits of each leg. */
const LEG = 100;

export type Degraded = "lexical-only" | "semantic-only" | "titles-only" | "no-embedding-model";

/** What the indexes say, best first. Nobody's permission has confirmed it yet. */
export interface RankedHits {
  readonly hits: readonly FusedHit[];
  readonly confidence: number;
  readonly frequencies: LexicalAnswer["frequencies"];
  readonly degraded: readonly Degraded[];
  readonly vector: Float32Array | null;
}

interface Wanted {
  readonly query: LexicalQuery;
  readonly text: string;
  readonly filter: IndexFilter;
  readonly signal: AbortSignal | undefined;
}

/** A filter that lists more than this is not worth its place in a key. */
const LONGEST_FILTER = 4_000;

/**
 * Both legs side by side with permissions and filters inside, fused. The same search by somebody who may read the same is answered from the cache until
 * anything enters or leaves the index. `fingerprint`: of the ACLs in the filter.
 */
export async function rankHits(ports: SearchPorts, model: Semantic | null, wanted: Wanted, fingerprint: string): Promise<RankedHits> {
  const { acls: _acls, ...filter } = wanted.filter;
  const described = JSON.stringify(filter);
  if (ports.caches === undefined || described.length > LONGEST_FILTER) return rankAnew(ports, model, wanted);
  // Read before the search: what changes meanwhile is found under the next number.
  const epoch = await ports.database.indexChanges.epoch();
  const key = await cacheKey([fingerprint, epoch, model?.embedder.id ?? null, wanted.query, wanted.text, described]);
  const known = ports.caches.searches.get(key);
  if (known !== undefined) return known;
  const ranked = await rankAnew(ports, model, wanted);
  // A leg that failed may be back at once.
  if (ranked.degraded.every((each) => each === "no-embedding-model")) ports.caches.searches.set(key, ranked);
  return ranked;
}

async function rankAnew(ports: SearchPorts, model: Semantic | null, wanted: Wanted): Promise<RankedHits> {
  const { cosines, ...legs } = await withCosines(ports, model, await runLegs(ports, model, wanted));
  const isStrict = wanted.query.phrases.length > 0 || wanted.query.excluded.length > 0;
  // Quotes and minus are promises about words: the vector leg may only reorder what keeps them.
  const semantic = isStrict ? legs.semantic.filter((hit) => legs.lexical.hits.some((each) => each.chunkId === hit.chunkId)) : legs.semantic;
  const { confidence, frequencies } = legs.lexical;
  return {
    hits: fuse(legs.lexical, semantic, cosines, model?.embedder.fusionWeight ?? 0),
    confidence,
    frequencies,
    degraded: legs.degraded,
    vector: legs.vector,
  };
}

interface Legs {
  readonly lexical: LexicalAnswer;
  readonly semantic: readonly VectorHit[];
  readonly vector: Float32Array | null;
  readonly degraded: readonly Degraded[];
}

const NOTHING: LexicalAnswer = { hits: [], confidence: 0, frequencies: [] };

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
