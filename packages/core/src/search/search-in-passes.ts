import type { Actor } from "../access/actor.ts";
import { type Acronym, acronymsFor, mayHoldAcronym } from "./find-acronyms.ts";
import { parseQuery } from "./parse-query.ts";
import { readTime, type TimeReading } from "./read-time.ts";
import type { SearchFilters } from "./resolve-filter.ts";
import { type RankedPassage, type Ranking, searchIndex, type SearchPorts } from "./search-index.ts";

/** How a query was understood beyond its words. Whoever asked is told, and can ask for the words alone. */
export interface QueryReading {
  readonly time: TimeReading | null;
  /** From documents that the asker may read. */
  readonly acronyms: readonly Acronym[];
}

/** Why it is searched once more. */
export type Again = "without-time" | "acronyms" | "other-words";

export interface PassesRequest {
  readonly query: string;
  readonly filters: SearchFilters;
  /** Nothing is read into the words. */
  readonly literal?: boolean | undefined;
  /** Looks for acronyms of words too, which costs every query a look into passages. */
  readonly thorough?: boolean;
  /** Other words to search with when little was found; null for none. */
  readonly otherWords?: () => Promise<string | null>;
  readonly onAgain?: (again: Again) => Promise<void>;
}

export interface FoundInPasses {
  /** Of the pass that counts: its text, language and confidence. */
  readonly ranking: Ranking;
  /** Of all passes, best first. */
  readonly passages: readonly RankedPassage[];
  readonly reading: QueryReading;
}

const MOST_FURTHER = 2;
/** Passages that are looked into for acronyms. */
const LOOK = 20;

/** Searches, and when that leaves something to be wished at most twice more: without the time it was narrowed to, with what letters stand for, in other words. */
export async function searchInPasses(
  ports: SearchPorts,
  actor: Actor,
  request: PassesRequest,
  signal?: AbortSignal,
): Promise<FoundInPasses> {
  const { query, filters, literal = false, otherWords, onAgain } = request;
  let left = MOST_FURTHER;
  const again = async (why: Again, text: string, within: SearchFilters): Promise<Ranking> => {
    left -= 1;
    await onAgain?.(why);
    return searchIndex(ports, actor, text, within, signal);
  };
  let time = literal ? null : timeIn(query, filters, ports.clock.now());
  const narrowed = time?.use === "filter" ? withTime(filters, time) : filters;
  let ranking = await searchIndex(ports, actor, query, narrowed, signal);
  if (time?.use === "filter" && ranking.passages.length === 0) {
    // It was a part of the subject after all.
    ranking = await again("without-time", query, filters);
    time = null;
  }
  const within = time?.use === "filter" ? narrowed : filters;
  const acronyms = literal ? [] : await acronymsIn(ports, actor, ranking, request);
  if (acronyms.length > 0 && left > 0) ranking = await again("acronyms", withAcronyms(query, acronyms), within);
  let passages = ranking.passages;
  if (otherWords !== undefined && left > 0 && passages.length > 0 && isThin(ranking)) {
    const words = await otherWords();
    if (words !== null) passages = interleaved(passages, await inOtherWords(ports, signal, () => again("other-words", words, filters)));
  }
  return { ranking, passages: time?.use === "preference" ? preferred(passages, time) : passages, reading: { time, acronyms } };
}

/** A time that the asker has set goes before one that is read; what stands in quotes means itself. */
function timeIn(query: string, filters: SearchFilters, now: number): TimeReading | null {
  const { after, before, phrases, text } = parseQuery(query);
  const isSet = [after, before, filters.after ?? null, filters.before ?? null].some((at) => at !== null);
  return isSet || phrases.length > 0 ? null : readTime(text, now);
}

function withTime(filters: SearchFilters, { after, before }: TimeReading): SearchFilters {
  return { ...filters, ...(after !== null && { after }), ...(before !== null && { before }) };
}

async function acronymsIn(
  { database }: SearchPorts,
  actor: Actor,
  { passages, text }: Ranking,
  { thorough = false }: PassesRequest,
): Promise<readonly Acronym[]> {
  if (!thorough && !mayHoldAcronym(text)) return [];
  const texts = await database.forActor(actor).content.texts(passages.slice(0, LOOK).map(({ passage }) => passage));
  return acronymsFor(text, texts.values(), thorough);
}

/** Both are searched for: documents may use either. */
function withAcronyms(query: string, acronyms: readonly Acronym[]): string {
  const asked = new Set(query.match(/[\p{L}\p{N}&]+/gu) ?? []);
  return [query, ...acronyms.map(({ short, long }) => (asked.has(short) ? long : short))].join(" ");
}

const UNSURE = 0.15;
const UNLIKE = 0.4;
const LOOK_NEAR = 3;

/** Neither the query's words nor its meaning were found. */
function isThin({ passages, confidence }: Ranking): boolean {
  const nearest = Math.max(0, ...passages.slice(0, LOOK_NEAR).map(({ hit }) => hit.cosine ?? 0));
  return confidence < UNSURE && nearest < UNLIKE;
}

async function inOtherWords(
  { logger }: SearchPorts,
  signal: AbortSignal | undefined,
  search: () => Promise<Ranking>,
): Promise<readonly RankedPassage[]> {
  try {
    return (await search()).passages;
  } catch (error) {
    // What the first search found is worth an answer.
    signal?.throwIfAborted();
    logger.warn({ err: error }, "the second search of an answer failed");
    return [];
  }
}

function interleaved(one: readonly RankedPassage[], other: readonly RankedPassage[]): readonly RankedPassage[] {
  const merged = new Map<number, RankedPassage>();
  for (let place = 0; place < Math.max(one.length, other.length); place++) {
    for (const each of [one[place], other[place]])
      if (each !== undefined && !merged.has(each.passage.chunkId)) merged.set(each.passage.chunkId, each);
  }
  return [...merged.values()];
}

/** What a document of the time that was named gains: enough to go before its likes, not before what answers better. */
const PREFERENCE = 0.1;

function preferred(passages: readonly RankedPassage[], { after, before }: TimeReading): readonly RankedPassage[] {
  return passages
    .map((each) => {
      const { updatedAt } = each.passage.document;
      const isIn = (after === null || updatedAt >= after) && (before === null || updatedAt < before);
      return isIn ? { ...each, hit: { ...each.hit, time: PREFERENCE, score: each.hit.score + PREFERENCE } } : each;
    })
    .toSorted((one, other) => other.hit.score - one.hit.score);
}
