import { useDebouncedValue } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Columns } from "../../ui/columns.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { Filters } from "./filters.tsx";
import { Preview } from "./preview.tsx";
import { ResultList } from "./result-list.tsx";
import { SavedSearches } from "./saved-searches.tsx";
import type { SearchState } from "./search-state.ts";
import { TopBar } from "./top-bar.tsx";
import { useKnownValues } from "./use-known-values.ts";
import { useResultKeys } from "./use-result-keys.ts";
import { useResults } from "./use-results.ts";

const route = getRouteApi("/shell/search");
const TYPING_MS = 150;

/** Search needs no language model: results first, an answer is one of the things to do with them. */
export function SearchPage(): ReactNode {
  const { t } = useTranslation();
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const [settled] = useDebouncedValue(state.q, TYPING_MS);
  const results = useResults(withQuery(state, settled));
  const known = useKnownValues(results.first?.facets);
  const [on, setOn] = useState<string | null>(null);
  useTitle(state.q ?? t("search.title"));

  const change = (next: SearchState, replace = true): void => void navigate({ search: next, replace });
  const open = (id: string | null): void => {
    const { open: _before, ...rest } = state;
    if (id !== null) setOn(id);
    change(id === null ? rest : { ...rest, open: id });
  };
  useResultKeys({ hits: results.hits, on: on ?? state.open ?? null, opened: state.open ?? null, field, onMove: setOn, onOpen: open });
  const shown = results.hits.find((hit) => hit.document.id === state.open);
  return (
    <>
      <h1 className="visually-hidden">{t("search.title")}</h1>
      <Columns
        top={<TopBar state={state} field={field} onChange={change} hasResults={results.hits.length > 0} known={known} />}
        context={
          <>
            <SavedSearches />
            <Filters
              state={withQuery(state, settled)}
              facets={results.first?.facets}
              onChange={(next) => change(withQuery(next, state.q))}
            />
          </>
        }
        contextLabel={t("search.filters")}
        isContextOpen={areFiltersOpen}
        onContextClose={() => setFiltersOpen(false)}
        mainLabel={t("search.results")}
        inspector={
          state.open === undefined ? null : (
            <Preview id={state.open} hit={shown} hits={results.hits} onOpen={open} onClose={() => open(null)} />
          )
        }
      >
        <ResultList
          state={state}
          results={results}
          on={on ?? state.open ?? null}
          onOpen={open}
          onChange={change}
          onFilters={() => setFiltersOpen(true)}
        />
      </Columns>
    </>
  );
}

function withQuery({ q: _before, ...rest }: SearchState, q: string | undefined): SearchState {
  return q === undefined ? rest : { ...rest, q };
}
