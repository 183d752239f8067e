import { ActionIcon } from "@mantine/core";
import type { SearchHit } from "@smartypants/client";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { DocumentPanel } from "../documents/document-panel.tsx";
import { placeOf } from "../documents/place.ts";

interface Props {
  readonly id: string;
  /** Absent for a document that the address names and the results do not hold. */
  readonly hit: SearchHit | undefined;
  readonly hits: readonly SearchHit[];
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
}

/** The document behind a result, at the passage that was found. */
export function Preview({ id, hit, hits, onOpen, onClose }: Props): ReactNode {
  const passage = hit?.passage;
  const marks = (passage?.highlights ?? []).map(({ start, end }) => ({
    start: start + (passage?.start ?? 0),
    end: end + (passage?.start ?? 0),
  }));
  return (
    <DocumentPanel
      documentId={id}
      {...(passage !== undefined && { version: passage.version })}
      title={hit?.document.title ?? ""}
      url={passage?.url ?? ""}
      passage={passage === undefined ? null : { start: passage.start, end: passage.end }}
      marks={marks}
      margin={passage === undefined ? null : placeOf(passage.url)}
      steps={hit !== undefined && <Steps hit={hit} hits={hits} onOpen={onOpen} />}
      onClose={onClose}
    />
  );
}

function Steps({
  hit,
  hits,
  onOpen,
}: {
  readonly hit: SearchHit;
  readonly hits: readonly SearchHit[];
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const at = hits.indexOf(hit);
  const step = (by: number): void => {
    const next = hits[at + by];
    if (next !== undefined) onOpen(next.document.id);
  };
  return (
    <>
      <ActionIcon aria-label={t("search.previous")} disabled={at <= 0} onClick={() => step(-1)}>
        <Icon of={IconChevronUp} />
      </ActionIcon>
      <ActionIcon aria-label={t("search.next")} disabled={at >= hits.length - 1} onClick={() => step(1)}>
        <Icon of={IconChevronDown} />
      </ActionIcon>
      <span className="num">{t("search.resultOf", { number: at + 1, total: hits.length })}</span>
    </>
  );
}
