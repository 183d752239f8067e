import type { ActorScope } from "../ports/database/actor-scope.ts";

const TITLES = 2000;
const SHOWN = 3;
/** Share of common letter triples from which a title counts as close. */
const CLOSE = 0.3;

/** Titles the actor may read that are spelt like the query (Dice's coefficient over letter triples). */
export async function suggestTitles(content: Pick<ActorScope["content"], "titles">, text: string): Promise<readonly string[]> {
  const wanted = triples(text);
  if (wanted.size === 0) return [];
  const titles = new Set(await content.titles(TITLES));
  return [...titles]
    .map((title) => ({ title, likeness: bestLikeness(wanted, text, title) }))
    .filter(({ likeness }) => likeness >= CLOSE)
    .toSorted((one, other) => other.likeness - one.likeness)
    .slice(0, SHOWN)
    .map(({ title }) => title);
}

/** A title of several words is compared whole and word by word: a query is often one mistyped word of it. */
function bestLikeness(wanted: ReadonlySet<string>, text: string, title: string): number {
  const words = text.includes(" ") ? [] : title.split(/[\s/_.-]+/).filter((word) => word.length > 3);
  return Math.max(...[title, ...words].map((candidate) => dice(wanted, triples(candidate))));
}

function triples(text: string): Set<string> {
  const padded = `  ${text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase()
    .trim()} `;
  const found = new Set<string>();
  if (padded.trim() === "") return found;
  for (let at = 0; at + 3 <= padded.length; at++) found.add(padded.slice(at, at + 3));
  return found;
}

function dice(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const triple of one) if (other.has(triple)) common += 1;
  return (2 * common) / (one.size + other.size);
}
