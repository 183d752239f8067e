import type { SearchHit } from "@smartypants/client";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { KindIcon } from "../../ui/kind-icon.tsx";
import { MarkedText } from "../../ui/marked-text.tsx";
import { Crumbs } from "../documents/crumbs.tsx";
import { placeOf } from "../documents/place.ts";
import styles from "./result-row.module.css";
import { Why } from "./why.tsx";

interface Props {
  readonly hit: SearchHit;
  readonly isOn: boolean;
  readonly isOpen: boolean;
  readonly isWhyOpen: boolean;
  readonly onOpen: () => void;
  readonly onWhy: () => void;
}

export function ResultRow({ hit, isOn, isOpen, isWhyOpen, onOpen, onWhy }: Props): ReactNode {
  const { t } = useTranslation();
  const { document, duplicates } = hit;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOn) row.current?.scrollIntoView({ block: "nearest" });
  }, [isOn]);
  return (
    <li ref={row} className={styles.row} data-on={isOn || undefined}>
      <span className={styles.kind}>
        <KindIcon kind={document.type} />
      </span>
      <div className={styles.head}>
        <h2>
          <button type="button" aria-pressed={isOpen} onClick={onOpen} dir="auto">
            {document.title}
          </button>
        </h2>
        <time dateTime={document.updatedAt}>{formatDay(document.updatedAt)}</time>
      </div>
      <div className={styles.facts}>
        <Crumbs source={document.source.name} path={document.path} note={document.authors[0]} />
        <button type="button" className="text-button" aria-expanded={isWhyOpen} onClick={onWhy}>
          {t("search.why")}
          <span className="visually-hidden">{document.title}</span>
          <Icon of={isWhyOpen ? IconChevronUp : IconChevronDown} size={14} />
        </button>
      </div>
      <Passage hit={hit} />
      {duplicates > 0 && <p className={`note ${styles.copies}`}>{t("search.copies", { count: duplicates })}</p>}
      {isWhyOpen && <Why hit={hit} />}
    </li>
  );
}

/** Two lines about the first match, so that the reader sees why it is here. */
const BEFORE_MATCH = 44;
const SHOWN = 420;

function Passage({ hit: { passage, document } }: { readonly hit: SearchHit }): ReactNode {
  const first = passage.highlights[0]?.start ?? 0;
  const from = first <= BEFORE_MATCH ? 0 : wordStart(passage.text, first - BEFORE_MATCH);
  const last = passage.headingPath.at(-1);
  const heading = last === document.title ? undefined : last;
  return (
    <div className={styles.passage}>
      <span className={styles.place}>{placeOf(passage.url) ?? (heading === undefined ? "" : "§")}</span>
      <p dir="auto">
        {heading !== undefined && <b>{heading} </b>}
        {from > 0 && "… "}
        <MarkedText text={passage.text.slice(from, from + SHOWN)} offset={from} ranges={passage.highlights} />
      </p>
    </div>
  );
}

function wordStart(text: string, at: number): number {
  const space = text.slice(0, at).search(/\s\S*$/);
  return space === -1 ? at : space + 1;
}
