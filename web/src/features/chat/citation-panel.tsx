import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Inspector } from "../../ui/inspector.tsx";
import { DocumentPanel } from "../documents/document-panel.tsx";
import styles from "./cite.module.css";
import type { FullAnswer } from "./queries.ts";

interface Props {
  readonly answer: FullAnswer;
  readonly conversationId: string | null;
  readonly marker: number;
  readonly onOpen: (marker: number) => void;
  readonly onClose: () => void;
}

/** The cited passage, marked in its document, in the very version that was cited. */
export function CitationPanel({ answer, conversationId, marker, onOpen, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const at = answer.citations.findIndex((each) => each.marker === marker);
  const citation = answer.citations[at];
  if (citation === undefined) {
    return (
      <Inspector label={t("documents.panel")} title={t("documents.gone")} onClose={onClose}>
        <p className={styles.gone}>{t("documents.goneText")}</p>
      </Inspector>
    );
  }
  const range = { start: citation.start, end: citation.end };
  return (
    <DocumentPanel
      documentId={citation.documentId}
      conversationId={conversationId}
      version={citation.version}
      title={citation.title}
      url={citation.url}
      passage={range}
      marks={[range]}
      isCited
      margin={
        <span className={styles.number} data-on>
          {marker}
        </span>
      }
      steps={<Steps at={at} answer={answer} onOpen={onOpen} />}
      onClose={onClose}
    />
  );
}

interface StepsProps {
  readonly at: number;
  readonly answer: FullAnswer;
  readonly onOpen: (marker: number) => void;
}

function Steps({ at, answer: { citations }, onOpen }: StepsProps): ReactNode {
  const { t } = useTranslation();
  const step = (by: number): void => {
    const next = citations[at + by];
    if (next !== undefined) onOpen(next.marker);
  };
  return (
    <>
      <ActionIcon aria-label={t("chat.previousSource")} disabled={at <= 0} onClick={() => step(-1)}>
        <Icon of={IconChevronLeft} />
      </ActionIcon>
      <ActionIcon aria-label={t("chat.nextSource")} disabled={at >= citations.length - 1} onClick={() => step(1)}>
        <Icon of={IconChevronRight} />
      </ActionIcon>
      <span className="num">{t("chat.sourceOf", { number: at + 1, total: citations.length })}</span>
    </>
  );
}
