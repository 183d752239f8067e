import { HoverCard } from "@mantine/core";
import type { Citation } from "@smartypants/client";
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Keys } from "../../ui/keys.tsx";
import { placeOf } from "../documents/place.ts";
import { CitesContext } from "./cites-context.ts";
import styles from "./cite.module.css";

/** A citation's number in the text: its card while one points at it, its passage when one presses it. */
export function CiteMark({ marker }: { readonly marker: number }): ReactNode {
  const { t } = useTranslation();
  const { citations, open, onOpen, onPoint } = useContext(CitesContext);
  const citation = citations.find((each) => each.marker === marker);
  if (citation === undefined) return null;
  const label = t("chat.sourceLabel", { number: marker, title: citation.title });
  return (
    <HoverCard width={344} position="bottom-start" withinPortal disabled={matchMedia("(hover: none)").matches}>
      <HoverCard.Target>
        <button
          type="button"
          className={styles.number}
          data-on={open === marker || undefined}
          aria-label={label}
          aria-pressed={open === marker}
          onClick={() => onOpen(marker)}
          onMouseEnter={() => onPoint(marker)}
          onMouseLeave={() => onPoint(null)}
          onFocus={() => onPoint(marker)}
          onBlur={() => onPoint(null)}
        >
          {marker}
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown p={0}>
        <Card citation={citation} />
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

function Card({ citation }: { readonly citation: Citation }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.card}>
      <header>
        <b className="cut" dir="auto">
          {citation.title}
        </b>
        <span className="note">{placeOf(citation.url)}</span>
      </header>
      <blockquote dir="auto">{citation.quote}</blockquote>
      <footer>
        <span className={styles.checked}>
          <Icon of={IconCheck} size={14} />
          {t("chat.checked", { version: citation.version })}
        </span>
        <Keys keys={[t("ui.key.enter")]}>{t("chat.opensIt")}</Keys>
      </footer>
    </div>
  );
}

/** The words that a citation stands behind: tinted with it. */
export function Claim({ marker, children }: { readonly marker: number; readonly children: ReactNode }): ReactNode {
  const { open, pointed } = useContext(CitesContext);
  return (
    <span className={styles.claim} data-lit={open === marker || pointed === marker || undefined}>
      {children}
    </span>
  );
}
