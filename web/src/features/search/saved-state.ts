import type { SavedSearch } from "@smartypants/client";
import { readSearchState, type SearchState } from "./search-state.ts";

/** The search page's address for a saved search. */
export function stateOf({ query, filters, sort }: Pick<SavedSearch, "query" | "filters" | "sort">): SearchState {
  return readSearchState({ ...filters, q: query, sort });
}

/** What is kept of the search page: everything but the document that happens to be open, and how literally it was meant this once. */
export function toSave(state: SearchState): Pick<SavedSearch, "query" | "filters" | "sort"> {
  const { q = "", open: _open, literal: _literal, sort = "relevance", ...filters } = state;
  const kept = Object.entries(filters).map(([name, value]) => [name, typeof value === "string" ? value : [...value]] as const);
  return { query: q, filters: Object.fromEntries(kept), sort };
}
