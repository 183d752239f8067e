import type { ReactNode } from "react";

export interface Range {
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
}

interface Props {
  readonly text: string;
  /** Where the text begins in the one that the ranges count in. */
  readonly offset?: number;
  readonly ranges: readonly Range[];
  readonly className?: string | undefined;
}

/** Plain text with ranges of it marked: whatever the text holds is shown as text. */
export function MarkedText({ text, offset = 0, ranges, className }: Props): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
    const start = Math.max(at, range.start - offset);
    const end = Math.min(text.length, range.end - offset);
    if (end <= start) continue;
    parts.push(
      text.slice(at, start),
      <mark key={start} className={className}>
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  return [...parts, text.slice(at)];
}
