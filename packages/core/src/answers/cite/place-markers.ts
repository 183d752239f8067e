import type { Piece } from "./cut-markdown.ts";

type Words = Exclude<Piece, { readonly type: "marker" }>;

export interface MarkerPlacer {
  take(piece: Piece): void;
  end(): void;
}

interface Receiver {
  readonly write: (words: Words) => void;
  /** A marker; `after` are the words behind it that belong to its claim. */
  readonly cite: (passage: number, after: string) => void;
  /** Whether too little was written for a claim. */
  readonly isBeginning: () => boolean;
}

/** Markers before their claim, and what was written since. */
interface Ahead {
  readonly passages: number[];
  readonly words: Words[];
}

const HAS_WORDS = /[\p{L}\p{N}]/u;
const SENTENCE_END = /[.!?…。！？]["”)*_]*(?:\s|$)|\n/;

/** Passes pieces on in order. A marker that stands before its claim ("According to [1], …") waits for the end of the sentence. */
export function createMarkerPlacer({ write, cite, isBeginning }: Receiver): MarkerPlacer {
  let ahead: Ahead | null = null;
  const settle = (): void => {
    if (ahead === null) return;
    const { passages, words } = ahead;
    ahead = null;
    const after = words.map(({ text }) => text).join("");
    for (const passage of passages) cite(passage, after);
    words.forEach(write);
  };
  return {
    take: (piece) => {
      if (piece.type !== "marker") {
        if (ahead === null) return write(piece);
        ahead.words.push(piece);
        if (SENTENCE_END.test(piece.text)) settle();
        return;
      }
      if (ahead !== null && !ahead.words.some(({ text }) => HAS_WORDS.test(text))) return void ahead.passages.push(...piece.numbers);
      settle();
      if (isBeginning()) ahead = { passages: [...piece.numbers], words: [] };
      else for (const passage of piece.numbers) cite(passage, "");
    },
    end: settle,
  };
}
