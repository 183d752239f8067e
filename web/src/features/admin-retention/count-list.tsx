import type { RetentionCounts } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { countedKinds } from "./policy-draft.ts";
import styles from "./retention.module.css";

interface Props {
  readonly counts: RetentionCounts;
  /** Instead of a list of nothing. */
  readonly none: string;
}

export function CountList({ counts, none }: Props): ReactNode {
  const { t } = useTranslation();
  const kinds = countedKinds(counts);
  if (kinds.length === 0) return <p className="note">{none}</p>;
  return (
    <ul className={styles.counts}>
      {kinds.map(({ kind, count }) => (
        <li key={kind}>{t(`adminRetention.count.${kind}`, { count, number: formatNumber(count) })}</li>
      ))}
    </ul>
  );
}
