import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole } from "../access/actor.ts";
import type { Permitted } from "../access/permitted.ts";
import type { DocumentSummary, Passage } from "../ports/database/actor-scope.ts";
import { findHighlights } from "../text/highlight.ts";
import { type Facets, facetsOf } from "./facets.ts";
import type { SearchFilters } from "./resolve-filter.ts";
import { type QueryReading, searchInPasses } from "./search-in-passes.ts";
import type { Degraded, RankedPassage, Ranking, SearchPorts } from "./search-index.ts";
import { suggestTitles } from "./suggest-titles.ts";

export interface SearchRequest {
  readonly query: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly filters: SearchFilters;
  readonly explain: boolean;
  /** Absent: by relevance. */
  readonly sort?: SearchSort;
  /** The words alone: no time and no acronym is read into them. */
  readonly literal?: boolean | undefined;
}

/** By date stand only the documents that hold a word searched for, or mean it nearly as well as the best one. */
export type SearchSort = "relevance" | "newest" | "oldest";

export interface SearchHit {
  readonly document: Permitted<DocumentSummary>;
  readonly passage: {
    readonly chunkId: number;
    readonly version: number;
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly headingPath: readonly string[];
    readonly anchor: string | null;
    /** UTF-16 offsets into `text`. */
    readonly highlights: readonly { readonly start: number; readonly end: number }[];
  };
  readonly score: number;
  /** Other readable documents with the very same text. */
  readonly duplicates: number;
  readonly explain?: Explanation;
}

export interface Explanation {
  /** The parts add up to the score. */
  readonly lexical: number;
  readonly semantic: number;
  /** Only where the query names a time that the document is of. */
  readonly time?: number;
  readonly cosine: number | null;
  readonly confidence: number;
  /** Over the whole index; for operators only. */
  readonly frequencies?: Ranking["frequencies"];
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  readonly facets: Facets;
  /** Documents that the facets and pages are made of; at most 200. */
  readonly found: number;
  readonly degraded: readonly Degraded[];
  /** Titles close to the query, when nothing was found. */
  readonly suggestions: readonly string[];
  /** What was read into the query. */
  readonly reading: QueryReading;
  readonly nextCursor: string | null;
}

interface DocumentHit {
  readonly best: RankedPassage;
  readonly duplicates: number;
}

/** Permission-true hybrid search: one hit a document, with its best passage. */
export async function search(ports: SearchPorts, actor: Actor, request: SearchRequest, signal?: AbortSignal): Promise<SearchAnswer> {
  const from = readCursor(request);
  const { ranking, passages, reading } = await searchInPasses(ports, actor, request, signal);
  const documents = inOrder(collapse(passages), request.sort ?? "relevance");
  const page = documents.slice(from, from + request.limit);
  const { content } = ports.database.forActor(actor);
  const texts = await content.texts(page.map((each) => each.best.passage));
  const next = from + request.limit;
  return {
    hits: page.flatMap((each) => toHit(each, texts, ranking, request, actor) ?? []),
    facets: facetsOf(documents.map((each) => each.best.passage.document)),
    found: documents.length,
    degraded: ranking.degraded,
    suggestions: documents.length === 0 ? await suggestTitles(content, ranking.text) : [],
    reading,
    nextCursor: next < documents.length ? writeCursor(request, next) : null,
  };
}

/** One entry a document in the order of its best passage; equal texts (among readable ones) are counted on the first. */
function collapse(passages: readonly RankedPassage[]): DocumentHit[] {
  const byText = new Map<string, { best: RankedPassage; duplicates: number }>();
  const seen = new Set<string>();
  for (const best of passages) {
    const { id, textHash } = best.passage.document;
    if (seen.has(id)) continue;
    seen.add(id);
    const twin = byText.get(textHash);
    if (twin === undefined) byText.set(textHash, { best, duplicates: 0 });
    else twin.duplicates += 1;
  }
  return [...byText.values()];
}

/** A passage that only means something alike, and half as much so as the best one, is no news. */
const RELEVANT = 0.5;

function inOrder(documents: readonly DocumentHit[], sort: SearchSort): readonly DocumentHit[] {
  if (sort === "relevance") return documents;
  const best = Math.max(0, ...documents.map(({ best: { hit } }) => hit.lexical + hit.semantic));
  const kept = documents.filter(({ best: { hit } }) => hit.lexical > 0 || hit.semantic >= best * RELEVANT);
  const sign = sort === "newest" ? -1 : 1;
  return kept.toSorted((one, other) => sign * (one.best.passage.document.updatedAt - other.best.passage.document.updatedAt));
}

function toHit(
  { best, duplicates }: DocumentHit,
  texts: ReadonlyMap<number, string>,
  ranking: Ranking,
  request: SearchRequest,
  actor: Actor,
): SearchHit | null {
  const { passage, hit } = best;
  const text = texts.get(passage.chunkId);
  if (text === undefined) return null;
  return {
    document: passage.document as Permitted<DocumentSummary>,
    passage: { ...place(passage), text, highlights: findHighlights(text, ranking.terms, languageOf(passage, ranking)) },
    score: rounded(rounded(hit.lexical) + rounded(hit.semantic) + (hit.time ?? 0)),
    duplicates,
    ...(request.explain && { explain: explain(hit, ranking, actor) }),
  };
}

function place({ chunkId, version, start, end, headingPath, anchor }: Passage) {
  return { chunkId, version, start, end, headingPath, anchor };
}

/** Highlights are found as the document was indexed, where that gives the query's terms at all. */
function languageOf({ document }: Passage, ranking: Ranking): string {
  return document.language === "und" ? ranking.language : document.language;
}

function explain(hit: RankedPassage["hit"], ranking: Ranking, actor: Actor): Explanation {
  return {
    lexical: rounded(hit.lexical),
    semantic: rounded(hit.semantic),
    ...(hit.time !== undefined && { time: hit.time }),
    cosine: hit.cosine === null ? null : rounded(hit.cosine),
    confidence: rounded(ranking.confidence),
    ...(hasRole(actor, "editor") && { frequencies: ranking.frequencies }),
  };
}

/** Three digits: exact scores would tell how often a word stands in documents one may not read. */
function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}

/** A cursor belongs to its query: with another it would skip hits silently. */
function writeCursor({ query, filters, sort = "relevance", literal = false }: SearchRequest, from: number): string {
  return `${from}.${checksum(JSON.stringify([query, filters, sort, literal]))}`;
}

function readCursor(request: SearchRequest): number {
  if (request.cursor === undefined) return 0;
  const from = Number(request.cursor.split(".")[0]);
  if (Number.isInteger(from) && from > 0 && request.cursor === writeCursor(request, from)) return from;
  const message = "This cursor belongs to another query. Start again without it.";
  throw new SmartyError("invalid", message, { fields: [{ path: "cursor", message }] });
}

function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash.toString(36);
}
