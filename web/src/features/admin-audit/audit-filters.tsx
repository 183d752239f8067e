import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Toolbar } from "../admin/admin-page.tsx";
import { findPeopleQuery } from "../admin-people/queries.ts";
import { ACTIONS, wordsOf } from "./actions.ts";
import type { AuditFilter } from "./queries.ts";
import { adminAuditEn } from "./strings.en.ts";

interface Props {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
}

const TYPES = Object.keys(adminAuditEn.type) as (keyof typeof adminAuditEn.type)[];

/** Each narrows further; what is empty is left out of the address. */
export function AuditFilters({ filter, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: people = [] } = useQuery(findPeopleQuery(""));
  const { actor = "", type = "", action = "", object = "" } = filter;
  const change = (part: AuditFilter): void => {
    const next = Object.entries({ ...filter, ...part }).filter(([, value]) => value !== "" && value !== undefined);
    onChange(Object.fromEntries(next));
  };
  const actions = ACTIONS.filter((each) => type === "" || each.startsWith(`${type}.`));
  const anything = { value: "", label: t("adminAudit.filter.everything") };
  return (
    <Toolbar>
      <NativeSelect
        w={200}
        label={t("adminAudit.filter.actor")}
        value={actor}
        data={[{ value: "", label: t("adminAudit.filter.everybody") }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => change({ actor: event.currentTarget.value })}
      />
      <NativeSelect
        w={200}
        label={t("adminAudit.filter.type")}
        value={type}
        data={[anything, ...TYPES.map((each) => ({ value: each, label: t(`adminAudit.type.${each}`) }))]}
        onChange={(event) => change({ type: event.currentTarget.value, action: "" })}
      />
      <NativeSelect
        w={200}
        label={t("adminAudit.filter.action")}
        value={action}
        data={[anything, ...actions.map((each) => ({ value: each, label: t(wordsOf(each)) }))]}
        onChange={(event) => change({ action: event.currentTarget.value })}
      />
      <TextInput
        label={t("adminAudit.filter.object")}
        w={200}
        key={object}
        defaultValue={object}
        onBlur={(event) => change({ object: event.currentTarget.value.trim() })}
        onKeyDown={(event) => {
          if (event.key === "Enter") change({ object: event.currentTarget.value.trim() });
        }}
      />
    </Toolbar>
  );
}
