/** Where a command writes. What is asked for goes to the one, what is said about the work to the other. */
export interface Terminal {
  readonly isTty: boolean;
  readonly isErrorTty: boolean;
  readonly columns: number;
  /** Colours may be used in `out`. */
  readonly hasColor: boolean;
  /** Writes as it is; for text that may come from anywhere use `plain` first. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** A line that is written over by the next one. On anything but a terminal nothing is shown. */
export interface StatusLine {
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

const ERASE_LINE = "\r\u001b[2K";

export function createStatusLine({ isErrorTty, columns, err }: Terminal): StatusLine {
  let shown = "";
  const clear = (): void => {
    if (shown !== "") err(ERASE_LINE);
    shown = "";
  };
  return {
    show: (text) => {
      const line = plain(text).slice(0, Math.max(20, columns - 1));
      if (!isErrorTty || line === shown) return;
      err(ERASE_LINE + line);
      shown = line;
    },
    clear,
  };
}

/**
 * Text without characters that a terminal obeys: a document must not move the cursor, set colours or turn the direction of what is shown. Line breaks and
 * tabs stay.
 */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replaceAll(/\r\n?/g, "\n").replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** On one line, runs of white space as one. */
export function oneLine(text: string): string {
  return plain(text).replaceAll(/\s+/g, " ").trim();
}

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  mark(text: string): string;
}

export function createStyle(hasColor: boolean): Style {
  const wrap =
    (on: number, off: number) =>
    (text: string): string =>
      hasColor ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: wrap(1, 22), dim: wrap(2, 22), mark: wrap(33, 39) };
}
