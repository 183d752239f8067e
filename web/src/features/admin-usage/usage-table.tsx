import type { UsageItem } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatNumber } from "../../ui/format.ts";
import { formatDollars, formatTokens } from "./format-usage.ts";
import { adminUsageEn } from "./strings.en.ts";
import styles from "./usage.module.css";
import type { Group } from "./usage-state.ts";

interface Props {
  readonly items: readonly UsageItem[];
  readonly total: UsageItem;
  readonly by: Group;
}

export function UsageTable({ items, total, by }: Props): ReactNode {
  const { t } = useTranslation();
  const nameOf = useNames(by);
  const isByCost = total.costUsd > 0;
  const shareOf = (item: UsageItem): number => (isByCost ? item.costUsd / total.costUsd : tokensOf(item) / Math.max(1, tokensOf(total)));
  const columns: readonly Column<UsageItem>[] = [
    { id: "name", label: t(`adminUsage.by.${by}`), phone: "first", cell: nameOf },
    { id: "calls", label: t("adminUsage.calls"), isNumber: true, cell: ({ calls }) => formatNumber(calls) },
    { id: "tokens", label: t("adminUsage.tokens"), isNumber: true, cell: (item) => <Tokens item={item} /> },
    { id: "cost", label: t("adminUsage.cost"), isNumber: true, phone: "state", cell: ({ costUsd }) => formatDollars(costUsd) },
    {
      id: "share",
      label: t(isByCost ? "adminUsage.share" : "adminUsage.shareOfTokens"),
      width: "32%",
      phone: "hidden",
      cell: (item) => <Share share={shareOf(item)} />,
    },
  ];
  return <DataTable label={t(`adminUsage.byTitle.${by}`)} columns={columns} rows={items} rowKey={({ key }) => key ?? ""} />;
}

function tokensOf({ inputTokens, outputTokens }: UsageItem): number {
  return inputTokens + outputTokens;
}

type KnownPurpose = keyof typeof adminUsageEn.purpose;

function useNames(by: Group): (item: UsageItem) => ReactNode {
  const { t } = useTranslation();
  return ({ key, name }) => {
    if (key === null && by === "assistant") return t("adminUsage.noAssistant");
    if (key === null) return by === "key" ? t("adminUsage.noKey") : t("adminUsage.gone");
    if (by === "purpose" && Object.hasOwn(adminUsageEn.purpose, key)) return t(`adminUsage.purpose.${key as KnownPurpose}`);
    if (key === "erased" && by === "person") return t("adminUsage.erased");
    return name ?? <code title={t("adminUsage.gone")}>{key}</code>;
  };
}

function Tokens({ item }: { readonly item: UsageItem }): ReactNode {
  const { t } = useTranslation();
  return (
    <span title={t("adminUsage.inOut", { input: formatNumber(item.inputTokens), output: formatNumber(item.outputTokens) })}>
      {formatTokens(tokensOf(item))}
    </span>
  );
}

function Share({ share }: { readonly share: number }): ReactNode {
  const percent = Math.round(share * 100);
  return (
    <span className={styles.share}>
      <span className={styles.bar} aria-hidden="true">
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className="num">{`${formatNumber(percent)} %`}</span>
    </span>
  );
}
