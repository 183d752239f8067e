import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MarkedText, type Range } from "../../ui/marked-text.tsx";
import { splitBlocks, type TextBlock } from "./split-blocks.ts";
import styles from "./document-text.module.css";

interface Props {
  readonly text: string;
  /** The passage the reader came for: its margin is lined and the view scrolls to it. */
  readonly passage: Range | null;
  /** Words in amber. */
  readonly marks: readonly Range[];
  /** Whether the marks are one cited passage rather than single words. */
  readonly isCited?: boolean;
  /** Stands in the margin beside the passage: a citation number, a page. */
  readonly margin?: ReactNode;
}

/** So much is drawn on each side of the passage at first, in characters: a long document would keep the browser busy for seconds. */
const AROUND = 24_000;

/** A document's text as it was read, with its margin. Whatever is in it is text. */
export function DocumentText({ text, passage, marks, isCited = false, margin }: Props): ReactNode {
  const { t } = useTranslation();
  const blocks = useMemo(() => splitBlocks(text), [text]);
  const [more, setMore] = useState({ before: 0, after: 0 });
  const body = useRef<HTMLDivElement>(null);
  const middle = passage ?? { start: 0, end: 0 };
  const from = middle.start - AROUND * (1 + more.before);
  const to = middle.end + AROUND * (1 + more.after);
  const shown = blocks.filter((block) => block.end > from && block.start < to);
  useEffect(() => {
    body.current?.querySelector("[data-passage]")?.scrollIntoView({ block: "center" });
  }, [passage?.start, passage?.end, text]);
  return (
    <div className={styles.body} ref={body} tabIndex={0} role="region" aria-label={t("documents.text")}>
      {from > 0 && (
        <button type="button" className="text-button" onClick={() => setMore({ ...more, before: more.before + 4 })}>
          {t("documents.before")}
        </button>
      )}
      {shown.map((block) => (
        <Row key={block.start} {...{ block, passage, marks, isCited, margin }} />
      ))}
      {to < text.length && (
        <button type="button" className="text-button" onClick={() => setMore({ ...more, after: more.after + 4 })}>
          {t("documents.after")}
        </button>
      )}
    </div>
  );
}

type RowProps = Pick<Props, "passage" | "marks" | "isCited" | "margin"> & { readonly block: TextBlock };

function Row({ block, passage, marks, isCited, margin }: RowProps): ReactNode {
  const isIn = passage !== null && block.start < passage.end && block.end > passage.start;
  const isFirst = isIn && block.start <= passage.start && block.end > passage.start;
  const content = <MarkedText text={block.text} offset={block.start} ranges={marks} className={isCited ? styles.cited : undefined} />;
  return (
    <div className={styles.row} data-in={isIn || undefined} data-passage={isFirst || undefined} data-kind={block.kind}>
      <span className={styles.margin}>{isFirst && margin}</span>
      {block.kind === "heading" ? <h3 dir="auto">{content}</h3> : <p dir="auto">{content}</p>}
    </div>
  );
}
