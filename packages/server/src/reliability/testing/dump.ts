import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** What a data directory holds, in words that do not depend on ids, times or the order of events. */
export interface Dump {
  readonly documents: readonly string[];
  /** Document, place, hash of the text. */
  readonly chunks: readonly string[];
  readonly texts: readonly string[];
  /** Who may read each document. */
  readonly permissions: readonly string[];
  readonly containers: readonly string[];
  readonly ledger: readonly string[];
  /** Chunk, hash of its vector. */
  readonly vectors: readonly string[];
  /** Each chunk with a hash over its terms and their places. */
  readonly terms: readonly string[];
  /** What the text index answers to some queries. */
  readonly answers: readonly string[];
  /** Hash of a text and of its vector, of those that a chunk refers to. */
  readonly embeddings: readonly string[];
  /** Rows that nobody should find: work left over, rows without an owner. */
  readonly leftovers: readonly string[];
}

const QUERIES = ["budget", "contract leave", "title:north", '"the river"', "holid* NOT invoic*"];

/** Reads the file of a process that has ended. */
export function dumpDataDir(dataDir: string): Dump {
  const connection = new DatabaseSync(join(dataDir, "smartypants.db"), { readOnly: true });
  try {
    const lines = (sql: string, ...parameters: SQLInputValue[]): string[] =>
      connection
        .prepare(sql)
        .all(...parameters)
        .map((row) => JSON.stringify(Object.values(row)));
    return {
      documents: lines(DOCUMENTS),
      chunks: lines(CHUNKS),
      texts: lines(TEXTS),
      permissions: lines(PERMISSIONS),
      containers: lines(CONTAINERS),
      ledger: lines(LEDGER),
      vectors: hashedLast(connection, VECTORS),
      terms: termsOf(connection),
      answers: QUERIES.flatMap((query) => lines(ANSWERS, query)),
      embeddings: hashedLast(connection, EMBEDDINGS),
      leftovers: LEFTOVERS.flatMap((sql) => lines(sql)),
    };
  } finally {
    connection.close();
  }
}

/** Counts from now on what is written to the file of a process that has ended. False when it died before the file was made: ask again. */
export function countWrites(dataDir: string): boolean {
  const file = join(dataDir, "smartypants.db");
  if (!existsSync(file)) return false;
  const connection = new DatabaseSync(file);
  try {
    if (connection.prepare("select 1 from sqlite_master where name = 'embedding'").get() === undefined) return false;
    connection.exec(COUNTERS);
    return true;
  } finally {
    connection.close();
  }
}

/** Rows of a file whose process has ended. */
export function queryDataDir(dataDir: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
  const connection = new DatabaseSync(join(dataDir, "smartypants.db"), { readOnly: true });
  try {
    return connection.prepare(sql).all();
  } finally {
    connection.close();
  }
}

/** Texts that were stored again as they were, and vectors that were computed again although they were stored, since `countWrites`. */
export function doneTwice(dataDir: string): { readonly texts: number; readonly vectors: number } {
  const connection = new DatabaseSync(join(dataDir, "smartypants.db"), { readOnly: true });
  try {
    const twice = (kind: string): number =>
      Number(connection.prepare("select count(*) - count(distinct what) as twice from test_write where kind = ?").get(kind)?.["twice"]);
    return { texts: twice("text"), vectors: twice("vector") };
  } finally {
    connection.close();
  }
}

/** A trigger before the insert fires for a vector that is there already and therefore not kept. */
const COUNTERS = `
  create table if not exists test_write(kind text not null, what text not null);
  create trigger if not exists test_text after insert on document_text
    begin insert into test_write values ('text', new.document_id || ' ' || new.part || ' ' || new.text); end;
  create trigger if not exists test_vector before insert on embedding
    begin insert into test_write values ('vector', new.model || ' ' || new.hash); end;`;

const SHOWN = 12;

/** What only one of two dumps has, in words; empty when they are equal. */
export function differences(actual: Dump, wanted: Dump): readonly string[] {
  return (Object.keys(wanted) as (keyof Dump)[]).flatMap((part) => {
    const [have, want] = [new Set(actual[part]), new Set(wanted[part])];
    const more = actual[part].filter((line) => !want.has(line)).map((line) => `${part}, too much: ${line}`);
    const less = wanted[part].filter((line) => !have.has(line)).map((line) => `${part}, missing: ${line}`);
    const twice = actual[part].length - have.size - (wanted[part].length - want.size);
    return [...more.slice(0, SHOWN), ...less.slice(0, SHOWN), ...(twice === 0 ? [] : [`${part}, lines that repeat: ${twice}`])];
  });
}

const DOCUMENTS = `
  select d.external_id, d.title, d.url, d.path, d.mime_type, d.kind, d.language, d.authors, d.created_at, d.updated_at, d.metadata, d.change_key,
    d.text_hash, d.indexed_version = d.version, d.pipeline_version, d.acl_inherits, d.source_acl, d.size_bytes, d.notes, c.external_id as container
  from document d left join container c on c.id = d.container_id order by 1`;

const CHUNKS = `
  select d.external_id, k.ordinal, k.start_offset, k.end_offset, k.kind, k.heading_path, k.anchor, k.header, k.hash
  from chunk k join document d on d.id = k.document_id and d.version = k.version order by 1, 2`;

const TEXTS = `
  select d.external_id, t.part, t.start_offset, length(t.text), t.superseded_at
  from document_text t join document d on d.id = t.document_id and d.version = t.version order by 1, 2`;

const PERMISSIONS = `
  select d.external_id, (select group_concat(principal, ' ') from (
    select principal from acl_entry e where e.acl_id = d.acl_id order by principal)) from document d order by 1`;

const CONTAINERS = `
  select c.external_id, p.external_id as parent, c.title, c.url, c.path, c.own_acl, c.source_acl, (select group_concat(principal, ' ') from (
    select principal from acl_entry e where e.acl_id = c.acl_id order by principal))
  from container c left join container p on p.id = c.parent_id order by 1`;

const LEDGER = `
  select i.external_id, i.state, i.reason_code, i.reason, i.title, i.url, i.container_external_id, d.external_id is not null
  from sync_item i left join document d on d.id = i.document_id order by 1`;

const VECTORS = `
  select d.external_id, k.ordinal, k.hash = e.hash as is_of_text, v.acl_id = d.acl_id as is_acl, v.kind, v.updated_at, e.vector
  from vector_chunk_1 v join embedding e on e.id = v.embedding_id join chunk k on k.id = v.chunk_id join document d on d.id = k.document_id
  order by 1, 2`;

const EMBEDDINGS = `
  select e.model, e.hash, e.vector from embedding e where exists (select 1 from chunk k where k.hash = e.hash) order by 1, 2`;

const ANSWERS = `
  select d.external_id, k.ordinal, round(bm25(lexical, 2.0, 1.0), 6)
  from lexical join lexical_chunk l on l.chunk_id = lexical.rowid join chunk k on k.id = l.chunk_id join document d on d.id = k.document_id
  where lexical match ? order by 1, 2`;

const LEFTOVERS = [
  "select 'waits for the indexes', document_id from index_change",
  "select 'job', task, state, last_error from job where state in ('waiting', 'running')",
  "select 'run without an end', id from sync_run where finished_at is null",
  "select 'text without a document', document_id from document_text where document_id not in (select id from document)",
  "select 'old text', document_id from document_text t where version <> (select version from document d where d.id = t.document_id)",
  "select 'old chunk', document_id from chunk k where version <> (select version from document d where d.id = k.document_id)",
  "select 'vector without a chunk', chunk_id from vector_chunk_1 where chunk_id not in (select id from chunk)",
  "select 'chunk without a vector', id from chunk where id not in (select chunk_id from vector_chunk_1)",
  "select 'terms without a chunk', chunk_id from lexical_chunk where chunk_id not in (select id from chunk)",
  "select 'chunk without terms', id from chunk where id not in (select chunk_id from lexical_chunk)",
  "select 'wrong size', chunks from lexical_size where chunks <> (select count(*) from lexical_chunk)",
  "select 'rows in the text index', count(*) from lexical having count(*) <> (select count(*) from lexical_chunk)",
];

/** The last column is bytes. */
function hashedLast(connection: DatabaseSync, sql: string): string[] {
  return connection
    .prepare(sql)
    .all()
    .map((row) => {
      const values = Object.values(row);
      return JSON.stringify([...values.slice(0, -1), hash("sha256", values.at(-1) as Uint8Array, "base64url").slice(0, 16)]);
    });
}

/** A contentless index keeps no text; its vocabulary knows every term of every row. */
function termsOf(connection: DatabaseSync): string[] {
  connection.exec("create virtual table temp.term_instance using fts5vocab('main', 'lexical', 'instance')");
  const names = new Map<number, string>();
  const chunks = connection.prepare("select k.id, d.external_id, k.ordinal from chunk k join document d on d.id = k.document_id");
  for (const row of chunks.iterate()) names.set(Number(row["id"]), `${String(row["external_id"])}#${String(row["ordinal"])}`);
  const terms = new Map<number, string[]>();
  for (const row of connection.prepare("select term, doc, col, offset from temp.term_instance").iterate()) {
    const chunk = Number(row["doc"]);
    const list = terms.get(chunk) ?? [];
    if (list.length === 0) terms.set(chunk, list);
    list.push(`${String(row["term"])} ${String(row["col"])} ${String(row["offset"])}`);
  }
  return [...terms]
    .map(([chunk, list]) => `${names.get(chunk) ?? "unknown"} ${hash("sha256", list.toSorted().join("\n"), "base64url").slice(0, 16)}`)
    .toSorted();
}
