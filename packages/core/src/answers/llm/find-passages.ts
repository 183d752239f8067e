import type { Actor } from "../../access/actor.ts";
import type { Permitted } from "../../access/permitted.ts";
import type { Chunk } from "../../ports/database/actor-scope.ts";
import type { SearchFilters } from "../../search/resolve-filter.ts";
import { type Again, type QueryReading, searchInPasses } from "../../search/search-in-passes.ts";
import type { RankedPassage, SearchPorts } from "../../search/search-index.ts";
import { spread } from "../find-evidence.ts";

export interface FoundPassages {
  readonly chunks: readonly Permitted<Chunk>[];
  /** The best documents, for when the passages turn out not to answer. */
  readonly nearest: readonly string[];
  readonly reading: QueryReading;
}

/** More cost more than they add. */
const PASSAGES = 14;
const NEAREST = 3;

interface PassageSearch {
  readonly question: string;
  readonly filters: SearchFilters;
  readonly otherWords: () => Promise<string | null>;
  readonly onAgain: (again: Again) => Promise<void>;
}

/** Searches as the actor, also in other words when little was found, and reads what may be shown to a model. */
export async function findPassages(
  ports: SearchPorts,
  actor: Actor,
  { question, ...request }: PassageSearch,
  signal: AbortSignal,
): Promise<FoundPassages> {
  const { passages, reading } = await searchInPasses(ports, actor, { ...request, query: question, thorough: true }, signal);
  const { content } = ports.database.forActor(actor);
  const chunks = await content.chunks(withoutTwins(spread(passages, PASSAGES * 2)).map(({ passage }) => passage));
  const nearest = [...new Set(passages.map(({ passage }) => passage.document.id))].slice(0, NEAREST);
  return { chunks: withoutRepeats(chunks).slice(0, PASSAGES), nearest, reading };
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
