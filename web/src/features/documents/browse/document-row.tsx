import type { Document } from "@smartypants/client";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../../ui/format.ts";
import { KindIcon } from "../../../ui/kind-icon.tsx";
import { Status } from "../../../ui/status.tsx";
import styles from "./document-list.module.css";
import { formatBytes } from "./format-bytes.ts";

interface Props {
  readonly document: Document;
  /** Pixels from the start of the list, and its height. */
  readonly start: number;
  readonly size: number;
  readonly index: number;
  readonly isOpen: boolean;
  readonly showsSource: boolean;
  readonly onToggle: (id: string) => void;
}

/** Drawn once while the list scrolls: only rows that come into sight cost anything. */
export const DocumentRow = memo(function DocumentRow({ document, start, size, index, isOpen, showsSource, onToggle }: Props): ReactNode {
  const folder = document.path?.split("/").slice(0, -1).join(" / ") ?? "";
  const where = showsSource ? [document.source.name, folder].filter((part) => part !== "").join(" / ") : folder;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles.row}
      style={{ insetBlockStart: start, blockSize: size }}
      data-open={isOpen || undefined}
    >
      <span role="cell" className={styles.title}>
        <KindIcon kind={document.type} />
        <button
          type="button"
          className="cut"
          dir="auto"
          title={document.title}
          aria-expanded={isOpen}
          onClick={() => onToggle(document.id)}
        >
          {document.title}
        </button>
        {document.state === "indexing" && <Indexing />}
      </span>
      <span role="cell" className={`cut ${styles.place}`} dir="auto">
        {where}
      </span>
      <span role="cell" className={styles.changed}>
        <time dateTime={document.updatedAt}>{formatDay(document.updatedAt)}</time>
      </span>
      <span role="cell" className={`num ${styles.size}`}>
        {formatBytes(document.sizeBytes)}
      </span>
    </div>
  );
});

function Indexing(): ReactNode {
  const { t } = useTranslation();
  return <Status kind="running">{t("browse.indexing")}</Status>;
}
