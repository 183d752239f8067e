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

/** `/` field, `j` and `k` along the results (the preview follows), Enter and space the preview, `o` the source, Esc back. */
export function useResultKeys({ hits, on, opened, field, onMove, onOpen }: Options): void {
  const at = hits.findIndex((hit) => hit.document.id === on);
  const move = (step: number): void => {
    const next = hits[Math.min(hits.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    onMove(next.document.id);
    if (opened !== null) onOpen(next.document.id);
  };
  const toggle = (event: KeyboardEvent): void => {
    const chosen = on ?? hits[0]?.document.id;
    if (chosen === undefined) return;
    event.preventDefault();
    onOpen(opened === chosen && event.key === " " ? null : chosen);
  };
  useShortcuts({
    "/": (event) => {
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    },
    j: () => move(1),
    k: () => move(-1),
    " ": toggle,
    Enter: toggle,
    o: () => {
      const link = webLink(hits[at]?.passage.url ?? "");
      if (link !== null) window.open(link, "_blank", "noopener,noreferrer");
    },
    Escape: () => onOpen(null),
  });
}
