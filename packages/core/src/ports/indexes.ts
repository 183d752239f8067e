/** What both indexes keep beside a chunk, so that permissions and filters act inside the search. */
export interface IndexPayload {
  readonly documentId: string;
  /** Id of the document's ACL row. */
  readonly aclId: number;
  readonly sourceId: string;
  /** The container itself; a search in a tree names every container of it. */
  readonly containerId: string | null;
  /** Broad type for filters: `pdf`, `markdown`, `html`, `text`, `code`, `table`, `json`, ... */
  readonly kind: string;
  /** Lower case. */
  readonly authors: readonly string[];
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

/** Every list is an OR; the lists are joined by AND; an absent list does not filter. */
export interface IndexScope {
  readonly sources?: readonly string[];
  readonly containers?: readonly string[];
  readonly kinds?: readonly string[];
  readonly authors?: readonly string[];
  /** Inclusive. */
  readonly updatedAfter?: number;
  /** Exclusive. */
  readonly updatedBefore?: number;
  /** Only these chunks. */
  readonly chunks?: readonly number[];
}

/** As a scope, and beyond it: `acls` always filters, empty means nothing; of `anyOf`, where it is given, one scope must hold. */
export interface IndexFilter extends IndexScope {
  readonly acls: readonly number[];
  readonly anyOf?: readonly IndexScope[];
}

export interface LexicalDocument {
  readonly payload: IndexPayload;
  /** `title` and `body` are analyzed terms; the title's terms (title, path, container) are repeated with each chunk. */
  readonly chunks: readonly { readonly chunkId: number; readonly title: readonly string[]; readonly body: readonly string[] }[];
}

export interface LexicalQuery {
  /** Analyzed terms, joined by OR, repeats kept; at most 32. */
  readonly terms: readonly string[];
  /** Analyzed; each must occur as a sequence. */
  readonly phrases: readonly (readonly string[])[];
  /** Analyzed; none may occur. */
  readonly excluded: readonly string[];
}

export interface LexicalHit {
  readonly chunkId: number;
  readonly documentId: string;
  /** BM25 divided by the best one visible: 1 for the first hit. */
  readonly score: number;
}

export interface LexicalAnswer {
  /** Best first. */
  readonly hits: readonly LexicalHit[];
  /** 0 to 1: how much the best hit covers of what the query could score (RETRIEVAL rule); 0 without hits. */
  readonly confidence: number;
  /** Document frequency of each distinct term over the whole index; shown to operators only. */
  readonly frequencies: readonly { readonly term: string; readonly chunks: number }[];
}

/** BM25 over analyzed terms, title counted twice. */
export interface LexicalIndex {
  /** Replaces everything of the given documents; durable when resolved. */
  apply(changes: { readonly upserts: readonly LexicalDocument[]; readonly removes: readonly string[] }): Promise<void>;
  /** Only chunks that pass the filter; never fewer than `limit` when that many match. */
  search(query: LexicalQuery, filter: IndexFilter, limit: number, signal?: AbortSignal): Promise<LexicalAnswer>;
  /** Chunk ids present, for `doctor`. */
  chunkIds(after: number, limit: number): Promise<readonly number[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface VectorDocument {
  readonly payload: IndexPayload;
  /** `hash` names the embedding row (model, hash) that holds `vector`; vectors are unit length, or all zeros. */
  readonly chunks: readonly { readonly chunkId: number; readonly hash: string; readonly vector: Float32Array }[];
}

export interface VectorHit {
  readonly chunkId: number;
  readonly documentId: string;
  /** Cosine, -1 to 1, from the stored float32 vectors. */
  readonly score: number;
}

/** Nearest vectors of one model. Exact: a filter never costs an answer. */
export interface VectorIndex {
  /** Replaces everything of the given documents; durable and searchable when resolved. */
  apply(changes: { readonly upserts: readonly VectorDocument[]; readonly removes: readonly string[] }): Promise<void>;
  /** Best first; exactly min(limit, matching) hits. */
  search(query: Float32Array, filter: IndexFilter, limit: number, signal?: AbortSignal): Promise<readonly VectorHit[]>;
  /** Cosine of the given chunks; unknown ids are absent. */
  score(query: Float32Array, chunkIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  chunkIds(after: number, limit: number): Promise<readonly number[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
}
