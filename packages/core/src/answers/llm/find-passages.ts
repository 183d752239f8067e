import type { Actor } from "../../access/actor.ts";
import type { Permitted } from "../../access/permitted.ts";
import type { Chunk } from "../../ports/database/actor-scope.ts";
import type { SearchFilters } from "../../search/resolve-filter.ts";
import { type RankedPassage, type Ranking, searchIndex, type SearchPorts } from "../../search/search-index.ts";
import { spread } from "../find-evidence.ts";
import { timeFilters } from "./time-filters.ts";

export interface FoundPassages {
  readonly chunks: readonly Permitted<Chunk>[];
  /** The best documents, for when the passages turn out not to answer. */
  readonly nearest: readonly string[];
}

/** More cost more than they add. */
const PASSAGES = 14;
const NEAREST = 3;

/** Searches as the actor, once more in other words (`searchAgain`) when little was found, and reads what may be shown to a model. */
export async function findPassages(
  ports: SearchPorts,
  actor: Actor,
  { question, filters }: { readonly question: string; readonly filters: SearchFilters },
  searchAgain: () => Promise<string | null>,
  signal: AbortSignal,
): Promise<FoundPassages> {
  const narrowed = timeFilters(question, filters, ports.clock.now());
  const first = await searchIndex(ports, actor, question, narrowed ?? filters, signal);
  const ranked = interleaved(
    first.passages,
    await secondPass(ports, actor, { question, filters, searchAgain, signal }, first, narrowed !== null),
  );
  const { content } = ports.database.forActor(actor);
  const chunks = await content.chunks(withoutTwins(spread(ranked, PASSAGES * 2)).map(({ passage }) => passage));
  const nearest = [...new Set(ranked.map(({ passage }) => passage.document.id))].slice(0, NEAREST);
  return { chunks: withoutRepeats(chunks).slice(0, PASSAGES), nearest };
}

interface SecondPass {
  readonly question: string;
  readonly filters: SearchFilters;
  readonly searchAgain: () => Promise<string | null>;
  readonly signal: AbortSignal;
}

/** One more search where the first found little: without the time it was narrowed to, which may have been a part of the subject, or in other words. */
async function secondPass(
  ports: SearchPorts,
  actor: Actor,
  { question, filters, searchAgain, signal }: SecondPass,
  first: Ranking,
  wasNarrowed: boolean,
): Promise<readonly RankedPassage[]> {
  if (wasNarrowed && first.passages.length === 0) return (await searchIndex(ports, actor, question, filters, signal)).passages;
  if (first.passages.length === 0 || !isThin(first)) return [];
  const words = await searchAgain();
  if (words === null) return [];
  try {
    return (await searchIndex(ports, actor, words, filters, AbortSignal.any([signal, AbortSignal.timeout(AGAIN_MS)]))).passages;
  } catch (error) {
    // What the first search found is worth an answer.
    signal.throwIfAborted();
    ports.logger.warn({ err: error }, "the second search of an answer failed");
    return [];
  }
}

/** With the time for the other words, ten seconds at most. */
const AGAIN_MS = 5_000;
const LOOK = 3;
const UNSURE = 0.15;
const UNLIKE = 0.4;

/** Neither the question's words nor its meaning were found. */
function isThin({ passages, confidence }: Ranking): boolean {
  const nearest = Math.max(0, ...passages.slice(0, LOOK).map(({ hit }) => hit.cosine ?? 0));
  return confidence < UNSURE && nearest < UNLIKE;
}

function interleaved(one: readonly RankedPassage[], other: readonly RankedPassage[]): readonly RankedPassage[] {
  const merged = new Map<number, RankedPassage>();
  for (let place = 0; place < Math.max(one.length, other.length); place++) {
    for (const each of [one[place], other[place]])
      if (each !== undefined && !merged.has(each.passage.chunkId)) merged.set(each.passage.chunkId, each);
  }
  return [...merged.values()];
}

/** Of documents with the very same text, the first. */
function withoutTwins(ranked: readonly RankedPassage[]): readonly RankedPassage[] {
  const firstOf = new Map<string, string>();
  return ranked.filter(({ passage: { document } }) => {
    const first = firstOf.get(document.textHash) ?? document.id;
    firstOf.set(document.textHash, first);
    return first === document.id;
  });
}

function withoutRepeats(chunks: readonly Permitted<Chunk>[]): readonly Permitted<Chunk>[] {
  const seen = new Set<string>();
  return chunks.filter(({ text }) => {
    const isNew = !seen.has(text) && text.trim() !== "";
    seen.add(text);
    return isNew;
  });
}
