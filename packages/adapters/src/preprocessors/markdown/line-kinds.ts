export function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

/** A thematic break: three or more of the same mark and nothing else. */
export function isBreak(line: string): boolean {
  return line.length < 500 && /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/.test(line.trimEnd());
}

export function readAtxHeading(line: string): { readonly level: number; readonly text: string } | undefined {
  const marks = /^ {0,3}(#{1,6})(?=\s|$)/.exec(line);
  if (marks === null) return undefined;
  let text = line.slice(marks[0].length).trim();
  const closing = text.length - text.replace(/#{1,100}$/, "").length;
  if (closing > 0 && (closing === text.length || /\s/.test(text[text.length - closing - 1] ?? ""))) text = text.slice(0, -closing).trim();
  return { level: marks[1]?.length ?? 1, text };
}

export function setextLevel(line: string): 1 | 2 | undefined {
  if (line.length > 500) return undefined;
  if (/^ {0,3}=+\s*$/.test(line)) return 1;
  return /^ {0,3}-+\s*$/.test(line) ? 2 : undefined;
}

interface Fence {
  /** What the content's lines may begin with because the fence does. */
  readonly indent: RegExp;
  isClosedBy(line: string): boolean;
}

export function readFence(line: string): Fence | undefined {
  const open = /^( {0,3})(`{3,}|~{3,})(.*)$/.exec(line);
  const marks = open?.[2];
  if (open === null || marks === undefined || (marks.startsWith("`") && open[3]?.includes("`"))) return undefined;
  const mark = marks.charAt(0);
  return {
    indent: new RegExp(`^ {0,${open[1]?.length ?? 0}}`),
    isClosedBy(candidate) {
      const text = candidate.trim();
      return text.length >= marks.length && /^ {0,3}\S/.test(candidate) && text === mark.repeat(text.length);
    },
  };
}

interface ListMarker {
  readonly indent: number;
  /** Characters up to the item's text. */
  readonly width: number;
  /** `3.` for numbered items: steps are referred to by number. Empty for bullets. */
  readonly number: string;
}

export function readListMarker(line: string): ListMarker | undefined {
  const found = /^( {0,3})([-*+]|\d{1,9}[.)])( {1,4}(?! )|\t| (?= {4})|$)/.exec(line);
  if (found === null) return undefined;
  const marker = found[2] ?? "";
  return { indent: found[1]?.length ?? 0, width: found[0].length, number: /\d/.test(marker) ? marker : "" };
}

/** Whether this line ends a paragraph before it. A number other than 1 does not: "in\n1998. It" is prose. */
export function startsBlock(line: string): boolean {
  if (/^ {0,3}(?:>|<!--)/.test(line) || readAtxHeading(line) !== undefined || readFence(line) !== undefined || isBreak(line)) return true;
  const marker = readListMarker(line);
  return (
    marker !== undefined &&
    (marker.number === "" || /^1[.)]$/.test(marker.number) || /^\d{1,2}[.)]$/.test(marker.number)) &&
    marker.width < line.length
  );
}
