/** A piece of text as the page places it; coordinates in points from the top left corner of the page as it is shown. */
export interface Fragment {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly right: number;
  readonly size: number;
  readonly rightToLeft: boolean;
  /** The file puts a space before it. */
  readonly spaced: boolean;
}

export interface PageLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly size: number;
  /** Cells of a table row, or one cell: the whole line. */
  readonly cells: readonly string[];
  /** Lines of the same region follow each other; a change means another column or band. */
  readonly region: number;
}

export interface PageText {
  /** From 1. */
  readonly number: number;
  readonly height: number;
  readonly lines: readonly PageLine[];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
