import type { SearchHit } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { AccessLine } from "../documents/access-line.tsx";
import styles from "./why.module.css";

/** How a result came to its place: the parts of its score add up to it. */
export function Why({ hit }: { readonly hit: SearchHit }): ReactNode {
  const { t } = useTranslation();
  const { explain, passage, score, document } = hit;
  if (explain === undefined) return null;
  const parts = [
    { name: t("search.words"), value: explain.lexical },
    { name: t("search.meaning"), value: explain.semantic },
  ];
  const words = new Set(passage.highlights.map(({ start, end }) => passage.text.slice(start, end).toLowerCase()));
  return (
    <dl className={styles.why}>
      <div>
        <dt>{t("search.score", { score: formatNumber(score, 2) })}</dt>
        <dd>
          <span
            className={styles.bar}
            role="img"
            aria-label={parts.map(({ name, value }) => `${name} ${formatNumber(value, 2)}`).join(", ")}
          >
            {parts.map(({ name, value }) => (
              <i key={name} style={{ flexGrow: value }} />
            ))}
            <i style={{ flexGrow: Math.max(0, 1 - score) }} />
          </span>
          <span className={styles.legend}>
            {parts.map(({ name, value }) => (
              <span key={name}>
                <i />
                {name} {formatNumber(value, 2)}
              </span>
            ))}
          </span>
        </dd>
      </div>
      <div>
        <dt>{t("search.wordsFound")}</dt>
        <dd dir="auto">{words.size === 0 ? t("search.noWords") : [...words].join(", ")}</dd>
      </div>
      <div>
        <dt>{t("search.youCanSeeIt")}</dt>
        <dd className={styles.access}>
          <AccessLine documentId={document.id} sourceName={document.source.name} />
        </dd>
      </div>
    </dl>
  );
}
