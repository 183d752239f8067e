import { Checkbox, TextInput } from "@mantine/core";
import type { Setting } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { IconSearch, IconSettings } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { Toolbar } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { startSettingsQuery } from "./queries.ts";
import styles from "./settings.module.css";

/** What is read at the start: shown with where it comes from, changed there. */
export function StartSettings(): ReactNode {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const [isOnlySet, setOnlySet] = useState(false);
  const query = useQuery(startSettingsQuery);
  const matches = ({ variable, description, from }: Setting): boolean =>
    (!isOnlySet || from !== "default") && `${variable} ${description}`.toLowerCase().includes(wanted.trim().toLowerCase());
  return (
    <>
      <Toolbar>
        <TextInput
          type="search"
          w={280}
          aria-label={t("adminSettings.search")}
          placeholder={t("adminSettings.search")}
          leftSection={<Icon of={IconSearch} size={14} />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Checkbox
          className={styles.only}
          label={t("adminSettings.onlySet")}
          checked={isOnlySet}
          onChange={(event) => setOnlySet(event.currentTarget.checked)}
        />
      </Toolbar>
      <Loaded query={query} failed={t("adminSettings.failed")}>
        {(settings) => <SettingTable settings={settings.filter(matches)} />}
      </Loaded>
    </>
  );
}

function SettingTable({ settings }: { readonly settings: readonly Setting[] }): ReactNode {
  const { t } = useTranslation();
  if (settings.length === 0) {
    return (
      <Nothing>
        <Empty icon={IconSettings} title={t("adminSettings.none")}>
          {t("adminSettings.noneText")}
        </Empty>
      </Nothing>
    );
  }
  const columns: readonly Column<Setting>[] = [
    {
      id: "setting",
      label: t("adminSettings.column.setting"),
      phone: "first",
      cell: ({ variable, description }) => (
        <>
          <code className={styles.variable}>{variable}</code>
          <div className={styles.description} lang="en">
            {description}
          </div>
        </>
      ),
    },
    { id: "value", label: t("adminSettings.column.value"), width: "34%", cell: ({ value }) => <Value value={value} /> },
    { id: "from", label: t("adminSettings.column.from"), width: "112px", cell: ({ from }) => t(`adminSettings.from.${from}`) },
  ];
  return <DataTable label={t("adminSettings.atStart")} columns={columns} rows={settings} rowKey={(each) => each.name} />;
}

function Value({ value }: Pick<Setting, "value">): ReactNode {
  const { t } = useTranslation();
  const text = Array.isArray(value) ? value.join(", ") : value;
  if (text === null || text === "") return <span className={styles.unset}>{t("adminSettings.unset")}</span>;
  return <code>{String(text)}</code>;
}
