import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Status } from "../../ui/status.tsx";
import styles from "./health.module.css";
import type { SystemLine } from "./system-lines.ts";

export function SystemRows({ lines }: { readonly lines: readonly SystemLine[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <dl className={styles.rows}>
      {lines.map(({ id, kind, name, value, note }) => (
        <div key={id} className={styles.row}>
          <dt>
            <Status kind={kind}>{name}</Status>
          </dt>
          <dd>{value}</dd>
          <dd data-kind={kind} className={styles.rowNote}>
            {note}
            {id === "queue" && kind === "partial" && (
              <>
                {" "}
                <Link to="/admin/jobs">{t("adminHealth.jobs")}</Link>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
