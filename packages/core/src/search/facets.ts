import type { DocumentSummary } from "../ports/database/actor-scope.ts";

export interface FacetValue {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

export interface Facets {
  readonly sources: readonly FacetValue[];
  readonly types: readonly FacetValue[];
  readonly authors: readonly FacetValue[];
  /** The first folder of the path. */
  readonly folders: readonly FacetValue[];
}

const SHOWN = 20;

/** Counts over the documents found, which the reader may read all. */
export function facetsOf(documents: readonly DocumentSummary[]): Facets {
  return {
    sources: count(documents.map((document) => [[document.sourceId, document.sourceName]])),
    types: count(documents.map((document) => [[document.kind, document.kind]])),
    authors: count(documents.map((document) => document.authors.map((author) => [author.toLowerCase(), author]))),
    folders: count(documents.map((document) => folderOf(document.path))),
  };
}

function folderOf(path: string | null): [string, string][] {
  const parts = path?.split("/") ?? [];
  const [first] = parts;
  return parts.length > 1 && first !== undefined ? [[first, first]] : [];
}

function count(values: readonly (readonly (readonly [string, string])[])[]): FacetValue[] {
  const counts = new Map<string, { label: string; count: number }>();
  for (const [value, label] of values.flat()) {
    const known = counts.get(value);
    if (known === undefined) counts.set(value, { label, count: 1 });
    else known.count += 1;
  }
  return [...counts]
    .map(([value, rest]) => ({ value, ...rest }))
    .toSorted((one, other) => other.count - one.count || one.label.localeCompare(other.label))
    .slice(0, SHOWN);
}
