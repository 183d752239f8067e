import type { Citation } from "@smartypants/client";
import { createContext } from "react";

interface Cites {
  readonly citations: readonly Citation[];
  /** The marker whose passage is shown, and the one that is pointed at. */
  readonly open: number | null;
  readonly pointed: number | null;
  readonly onOpen: (marker: number) => void;
  readonly onPoint: (marker: number | null) => void;
}

/** A context, so that finished blocks of an answer are not drawn again when a mark is pointed at. */
export const CitesContext = createContext<Cites>({ citations: [], open: null, pointed: null, onOpen: () => {}, onPoint: () => {} });
