import type { IndexFilter, IndexPayload, IndexScope, VectorDocument, VectorHit } from "../ports/indexes.ts";

/** No multiple of 16: an index that pads its rows must do it right. */
export const VECTOR_DIMENSIONS = 40;

export interface Embedding {
  readonly hash: string;
  readonly vector: Float32Array;
}

export type VectorChanges = { readonly upserts: readonly VectorDocument[]; readonly removes: readonly string[] };

/** What a vector index must answer, by looking at everything. */
export interface VectorWorld {
  readonly documents: ReadonlyMap<string, VectorDocument>;
  apply(changes: VectorChanges): void;
  /** All chunks that pass, best first, ties by chunk id. */
  ranked(query: Float32Array, filter: IndexFilter): readonly VectorHit[];
}

export function createVectorWorld(): VectorWorld {
  const documents = new Map<string, VectorDocument>();
  return {
    documents,
    apply: ({ upserts, removes }) => {
      for (const id of removes) documents.delete(id);
      for (const document of upserts) documents.set(document.payload.documentId, document);
    },
    ranked: (query, filter) =>
      [...documents.values()]
        .flatMap(({ payload, chunks }) =>
          chunks
            .filter(({ chunkId }) => passes(payload, filter, chunkId))
            .map(({ chunkId, vector }) => ({ chunkId, documentId: payload.documentId, score: cosine(query, vector) })),
        )
        .toSorted((a, b) => b.score - a.score || a.chunkId - b.chunkId),
  };
}

export function passes(payload: IndexPayload, filter: IndexFilter, chunkId: number): boolean {
  const isInOne = filter.anyOf?.some((scope) => isWithin(payload, scope, chunkId)) ?? true;
  return filter.acls.includes(payload.aclId) && isInOne && isWithin(payload, filter, chunkId);
}

function isWithin(payload: IndexPayload, filter: IndexScope, chunkId: number): boolean {
  const { updatedAfter = -Infinity, updatedBefore = Infinity } = filter;
  return (
    (filter.chunks?.includes(chunkId) ?? true) &&
    (filter.sources?.includes(payload.sourceId) ?? true) &&
    (filter.containers === undefined || (payload.containerId !== null && filter.containers.includes(payload.containerId))) &&
    (filter.kinds?.includes(payload.kind) ?? true) &&
    (filter.authors?.some((author) => payload.authors.includes(author)) ?? true) &&
    payload.updatedAt >= updatedAfter &&
    payload.updatedAt < updatedBefore
  );
}

/** Of unit vectors or zeros. */
function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

/** Seeded choices: a failure can be repeated. */
export interface Choices {
  /** From 0 to below 1. (mulberry32) */
  next(): number;
  below(end: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  unitVector(): Float32Array;
}

export function createChoices(seed: number): Choices {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    unitVector: () => {
      // The sum of four even numbers is near enough to a bell curve for directions without a preference.
      const values = Array.from({ length: VECTOR_DIMENSIONS }, () => next() + next() + next() + next() - 2);
      const length = Math.hypot(...values) || 1;
      return Float32Array.from(values, (value) => value / length);
    },
  };
}

export const SOURCES = ["wiki", "drive", "chat"] as const;
export const CONTAINERS = ["engineering", "sales", "people", null] as const;
export const KINDS = ["pdf", "markdown", "html"] as const;
export const AUTHORS = ["ada", "grace", "zoë"] as const;
/** Documents are spread over ACLs 1 to 100, so one of them shows about 1 %. */
export const ACLS: readonly number[] = Array.from({ length: 100 }, (_, at) => at + 1);

export function payloadOf(documentId: string, changes: Partial<IndexPayload> = {}): IndexPayload {
  return { documentId, aclId: 1, sourceId: "wiki", containerId: null, kind: "markdown", authors: [], updatedAt: 1000, ...changes };
}

/** `count` documents of one to three chunks with every kind of payload; chunk ids follow `firstChunkId` in no particular order. */
export function randomDocuments(choices: Choices, count: number, firstChunkId = 1): VectorDocument[] {
  const ids = Array.from({ length: count * 3 }, (_, at) => firstChunkId + at);
  for (let at = ids.length - 1; at > 0; at--) {
    const other = choices.below(at + 1);
    [ids[at], ids[other]] = [ids[other] ?? 0, ids[at] ?? 0];
  }
  return Array.from({ length: count }, (_, at) => ({
    payload: payloadOf(`document-${firstChunkId + at}`, {
      aclId: 1 + (at % ACLS.length),
      sourceId: choices.pick(SOURCES),
      containerId: choices.pick(CONTAINERS),
      kind: choices.pick(KINDS),
      authors: AUTHORS.filter(() => choices.next() < 0.4),
      updatedAt: choices.below(1000),
    }),
    chunks: ids
      .slice(at * 3, at * 3 + 1 + choices.below(3))
      .map((chunkId) => ({ chunkId, hash: `text-${chunkId}`, vector: choices.unitVector() })),
  }));
}

/** Every field, alone and together with others. */
export function randomFilter(choices: Choices): IndexFilter {
  const some = <Item>(items: readonly Item[]): Item[] => items.filter(() => choices.next() < 0.5);
  const maybe = (): boolean => choices.next() < 0.35;
  const containers = CONTAINERS.filter((container) => container !== null);
  const scope = (): IndexScope => ({
    ...(maybe() && { sources: some(SOURCES) }),
    ...(maybe() && { kinds: some(KINDS) }),
    ...(maybe() && { authors: some(AUTHORS) }),
    ...(maybe() && { chunks: Array.from({ length: 100 }, () => 1 + choices.below(1200)) }),
    ...(maybe() && { updatedAfter: choices.below(600) }),
  });
  return {
    acls: choices.pick([[], [1 + choices.below(100)], some(ACLS), ACLS, ACLS]),
    ...(maybe() && { anyOf: Array.from({ length: choices.below(4) }, scope) }),
    ...(maybe() && { sources: some(SOURCES) }),
    ...(maybe() && { containers: some(containers) }),
    ...(maybe() && { kinds: some(KINDS) }),
    ...(maybe() && { authors: some(AUTHORS) }),
    ...(maybe() && { updatedAfter: choices.below(600) }),
    ...(maybe() && { updatedBefore: 400 + choices.below(600) }),
  };
}
