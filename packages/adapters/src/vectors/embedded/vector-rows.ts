import type Sqlite from "better-sqlite3";
import type { SlotRow } from "./slot-table.ts";
import type { VectorTable } from "./vector-tables.ts";

export interface StoredVector {
  readonly documentId: string;
  readonly aclId: number;
  readonly embeddingId: number;
  readonly vector: Uint8Array;
}

const COLUMNS = `v.chunk_id as chunkId, v.embedding_id as embeddingId, v.acl_id as aclId, v.source_id as sourceId,
  v.container_id as containerId, v.kind, v.authors, v.updated_at as updatedAt`;
// "cross join" fixes the order: by itself SQLite may start from all vectors of the model.
const joined = (table: string): string =>
  `from ${table} v cross join embedding e on e.id = v.embedding_id and e.model = @model and length(e.vector) = @bytes`;

/** What the search thread reads; a chunk whose vector is missing or of another model does not exist for it. */
export interface VectorRows {
  /** Rows with their vectors in the order of chunk ids; read one by one, never all at once. */
  page(after: number, limit: number): Iterable<SlotRow & { readonly vector: Uint8Array }>;
  /** Rows of those ids that exist. */
  payloads(chunkIds: readonly number[]): readonly SlotRow[];
  stored(chunkId: number): StoredVector | undefined;
  /** The same for many, at half the time for each. Every call must be read to its end. */
  storedAmong(chunkIds: readonly number[]): Iterable<StoredVector & { readonly chunkId: number }>;
}

export function createVectorRows(connection: Sqlite.Database, { table, model, dimensions }: VectorTable): VectorRows {
  const rowsFrom = joined(table);
  const fixed = { model, bytes: dimensions * 4 };
  type Fixed = typeof fixed;
  const page = connection.prepare<Fixed & { after: number; limit: number }, SlotRow & { vector: Uint8Array }>(
    `select ${COLUMNS}, e.vector ${rowsFrom} where v.chunk_id > @after order by v.chunk_id limit @limit`,
  );
  const payloads = connection.prepare<Fixed & { ids: string }, SlotRow>(
    `select ${COLUMNS} ${rowsFrom} where v.chunk_id in (select value from json_each(@ids))`,
  );
  const stored = connection.prepare<Fixed & { chunkId: number }, StoredVector>(
    `select v.document_id as documentId, v.acl_id as aclId, v.embedding_id as embeddingId, e.vector ${rowsFrom} where v.chunk_id = @chunkId`,
  );
  const storedAmong = connection.prepare<Fixed & { ids: string }, StoredVector & { chunkId: number }>(
    `select v.chunk_id as chunkId, v.document_id as documentId, v.acl_id as aclId, v.embedding_id as embeddingId, e.vector
     ${rowsFrom} where v.chunk_id in (select value from json_each(@ids))`,
  );
  return {
    page: (after, limit) => page.iterate({ ...fixed, after, limit }),
    payloads: (chunkIds) => payloads.all({ ...fixed, ids: JSON.stringify(chunkIds) }),
    stored: (chunkId) => stored.get({ ...fixed, chunkId }),
    storedAmong: (chunkIds) => storedAmong.iterate({ ...fixed, ids: JSON.stringify(chunkIds) }),
  };
}
