import { useQueries, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery } from "../assistants/queries.ts";
import { kindName } from "../documents/kind-name.ts";
import styles from "./filters.module.css";
import { facetQuery } from "./queries.ts";
import { type Facet, FACETS, type SearchState, SINCE_OPTIONS, toggleFacet, withTime } from "./search-state.ts";
import type { SearchPageData } from "./use-results.ts";

interface Props {
  readonly state: SearchState;
  readonly facets: SearchPageData["facets"] | undefined;
  readonly onChange: (state: SearchState) => void;
}

const FACET_OF = { source: "sources", type: "types", folder: "folders", author: "authors" } as const;

/** OR inside a group, AND across them. */
export function Filters({ state, facets, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const unfiltered = useQueries({ queries: FACETS.map((facet) => facetQuery(state, facet)) });
  return (
    <div className={styles.filters}>
      <Collections state={state} onChange={onChange} />
      {FACETS.map((facet, index) => (
        <FacetGroup
          key={facet}
          facet={facet}
          values={(unfiltered[index]?.data?.facets ?? facets)?.[FACET_OF[facet]] ?? []}
          chosen={state[facet] ?? []}
          onToggle={(value) => onChange(toggleFacet(state, facet, value))}
        />
      ))}
      <fieldset>
        <legend>{t("search.facet.since")}</legend>
        {SINCE_OPTIONS.map((since) => (
          <label key={since} className={styles.row}>
            <input
              type="checkbox"
              checked={state.since === since}
              onChange={() => onChange(withTime(state, state.since === since ? {} : { since }))}
            />
            <span className="cut">{t(`search.since.${since}`)}</span>
          </label>
        ))}
        <Day label={t("search.from")} value={state.after ?? ""} onDay={(after) => onChange(withDays(state, { after }))} />
        <Day label={t("search.to")} value={state.before ?? ""} onDay={(before) => onChange(withDays(state, { before }))} />
      </fieldset>
      {facets !== undefined && facets.sources.length > 0 && <p className="note">{t("search.countsNote")}</p>}
    </div>
  );
}

/** Named parts of the sources; nothing to see where there is none. */
function Collections({ state, onChange }: Pick<Props, "state" | "onChange">): ReactNode {
  const { t } = useTranslation();
  const { data: collections = [] } = useQuery(collectionsQuery);
  if (collections.length === 0) return null;
  return (
    <fieldset>
      <legend>{t("search.facet.collection")}</legend>
      {collections.map(({ id, name }) => (
        <label key={id} className={styles.row}>
          <input
            type="checkbox"
            checked={state.collection?.includes(id) ?? false}
            onChange={() => onChange(toggleFacet(state, "collection", id))}
          />
          <span className="cut" dir="auto">
            {name}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** An empty day leaves that end open. */
function withDays(state: SearchState, change: { readonly after?: string; readonly before?: string }): SearchState {
  const { after = "", before = "" } = { ...state, ...change };
  return withTime(state, { ...(after !== "" && { after }), ...(before !== "" && { before }) });
}

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly onDay: (day: string) => void;
}

function Day({ label, value, onDay }: DayProps): ReactNode {
  return (
    <label className={styles.day}>
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => onDay(event.target.value)} />
    </label>
  );
}

const SHOWN = 6;

interface GroupProps {
  readonly facet: Facet;
  readonly values: SearchPageData["facets"]["sources"];
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
}

function FacetGroup({ facet, values, chosen, onToggle }: GroupProps): ReactNode {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const missing = chosen.filter((value) => values.every((each) => each.value !== value));
  const rows = [...values, ...missing.map((value) => ({ value, label: value, count: 0 }))];
  if (rows.length === 0) return null;
  const shown = isWhole ? rows : rows.filter(({ value }, index) => index < SHOWN || chosen.includes(value));
  return (
    <fieldset>
      <legend>{t(`search.facet.${facet}`)}</legend>
      {shown.map(({ value, label, count }) => (
        <label key={value} className={styles.row}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
          <span className="cut" dir="auto">
            {facet === "type" ? kindName(value) : label}
          </span>
          <span className={`num ${styles.count}`}>{count}</span>
        </label>
      ))}
      {rows.length > shown.length && (
        <button type="button" className="text-button" onClick={() => setWhole(true)}>
          {t("search.moreValues", { count: rows.length - shown.length })}
        </button>
      )}
    </fieldset>
  );
}
