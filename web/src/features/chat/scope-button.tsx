import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconFilter } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { searchableSourcesQuery } from "../documents/queries.ts";
import { countFilters, FACETS, SINCE_OPTIONS, toggleFacet } from "../search/search-state.ts";
import type { ChatSearch } from "./route.ts";

/** What the next question looks in: some sources, or what has changed lately. */
export function ScopeButton({ search }: { readonly search: ChatSearch }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: sources = [] } = useQuery(searchableSourcesQuery);
  const change = (next: ChatSearch): void => void navigate({ to: ".", search: next, replace: true });
  const active = countFilters(search);
  const { since, ...withoutSince } = search;
  const entries = [
    { heading: t("chat.lookIn") },
    ...sources.map(({ id, name }) => ({
      label: name,
      isChecked: search.source?.includes(id) ?? false,
      onClick: () => change(toggleFacet(search, "source", id)),
    })),
    { heading: t("search.facet.since") },
    ...SINCE_OPTIONS.map((option) => ({
      label: t(`search.since.${option}`),
      isChecked: since === option,
      onClick: () => change(since === option ? withoutSince : { ...search, since: option }),
    })),
    "divider" as const,
    { label: t("chat.everything"), isDisabled: active === 0, onClick: () => change(withoutScope(search)) },
  ];
  return (
    <Menu
      position="top-start"
      width={240}
      entries={entries}
      target={
        <Button variant="default" size="xs" leftSection={<Icon of={IconFilter} size={14} />}>
          {active === 0 ? t("chat.everything") : t("search.filtersOn", { count: active })}
        </Button>
      }
    />
  );
}

function withoutScope(search: ChatSearch): ChatSearch {
  const { since: _since, ...rest } = search;
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !FACETS.some((facet) => facet === name)));
}
