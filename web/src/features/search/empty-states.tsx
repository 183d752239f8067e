import { Button } from "@mantine/core";
import { IconEdit, IconSearch, IconSearchOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/states.tsx";
import { type QueryProblem, splitQuery } from "./query-syntax.ts";
import styles from "./empty-states.module.css";
import { useCountMiss } from "./use-count-miss.ts";
import { countFilters, type SearchState, withoutFilters } from "./search-state.ts";

const EXAMPLES = ["from:", "in:", "type:", "after:2026-01", '"…"', "-"] as const;

/** Nothing typed yet: what can be. */
export function NotYet(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.state}>
      <Empty icon={IconSearch} title={t("search.notYet")}>
        <p>{t("search.notYetText")}</p>
        <dl className={styles.operators}>
          {EXAMPLES.map((example, index) => (
            <div key={example}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{t(`search.operators.${OPERATOR_NAMES[index] ?? "from"}`)}</dd>
            </div>
          ))}
        </dl>
      </Empty>
    </div>
  );
}

const OPERATOR_NAMES = ["from", "in", "type", "after", "phrase", "without"] as const;

interface UnfinishedProps {
  readonly problem: QueryProblem;
  /** Above results that are still those of the query before. */
  readonly isLine?: boolean;
}

export function Unfinished({ problem: { problem, operator }, isLine = false }: UnfinishedProps): ReactNode {
  const { t } = useTranslation();
  const said = t(`search.unfinished.${problem}`, { operator });
  if (isLine) {
    return (
      <p role="status" className={styles.line}>
        {said}
      </p>
    );
  }
  return (
    <div className={styles.state} role="status">
      <Empty icon={IconEdit} title={t("search.unfinished.title")}>
        {said}
      </Empty>
    </div>
  );
}

interface NothingProps {
  readonly state: SearchState;
  readonly suggestions: readonly string[];
  readonly onChange: (state: SearchState) => void;
}

/** Nothing matches: titles that are spelt alike, and every restriction that can be dropped. */
export function NothingFound({ state, suggestions, onChange }: NothingProps): ReactNode {
  const { t } = useTranslation();
  const q = state.q ?? "";
  const operators = splitQuery(q).filter(({ isOperator }) => isOperator);
  const isNarrowed = operators.length > 0 || countFilters(state) > 0;
  useCountMiss(q, countFilters(state) === 0);
  return (
    <div className={styles.state}>
      <Empty
        icon={IconSearchOff}
        title={t("search.nothing")}
        actions={
          <>
            {operators.map(({ text }) => (
              <Button key={text} size="xs" variant="default" onClick={() => onChange({ ...state, q: without(q, text) })}>
                {t("search.drop", { what: text })}
              </Button>
            ))}
            {countFilters(state) > 0 && (
              <Button size="xs" variant="default" onClick={() => onChange(withoutFilters(state))}>
                {t("search.dropFilters")}
              </Button>
            )}
          </>
        }
      >
        {suggestions.length > 0 && (
          <p>
            {t("search.didYouMean")} <Suggestions {...{ suggestions, state, onChange }} />
          </p>
        )}
        <p>{t(isNarrowed ? "search.nothingNarrowed" : "search.nothingText")}</p>
      </Empty>
    </div>
  );
}

function Suggestions({ suggestions, state, onChange }: NothingProps): ReactNode {
  return suggestions.map((title, index) => (
    <span key={title}>
      {index > 0 && ", "}
      <button type="button" className={styles.suggestion} onClick={() => onChange({ ...state, q: title })}>
        {title}
      </button>
    </span>
  ));
}

function without(query: string, operator: string): string {
  return query.replace(operator, "").replaceAll(/\s+/g, " ").trim();
}
