import { Popover, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconSearch } from "@tabler/icons-react";
import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { collectionsQuery } from "../assistants/queries.ts";
import { readableSourcesQuery } from "../documents/browse/queries.ts";
import { KINDS, kindName } from "../documents/kind-name.ts";
import { countFilters, type List, SINCE_OPTIONS, toggleFacet, withoutFilters, withTime } from "../search/search-state.ts";
import type { ChatSearch } from "./route.ts";
import styles from "./scope-popover.module.css";

interface Props {
  readonly search: ChatSearch;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly target: ReactElement;
}

export function ScopePopover({ search, isOpen, onClose, target }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <Popover opened={isOpen} onDismiss={onClose} position="top-start" width={336} trapFocus returnFocus withinPortal withRoles={false}>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown p={0} role="dialog" aria-label={t("chat.lookIn")}>
        <Scope search={search} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Scope({ search }: Pick<Props, "search">): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: sources = [] } = useQuery(readableSourcesQuery);
  const [wanted, setWanted] = useState("");
  const change = (next: ChatSearch): void => void navigate({ to: ".", search: next, replace: true });
  const has = (name: string): boolean => name.toLowerCase().includes(wanted.trim().toLowerCase());
  const { data: collections = [] } = useQuery(collectionsQuery);
  const kinds = KINDS.map((kind) => ({ value: kind, label: kindName(kind) }));
  const chosen = search.source ?? [];
  const counted = sources.filter(({ id }) => chosen.length === 0 || chosen.includes(id)).reduce((sum, each) => sum + each.documents, 0);
  return (
    <div className={styles.scope}>
      <TextInput
        variant="unstyled"
        className={styles.search ?? ""}
        aria-label={t("chat.scope.find")}
        placeholder={t("chat.scope.find")}
        leftSection={<Icon of={IconSearch} size={14} />}
        value={wanted}
        data-autofocus
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <div className={styles.lists}>
        <Choices
          legend={t("search.facet.collection")}
          facet="collection"
          choices={collections.map(({ id, name }) => ({ value: id, label: name })).filter(({ label }) => has(label))}
          {...{ search, change }}
        />
        <Choices
          legend={t("chat.lookIn")}
          facet="source"
          choices={sources
            .map(({ id, name, documents }) => ({ value: id, label: name, count: documents }))
            .filter(({ label }) => has(label))}
          {...{ search, change }}
        />
        <Choices
          legend={t("search.facet.type")}
          facet="type"
          choices={kinds.filter(({ label }) => has(label))}
          isGrid
          {...{ search, change }}
        />
        <Changed {...{ search, change }} />
      </div>
      <footer className={styles.foot}>
        <span>{t("chat.scope.count", { count: counted, number: formatNumber(counted) })}</span>
        <button type="button" className="text-button" disabled={countFilters(search) === 0} onClick={() => change(withoutFilters(search))}>
          {t("chat.scope.reset")}
        </button>
      </footer>
    </div>
  );
}

interface PartProps {
  readonly search: ChatSearch;
  readonly change: (search: ChatSearch) => void;
}

interface ChoicesProps extends PartProps {
  readonly legend: string;
  readonly facet: List;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly count?: number }[];
  readonly isGrid?: boolean;
}

function Choices({ legend, facet, choices, isGrid = false, search, change }: ChoicesProps): ReactNode {
  if (choices.length === 0) return null;
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      <div data-grid={isGrid || undefined}>
        {choices.map(({ value, label, count }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={search[facet]?.includes(value) ?? false}
              onChange={() => change(toggleFacet(search, facet, value))}
            />
            <span className="cut" dir="auto">
              {label}
            </span>
            {count !== undefined && <span className="num">{formatNumber(count)}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Changed({ search, change }: PartProps): ReactNode {
  const { t } = useTranslation();
  const { since, after = "", before = "" } = search;
  const isAnyTime = since === undefined && after === "" && before === "";
  const days = (next: { readonly after: string; readonly before: string }): void =>
    change(withTime(search, { ...(next.after !== "" && { after: next.after }), ...(next.before !== "" && { before: next.before }) }));
  return (
    <fieldset className={styles.changed}>
      <legend>{t("search.facet.since")}</legend>
      <div className={styles.spans}>
        <button type="button" aria-pressed={isAnyTime} onClick={() => change(withTime(search, {}))}>
          {t("search.anyTime")}
        </button>
        {SINCE_OPTIONS.map((option) => (
          <button key={option} type="button" aria-pressed={since === option} onClick={() => change(withTime(search, { since: option }))}>
            {t(`search.since.${option}`)}
          </button>
        ))}
      </div>
      <div className={styles.days}>
        <label>
          <span>{t("search.from")}</span>
          <input type="date" value={after} max={before} onChange={(event) => days({ after: event.target.value, before })} />
        </label>
        <label>
          <span>{t("search.to")}</span>
          <input type="date" value={before} min={after} onChange={(event) => days({ after, before: event.target.value })} />
        </label>
      </div>
    </fieldset>
  );
}
