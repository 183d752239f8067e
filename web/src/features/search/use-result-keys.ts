import type { SearchHit } from "@smartypants/client";
import type { RefObject } from "react";
import { useShortcuts } from "../../ui/use-shortcuts.ts";
import { webLink } from "../documents/place.ts";

interface Options {
  readonly hits: readonly SearchHit[];
  /** Ids of the documents that are chosen and shown. */
  readonly on: string | null;
  readonly opened: string | null;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onMove: (id: string) => void;
  readonly onOpen: (id: string | null) => void;
}

/** The field, up and down the results (the preview follows), the preview, the source, and back. */
export function useResultKeys({ hits, on, opened, field, onMove, onOpen }: Options): void {
  const at = hits.findIndex((hit) => hit.document.id === on);
  const move = (step: number): void => {
    const next = hits[Math.min(hits.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    onMove(next.document.id);
    if (opened !== null) onOpen(next.document.id);
  };
  const show = (event: KeyboardEvent, closes: boolean): void => {
    const chosen = on ?? hits[0]?.document.id;
    if (chosen === undefined) return;
    event.preventDefault();
    onOpen(opened === chosen && closes ? null : chosen);
  };
  useShortcuts({
    focus: (event) => {
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    },
    next: () => move(1),
    previous: () => move(-1),
    preview: (event) => show(event, true),
    open: (event) => show(event, false),
    source: () => {
      const link = webLink(hits[at]?.passage.url ?? "");
      if (link !== null) window.open(link, "_blank", "noopener,noreferrer");
    },
    close: () => onOpen(null),
  });
}
