import type { Facts, NumberFact } from "./read-facts.ts";
import { readNumbers } from "./read-facts.ts";

/** What a passage states, prepared for many comparisons. */
export interface FactSource {
  readonly units: ReadonlyMap<string, ReadonlySet<string | null>>;
  /** Folded: names are looked for as words in it. */
  readonly words: ReadonlySet<string>;
}

export function factSourceOf(text: string): FactSource {
  const units = new Map<string, Set<string | null>>();
  for (const { value, unit } of readNumbers(text)) {
    const known = units.get(value);
    if (known === undefined) units.set(value, new Set([unit]));
    else known.add(unit);
  }
  return { units, words: new Set(wordsIn(text)) };
}

/**
 * Whether a claim states a number that the passage does not, the same number of something else, or a name that stands in another passage and not in
 * this one. What the question said itself is not held against the claim.
 */
export function contradicts(claim: Facts, passage: FactSource, others: readonly FactSource[], question: Facts): boolean {
  const askedNumbers = new Set(question.numbers.map(({ value }) => value));
  if (claim.numbers.some((fact) => !askedNumbers.has(fact.value) && !states(passage, fact))) return true;
  const askedNames = new Set(question.names);
  const missing = claim.names.filter((name) => !askedNames.has(name) && !holds(passage, name));
  return missing.some((name) => others.some((other) => holds(other, name)));
}

function states({ units }: FactSource, { value, unit }: NumberFact): boolean {
  const known = units.get(value);
  if (known === undefined) return false;
  return unit === null || known.has(unit) || known.has(null);
}

function holds({ words }: FactSource, name: string): boolean {
  return wordsIn(name).every((word) => words.has(word));
}

function wordsIn(text: string): string[] {
  return Array.from(text.toLowerCase().matchAll(/\p{L}+|\p{N}+/gu), ([word]) => word);
}
