import type Sqlite from "better-sqlite3";
import type { IndexFilter, IndexScope, LexicalAnswer, LexicalHit, LexicalQuery } from "@smartypants/core";
import { confidenceOf } from "./confidence.ts";
import { matchExpression, scoringTerms, splitExpression } from "./match-expression.ts";
import { splitTerms, type SplitTerms } from "./split-terms.ts";

/**
 * When the reader's ACLs pass at most this share of all chunks, their ids are listed first: asking a list in memory for each match is cheaper than
 * looking up its row. At 100,000 chunks: 4 ms instead of 8 at 1 %, 5 instead of 8 at 5 %, 12 instead of 11 at 20 %, 52 instead of 26 at 100 %.
 */
const NARROW_SHARE = 0.05;
/**
 * When they pass at least this share and nothing else is filtered, only the best are asked for their ACL: 19 ms instead of 26 at 100 %, no gain at 20 %.
 * If too few of them may be read after all (what the reader may not see is what the query is about), the whole query is run.
 */
const WIDE_SHARE = 0.5;
const BEST_PER_HIT = 4;
/** Chunks asked to guess the share: counting all takes longer than a wrong guess costs. */
const SAMPLED = 64;

type Width = "narrow" | "between" | "wide";

const NOTHING: LexicalAnswer = { hits: [], confidence: 0, frequencies: [] };

/** Searches on one connection, which has the tables of `prepareLexicalTables`. */
export function createLexicalSearch(
  connection: Sqlite.Database,
): (query: LexicalQuery, filter: IndexFilter, limit: number) => LexicalAnswer {
  connection.exec("create virtual table temp.lexical_term using fts5vocab('main', 'lexical', 'row')");
  const sizeStatement = connection.prepare<[], { chunks: number }>("select chunks from lexical_size");
  const frequencyStatement = connection.prepare<[string], { chunks: number }>("select doc as chunks from temp.lexical_term where term = ?");
  const visibleStatement = connection.prepare<[string, number], { chunks: number }>(`
    select count(*) as chunks from (select 1 from lexical_chunk where acl_id in (select value from json_each(?)) limit ?)`);
  const newestStatement = connection.prepare<[], { chunkId: number | null }>("select max(chunk_id) as chunkId from lexical_chunk");
  const sampleStatement = connection.prepare<[string], { aclId: number }>(
    "select acl_id as aclId from lexical_chunk where chunk_id in (select value from json_each(?))",
  );
  const searchStatements = new Map<string, Sqlite.Statement<unknown[], LexicalHit>>();
  const bestStatement = connection.prepare<[string, number, string, number], LexicalHit>(BEST_FIRST);
  const widthOf = ({ acls, ...others }: IndexFilter, size: number): Width => {
    const most = Math.floor(size * NARROW_SHARE);
    if ((visibleStatement.get(JSON.stringify(acls), most + 1)?.chunks ?? 0) <= most) return "narrow";
    if (Object.keys(others).length > 0) return "between";
    const last = newestStatement.get()?.chunkId ?? 0;
    const sample = sampleStatement.all(JSON.stringify(Array.from({ length: SAMPLED }, (_, at) => Math.round(((at + 1) * last) / SAMPLED))));
    const readable = new Set(acls);
    const seen = sample.filter(({ aclId }) => readable.has(aclId)).length;
    return seen >= sample.length * WIDE_SHARE ? "wide" : "between";
  };
  const find = (expression: string, filter: IndexFilter, limit: number, width: Width): readonly LexicalHit[] => {
    if (width === "wide") {
      const best = bestStatement.all(expression, limit * BEST_PER_HIT, JSON.stringify(filter.acls), limit);
      if (best.length === limit) return best;
    }
    const { text, parameters } = searchText(expression, filter, limit, width === "narrow");
    const statement = searchStatements.get(text) ?? connection.prepare<unknown[], LexicalHit>(text);
    searchStatements.set(text, statement);
    return statement.all(...parameters);
  };
  /** Undefined when a chunk with common terms only might be among the best. */
  const findAmongRare = (query: LexicalQuery, split: SplitTerms, filter: IndexFilter, limit: number, width: Width) => {
    const hits = find(splitExpression(query, split), filter, limit, width).map((hit) => ({ ...hit, score: hit.score / 2 }));
    return hits.length === limit && (hits.at(-1)?.score ?? 0) >= split.bound ? hits : undefined;
  };
  const search = (query: LexicalQuery, filter: IndexFilter, limit: number): LexicalAnswer => {
    const expression = matchExpression(query);
    if (expression === null) return NOTHING;
    const size = sizeStatement.get()?.chunks ?? 0;
    const frequencies = scoringTerms(query).map((term) => ({ term, chunks: frequencyStatement.get(term.toLowerCase())?.chunks ?? 0 }));
    const split = splitTerms(query, size, frequencies);
    const width = widthOf(filter, size);
    const found = (split && findAmongRare(query, split, filter, limit, width)) ?? find(expression, filter, limit, width);
    const best = found[0]?.score ?? 0;
    return {
      hits: found.map((hit) => ({ ...hit, score: hit.score / best })),
      confidence: confidenceOf(best, size, frequencies),
      frequencies,
    };
  };
  // One snapshot: size, frequencies and hits are of the same moment.
  return connection.transaction(search);
}

/** Ranks all matches first; the inner limit keeps SQLite from sorting more than it must. */
const BEST_FIRST = `
  select chunk.chunk_id as chunkId, chunk.document_id as documentId, best.score from (
    select rowid, -bm25(lexical, 2.0, 1.0) as score from lexical where lexical match ? order by score desc, rowid limit ?) as best
  cross join lexical_chunk as chunk on chunk.chunk_id = best.rowid
  where chunk.acl_id in (select value from json_each(?)) order by best.score desc, chunk.chunk_id limit ?`;

/** FTS5 is the outer loop: what the filter rejects is dropped before its score is computed, and only the rest is sorted. */
function searchText(
  expression: string,
  filter: IndexFilter,
  limit: number,
  narrow: boolean,
): { readonly text: string; readonly parameters: readonly unknown[] } {
  const conditions = ["lexical match ?"];
  const parameters: unknown[] = [expression];
  const add = (condition: string, value: unknown): void => {
    conditions.push(condition);
    parameters.push(Array.isArray(value) ? JSON.stringify(value) : value);
  };
  // The plus keeps SQLite from running the whole query once for each of the ids.
  if (narrow) {
    add("+lexical.rowid in (select chunk_id from lexical_chunk where acl_id in (select value from json_each(?)))", filter.acls);
  }
  conditions.push("chunk.chunk_id = lexical.rowid");
  add("chunk.acl_id in (select value from json_each(?))", filter.acls);
  for (const [condition, value] of scopeConditions(filter)) add(condition, value);
  if (filter.anyOf !== undefined) {
    const scopes = filter.anyOf.map(scopeConditions);
    // A scope without conditions holds everything, and no scope at all holds nothing.
    const texts = scopes.map((scope) => `(${["1", ...scope.map(([condition]) => condition)].join(" and ")})`);
    conditions.push(`(${["0", ...texts].join(" or ")})`);
    for (const [, value] of scopes.flat()) parameters.push(Array.isArray(value) ? JSON.stringify(value) : value);
  }
  const text = `
    select chunk.chunk_id as chunkId, chunk.document_id as documentId, -bm25(lexical, 2.0, 1.0) as score
    from lexical cross join lexical_chunk as chunk where ${conditions.join(" and ")}
    order by score desc, chunk.chunk_id limit ?`;
  return { text, parameters: [...parameters, limit] };
}

/** Each with its one parameter. */
function scopeConditions(scope: IndexScope): readonly (readonly [condition: string, value: unknown])[] {
  const { sources, containers, kinds, authors, updatedAfter, updatedBefore, chunks } = scope;
  const conditions: (readonly [string, unknown])[] = [];
  if (sources !== undefined) conditions.push(["chunk.source_id in (select value from json_each(?))", sources]);
  if (containers !== undefined) conditions.push(["chunk.container_id in (select value from json_each(?))", containers]);
  if (kinds !== undefined) conditions.push(["chunk.kind in (select value from json_each(?))", kinds]);
  if (authors !== undefined) {
    const isAuthor = "author.value in (select value from json_each(?))";
    conditions.push([`exists (select 1 from json_each(chunk.authors) as author where ${isAuthor})`, authors]);
  }
  if (updatedAfter !== undefined) conditions.push(["chunk.updated_at >= ?", updatedAfter]);
  if (updatedBefore !== undefined) conditions.push(["chunk.updated_at < ?", updatedBefore]);
  if (chunks !== undefined) conditions.push(["chunk.chunk_id in (select value from json_each(?))", chunks]);
  return conditions;
}
