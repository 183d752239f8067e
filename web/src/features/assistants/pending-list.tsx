import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./assistants.module.css";
import { deletions } from "./deletions.ts";

/** What was just deleted of a list, and the way back. */
export function PendingList({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const pending = deletions.usePending().filter(({ id }) => ids.includes(id));
  if (pending.length === 0) return null;
  return (
    <ul className={styles.pending} role="status">
      {pending.map(({ id, name }) => (
        <li key={id}>
          <span className="grow" dir="auto">
            {t("assistants.deleted", { name })}
          </span>
          <button type="button" className="text-button" onClick={() => deletions.takeBack(id)}>
            {t("assistants.undo")}
          </button>
        </li>
      ))}
    </ul>
  );
}
