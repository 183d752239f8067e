import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./assistants.module.css";
import { diffLines } from "./diff-lines.ts";

interface Props {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

/** Two texts as one, line by line: what has gone and what has come. */
export function DiffView({ label, before, after }: Props): ReactNode {
  const { t } = useTranslation();
  if (before === after) return <p className="note">{t("assistants.diff.same")}</p>;
  return (
    <ol className={styles.diff} aria-label={label}>
      {diffLines(before, after).map(({ kind, text }, at) => (
        // A line has no name but its place.
        // oxlint-disable-next-line react/no-array-index-key -- as above
        <li key={at} data-kind={kind}>
          <span aria-hidden="true">{SIGNS[kind]}</span>
          {kind !== "same" && <span className="visually-hidden">{t(`assistants.diff.${kind}`)}</span>}
          <span dir="auto">{text}</span>
        </li>
      ))}
    </ol>
  );
}
