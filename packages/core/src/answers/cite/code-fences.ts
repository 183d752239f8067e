/** How the beginning of a line was read: `length` characters are used up, `code` is to be shown as it stands, the rest is text or the next line. */
interface LineStart {
  readonly length: number;
  readonly code: string;
  readonly isText: boolean;
}

export interface CodeFences {
  /** Reads at the start of a line; "more" when the text so far does not settle it. */
  read(rest: string, isEnded: boolean): LineStart | "more";
  /** What closes an open block. */
  close(): string;
}

interface Fence {
  readonly mark: string;
  readonly indent: number;
}

const OPENING = /^( *)(`{3,}|~{3,})/;
/** Deeper ones are code of another kind, except in lists: they are moved here, where they are fences wherever they stand. */
const MAX_INDENT = 3;

/** Code blocks between fences. Renderers end one with the list item it stands in, so whatever stands further left than its fence ends it here too. */
export function createCodeFences(): CodeFences {
  let fence: Fence | null = null;
  let isLineOpen = false;
  const closing = ({ mark, indent }: Fence): string => " ".repeat(indent) + mark;
  const open = (rest: string, isEnded: boolean): LineStart | "more" => {
    if (!isEnded && /^ *(?:`*|~*)$/.test(rest)) return "more";
    const found = OPENING.exec(rest);
    if (found === null) return { length: 0, code: "", isText: true };
    const lineEnd = rest.indexOf("\n");
    if (lineEnd < 0 && !isEnded) return "more";
    const [whole, spaces = "", mark = ""] = found;
    const line = lineEnd < 0 ? rest : rest.slice(0, lineEnd);
    const info = line.slice(whole.length);
    if (mark.startsWith("`") && info.includes("`")) return { length: 0, code: "", isText: true };
    fence = { mark, indent: Math.min(MAX_INDENT, spaces.length) };
    return { length: Math.min(rest.length, line.length + 1), code: `${closing(fence)}${info}\n`, isText: false };
  };
  const within = (inside: Fence, rest: string, isEnded: boolean): LineStart | "more" => {
    const lineEnd = rest.indexOf("\n");
    if (lineEnd < 0 && !isEnded) return "more";
    const line = lineEnd < 0 ? rest : rest.slice(0, lineEnd);
    const trimmed = line.trim();
    const length = Math.min(rest.length, line.length + 1);
    const isClosed = trimmed.length >= inside.mark.length && trimmed === inside.mark.charAt(0).repeat(trimmed.length);
    const isOutside = trimmed !== "" && line.length - line.trimStart().length < inside.indent;
    isLineOpen = lineEnd < 0;
    if (!isClosed && !isOutside) return { length, code: line + (isLineOpen ? "" : "\n"), isText: false };
    fence = null;
    return { length: isClosed ? length : 0, code: `${closing(inside)}${isLineOpen && isClosed ? "" : "\n"}`, isText: false };
  };
  return {
    read: (rest, isEnded) => (fence === null ? open(rest, isEnded) : within(fence, rest, isEnded)),
    close: () => (fence === null ? "" : `${isLineOpen ? "\n" : ""}${closing(fence)}`),
  };
}
