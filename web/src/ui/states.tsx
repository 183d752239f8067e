import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconRefresh, type Icon as IconShape } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../app/api.ts";
import { copyText } from "./clipboard.ts";
import { Icon } from "./icon.tsx";
import { ReportLink } from "./report-link.tsx";
import styles from "./states.module.css";

interface EmptyProps {
  readonly icon: IconShape;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** What is so in one sentence, and the next step. */
export function Empty({ icon, title, children, actions }: EmptyProps): ReactNode {
  return (
    <div className={styles.state}>
      <Icon of={icon} size={20} />
      <div>
        <h2>{title}</h2>
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className={`actions ${styles.actions}`}>{actions}</div>}
      </div>
    </div>
  );
}

interface ProblemProps {
  /** What did not work, for example "Search did not answer". */
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** An error with its words, a way to try again and a report id to pass on. */
export function Problem({ title, error, onRetry }: ProblemProps): ReactNode {
  const { t } = useTranslation();
  const said = useErrorText(error);
  const reportId = isApiError(error) ? error.reportId : "";
  return (
    <div className={styles.state} data-problem role="alert">
      <Icon of={IconAlertTriangle} size={20} />
      <div>
        <h2>{title}</h2>
        <p>{said}</p>
        <div className={`actions ${styles.actions}`}>
          {onRetry !== undefined && (
            <Button size="xs" variant="default" leftSection={<Icon of={IconRefresh} size={14} />} onClick={onRetry}>
              {t("ui.tryAgain")}
            </Button>
          )}
          {reportId !== "" && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => void copyText(reportId)}>
              {t("ui.copyReport", { id: reportId.slice(-8) })}
            </Button>
          )}
          {reportId !== "" && <ReportLink id={reportId} />}
        </div>
      </div>
    </div>
  );
}

/** The sentence for people: the server's own, or ours when it could not be reached. */
export function useErrorText(error: unknown): string {
  const { t } = useTranslation();
  if (!isApiError(error)) return t("ui.unexpected");
  if (error.status === 0) return t("ui.unreachable");
  return error.message === "" ? t("ui.unexpected") : error.message;
}

const SHOW_AFTER_MS = 150;

/** Rows of the shape that is coming; not shown for what comes at once. */
export function LoadingRows({ rows = 4, label }: { readonly rows?: number; readonly label?: string }): ReactNode {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.loading} role="status" aria-label={label ?? t("ui.loading")} data-shown={isShown || undefined}>
      {Array.from({ length: rows }, (_each, row) => (
        <div key={row}>
          <Skeleton height={18} width={18} radius="sm" />
          <div>
            <Skeleton height={12} width={`${62 - (row % 3) * 12}%`} />
            <Skeleton height={9} width="32%" mt={8} />
            <Skeleton height={9} width="92%" mt={12} />
          </div>
        </div>
      ))}
    </div>
  );
}
