import type { UnansweredQuestion } from "@smartypants/client";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatDay, formatNumber } from "../../ui/format.ts";
import { Trend } from "./trend.tsx";
import styles from "./unanswered.module.css";
import { wordsOf } from "./words-of.ts";

interface Props {
  readonly questions: readonly UnansweredQuestion[];
  readonly openId: string | undefined;
}

export function UnansweredTable({ questions, openId }: Props): ReactNode {
  const { t } = useTranslation();
  const columns: readonly Column<UnansweredQuestion>[] = [
    { id: "question", label: t("adminUnanswered.column.question"), phone: "first", cell: (each) => <Question question={each} /> },
    {
      id: "people",
      label: t("adminUnanswered.column.people"),
      width: "88px",
      isNumber: true,
      phone: "state",
      cell: ({ people }) => formatNumber(people),
    },
    {
      id: "kinds",
      label: t("adminUnanswered.column.kinds"),
      width: "190px",
      cell: ({ kinds }) => kinds.map((kind) => t(`adminUnanswered.kind.${kind}`)).join(", "),
    },
    { id: "trend", label: t("adminUnanswered.column.trend"), width: "96px", phone: "hidden", cell: ({ trend }) => <Trend trend={trend} /> },
    {
      id: "last",
      label: t("adminUnanswered.column.last"),
      width: "88px",
      cell: ({ lastAskedOn }) => <time dateTime={lastAskedOn}>{formatDay(`${lastAskedOn}T00:00`)}</time>,
    },
  ];
  return <DataTable label={t("adminUnanswered.title")} columns={columns} rows={questions} rowKey={({ id }) => id} openKey={openId} />;
}

function Question({ question }: { readonly question: UnansweredQuestion }): ReactNode {
  const { t } = useTranslation();
  const { id, wording, shared } = question;
  return (
    <>
      <Link
        from="/admin/unanswered"
        to="/admin/unanswered"
        search={(before) => ({ ...before, question: id })}
        className={styles.question}
        aria-label={t("adminUnanswered.open", { question: wordsOf(question) })}
      >
        <span dir="auto">{wordsOf(question)}</span>
      </Link>
      {wording === null && <small className={styles.about}>{t("adminUnanswered.inManyWords")}</small>}
      {shared.length > 0 && <small className={styles.about}>{t("adminUnanswered.sent", { count: shared.length })}</small>}
    </>
  );
}
