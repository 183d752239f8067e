import { Button } from "@mantine/core";
import type { Document } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { IconCopy, IconFileOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../app/api.ts";
import { copyText } from "../../ui/clipboard.ts";
import { formatDay } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Inspector } from "../../ui/inspector.tsx";
import type { Range } from "../../ui/marked-text.tsx";
import { Empty, LoadingRows, Problem } from "../../ui/states.tsx";
import { AccessLine } from "./access-line.tsx";
import { Crumbs } from "./crumbs.tsx";
import { DocumentText } from "./document-text.tsx";
import styles from "./document-panel.module.css";
import { isAttached, OpenDocument } from "./open-document.tsx";
import { documentQuery, documentTextQuery } from "./queries.ts";

interface Props {
  readonly documentId: string;
  /** The one it is shown in; what is attached to a conversation can be read only there. */
  readonly conversationId?: string | null;
  /** Of the text that the offsets count in; the latest when absent. */
  readonly version?: number;
  /** Shown until the document itself has come. */
  readonly title: string;
  /** Opens the passage at its source. */
  readonly url: string;
  readonly passage: Range | null;
  readonly marks: readonly Range[];
  readonly isCited?: boolean;
  readonly margin?: ReactNode;
  /** Stepping through passages or sources, at the start of the bar. */
  readonly steps?: ReactNode;
  readonly onClose: () => void;
}

/** A document with a passage of it marked, where it comes from, and why the reader may see it. */
export function DocumentPanel({ documentId, conversationId = null, version, title, url, steps, onClose, ...text }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: document, error } = useQuery(documentQuery(documentId, conversationId));
  const isGone = isApiError(error) && error.status === 404;
  return (
    <Inspector
      label={t("documents.panel")}
      title={isGone ? t("documents.gone") : (document?.title ?? title)}
      facts={document !== undefined && <Facts document={document} version={version} />}
      bar={
        <>
          {steps}
          <span className="grow" />
          {document !== undefined && <OpenDocument document={document} url={url} otherwise={<CopyPath path={document.path ?? url} />} />}
        </>
      }
      foot={
        document !== undefined ? (
          <AccessLine documentId={documentId} sourceName={document.source.name} isAttached={isAttached(document)} />
        ) : undefined
      }
      onClose={onClose}
    >
      {isGone ? (
        <div className={styles.state}>
          <Empty icon={IconFileOff} title={t("documents.gone")}>
            {t("documents.goneText")}
          </Empty>
        </div>
      ) : (
        <Text documentId={documentId} conversationId={conversationId} version={version} {...text} />
      )}
    </Inspector>
  );
}

type TextProps = Pick<Props, "documentId" | "passage" | "marks" | "isCited" | "margin"> & {
  readonly version: number | undefined;
  readonly conversationId: string | null;
};

function Text({ documentId, conversationId, version, ...rest }: TextProps): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(documentTextQuery(documentId, version, conversationId));
  if (error !== null) {
    return (
      <div className={styles.state}>
        <Problem title={t("documents.failed")} error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return data === undefined ? <LoadingRows /> : <DocumentText key={documentId} text={data.text} {...rest} />;
}

interface FactsProps {
  readonly document: Document;
  readonly version: number | undefined;
}

function Facts({ document, version }: FactsProps): ReactNode {
  const { t } = useTranslation();
  const date = formatDay(document.updatedAt);
  const [author] = document.authors;
  const changed = author === undefined ? t("documents.changed", { date }) : t("documents.changedBy", { date, author });
  const isOld = version !== undefined && version !== document.version;
  return <Crumbs source={document.source.name} path={document.path} note={isOld ? t("documents.version", { version }) : changed} />;
}

function CopyPath({ path }: { readonly path: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <Button variant="default" size="xs" onClick={() => void copyText(path)} rightSection={<Icon of={IconCopy} size={14} />}>
      {t("documents.copyPath")}
    </Button>
  );
}
