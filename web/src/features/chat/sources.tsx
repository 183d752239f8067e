import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { KindIcon } from "../../ui/kind-icon.tsx";
import { placeOf } from "../documents/place.ts";
import { documentQuery } from "../documents/queries.ts";
import cite from "./cite.module.css";
import type { DocumentLink, FullAnswer } from "./queries.ts";
import styles from "./sources.module.css";
import { ThreadContext } from "./thread-context.ts";

interface Props {
  readonly answer: FullAnswer;
  readonly open: number | null;
  readonly onOpen: (marker: number) => void;
}

/** What the answer cites, in sight from the start, and apart from it what was found and not used. */
export function Sources({ answer, open, onOpen }: Props): ReactNode {
  const { t } = useTranslation();
  if (answer.citations.length === 0) return null;
  return (
    <div className={styles.sources} role="group" aria-label={t("chat.sources")}>
      <h2>{t("chat.used")}</h2>
      <ol>
        {answer.citations.map(({ marker, documentId, title, url }) => (
          <li key={marker}>
            <button type="button" aria-pressed={open === marker} onClick={() => onOpen(marker)}>
              <span className={cite.number} data-on={open === marker || undefined}>
                {marker}
              </span>
              <DocumentKind id={documentId} />
              <span className="cut" dir="auto">
                {title}
              </span>
              <span className={styles.place}>{placeOf(url)}</span>
            </button>
          </li>
        ))}
      </ol>
      <AlsoFound documents={answer.written?.alsoFound ?? []} />
    </div>
  );
}

function DocumentKind({ id }: { readonly id: string }): ReactNode {
  const { conversationId } = useContext(ThreadContext);
  const { data } = useQuery(documentQuery(id, conversationId));
  return (
    <span className={styles.kind}>
      <KindIcon kind={data?.type ?? ""} />
    </span>
  );
}

function AlsoFound({ documents }: { readonly documents: readonly DocumentLink[] }): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (documents.length === 0) return null;
  return (
    <>
      <button type="button" className="text-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t("chat.alsoFound", { count: documents.length })}
        <Icon of={isOpen ? IconChevronUp : IconChevronDown} size={14} />
      </button>
      {isOpen && <DocumentLinks documents={documents} />}
    </>
  );
}

/** Documents to look at in the search page's preview. */
export function DocumentLinks({ documents }: { readonly documents: readonly DocumentLink[] }): ReactNode {
  return (
    <ul className={styles.links}>
      {documents.map(({ id, title }) => (
        <li key={id}>
          <Link to="/search" search={{ q: title, open: id }} dir="auto">
            {title}
          </Link>
        </li>
      ))}
    </ul>
  );
}
