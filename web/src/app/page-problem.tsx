import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { IconMapOff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../ui/clipboard.ts";
import { ReportLink } from "../ui/report-link.tsx";
import { Empty, useErrorText } from "../ui/states.tsx";
import { isApiError } from "./api.ts";
import styles from "./page-problem.module.css";

/** Instead of a page that broke: nothing else on the screen is lost, and the report says what happened. */
export function PageProblem({ error, reset }: ErrorComponentProps): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const said = useErrorText(error);
  // What the page needs beforehand, who is signed in for example, is asked for again too.
  const tryAgain = (): void => {
    reset();
    void router.invalidate();
  };
  const [ownId] = useState(() => crypto.randomUUID().slice(0, 8));
  const isUnreachable = isApiError(error) && error.status === 0;
  const reportId = isApiError(error) && error.reportId !== "" ? error.reportId : ownId;
  const report = [
    reportId,
    new Date().toISOString(),
    location.pathname,
    navigator.userAgent,
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  ].join("\n");
  return (
    <div className={styles.page}>
      <h1>{t(isUnreachable ? "shell.unreachable.title" : "shell.broken.title")}</h1>
      <p role="alert">{said}</p>
      {!isUnreachable && <p className="note">{t("shell.broken.report", { id: reportId })}</p>}
      <div className="actions">
        <Button onClick={tryAgain}>{t("ui.tryAgain")}</Button>
        {!isUnreachable && (
          <Button variant="default" onClick={() => void copyText(report)}>
            {t("shell.broken.copy")}
          </Button>
        )}
        {isApiError(error) && error.reportId !== "" && <ReportLink id={error.reportId} />}
      </div>
    </div>
  );
}

/** Where there is no shell around it. */
export function RootProblem(props: ErrorComponentProps): ReactNode {
  return (
    <main>
      <PageProblem {...props} />
    </main>
  );
}

export function RootNotFound(): ReactNode {
  return (
    <main>
      <NotFound />
    </main>
  );
}

function NotFound(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{t("shell.notFound.title")}</h1>
      <Empty
        icon={IconMapOff}
        title={t("shell.notFound.title")}
        actions={
          <Link to="/" className={styles.link}>
            {t("shell.notFound.home")}
          </Link>
        }
      >
        {t("shell.notFound.text")}
      </Empty>
    </div>
  );
}
