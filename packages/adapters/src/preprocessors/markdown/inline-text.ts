import { decodeEntity } from "./entities.ts";

// How far, and past how many others, a closing mark is looked for: keeps a hostile line of a million brackets linear.
const MAX_CODE = 4_000;
const MAX_CODE_RUNS = 20;
const MAX_TARGET = 4_000;
const MAX_TARGET_DEPTH = 5;
const MAX_TAG = 2_000;

interface Opener {
  readonly mark: string;
  readonly piece: number;
}

interface Scan {
  readonly source: string;
  readonly pieces: string[];
  readonly openers: Opener[];
  readonly brackets: number[];
}

/**
 * What a reader sees of a line of Markdown: links and images became their texts, emphasis and tags are gone, code spans keep their content.
 * Marks without a partner stay as they are.
 */
export function inlineText(source: string): string {
  const scan: Scan = { source, pieces: [], openers: [], brackets: [] };
  let at = 0;
  while (at < source.length) {
    const plain = nextMark(source, at);
    if (plain > at) scan.pieces.push(source.slice(at, plain));
    at = plain < source.length ? readMark(scan, plain) : plain;
  }
  return scan.pieces.join("");
}

const MARKS = /[\\`![\]*_~<&]/g;

function nextMark(source: string, at: number): number {
  MARKS.lastIndex = at;
  return MARKS.exec(source)?.index ?? source.length;
}

/** Reads the mark at `at`, adds its pieces, and returns the position behind it. */
function readMark(scan: Scan, at: number): number {
  const mark = scan.source[at];
  if (mark === "\\") return readEscape(scan, at);
  if (mark === "`") return readCode(scan, at);
  if (mark === "<") return readTag(scan, at);
  if (mark === "&") return readEntity(scan, at);
  if (mark === "]") return readLinkEnd(scan, at);
  if (mark === "*" || mark === "_" || mark === "~") return readEmphasis(scan, at, mark);
  const image = mark === "!" && scan.source[at + 1] === "[";
  if (mark === "[" || image) {
    scan.brackets.push(scan.pieces.length);
    scan.pieces.push(image ? "![" : "[");
    return at + (image ? 2 : 1);
  }
  scan.pieces.push("!");
  return at + 1;
}

function readEscape(scan: Scan, at: number): number {
  const next = scan.source[at + 1] ?? "";
  if (!/[!-/:-@[-`{-~\n]/.test(next)) {
    scan.pieces.push("\\");
    return at + 1;
  }
  scan.pieces.push(next);
  return at + 2;
}

function runLength(source: string, at: number): number {
  let end = at;
  while (source[end] === source[at]) end++;
  return end - at;
}

function readCode(scan: Scan, at: number): number {
  const { source } = scan;
  const length = runLength(source, at);
  const start = at + length;
  const limit = Math.min(source.length, start + MAX_CODE);
  let runs = 0;
  for (let end = source.indexOf("`", start); end >= 0 && end < limit && runs++ < MAX_CODE_RUNS; end = source.indexOf("`", end)) {
    const closing = runLength(source, end);
    if (closing === length) {
      const code = source.slice(start, end).replaceAll("\n", " ");
      scan.pieces.push(/^ .*\S.* $/.test(code) ? code.slice(1, -1) : code);
      return end + closing;
    }
    end += closing;
  }
  scan.pieces.push(source.slice(at, start));
  return start;
}

function readTag(scan: Scan, at: number): number {
  const window = scan.source.slice(at, at + MAX_TAG);
  const address = /^<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>/i.exec(window);
  const comment = window.startsWith("<!--") ? window.indexOf("-->", 4) : -1;
  if (comment >= 0) return at + comment + 3;
  const tag = address ?? /^<(?:\/?[a-z][a-z0-9-]*(?:\s[^<>]*|\/)?)>/i.exec(window);
  if (tag === null) {
    scan.pieces.push("<");
    return at + 1;
  }
  if (address !== null) scan.pieces.push(address[1] ?? "");
  else if (/^<(?:br|\/p|\/div|\/li|\/td|\/tr)\b/i.test(tag[0])) scan.pieces.push(" ");
  return at + tag[0].length;
}

function readEntity(scan: Scan, at: number): number {
  const entity = /^&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/i.exec(scan.source.slice(at, at + 40))?.[0];
  scan.pieces.push(entity === undefined ? "&" : decodeEntity(entity));
  return at + (entity?.length ?? 1);
}

/** `](target)` and `][reference]` end a link; a lone `]` stays, with its partner. */
function readLinkEnd(scan: Scan, at: number): number {
  const opened = scan.brackets.pop();
  if (opened === undefined) {
    scan.pieces.push("]");
    return at + 1;
  }
  const { source, pieces } = scan;
  const wiki =
    source[at + 1] === "]" && source[at + 2] !== "(" && pieces[opened] === "[" && opened > 0 && scan.brackets.at(-1) === opened - 1;
  const end = wiki ? at + 2 : targetEnd(source, at + 1);
  const footnote = pieces[opened] === "[" && (pieces[opened + 1] ?? "").startsWith("^");
  if (end === at + 1 && !footnote) {
    pieces.push("]");
    return at + 1;
  }
  pieces[opened] = "";
  if (footnote) cutPieces(scan, opened);
  if (wiki) closeWikiLink(scan, opened);
  return end;
}

/** `[[page|shown]]` shows its second half. */
function closeWikiLink(scan: Scan, opened: number): void {
  scan.brackets.pop();
  const shown = scan.pieces.slice(opened).join("");
  cutPieces(scan, opened - 1);
  scan.pieces.push(shown.slice(shown.lastIndexOf("|") + 1));
}

function cutPieces(scan: Scan, length: number): void {
  scan.pieces.length = length;
  // An opener in the part that went must not blank a later piece.
  while ((scan.openers.at(-1)?.piece ?? -1) >= length) scan.openers.pop();
}

function targetEnd(source: string, at: number): number {
  const window = source.slice(at, at + MAX_TARGET);
  if (window.startsWith("[")) {
    const close = window.indexOf("]");
    return close < 0 ? at : at + close + 1;
  }
  if (!window.startsWith("(")) return at;
  let depth = 0;
  for (let i = 0; i < window.length; i++) {
    if (window[i] === "\\") i++;
    else if (window[i] === "(" && ++depth > MAX_TARGET_DEPTH) return at;
    else if (window[i] === ")" && --depth === 0) return at + i + 1;
  }
  return at;
}

/** A mark beside a word opens or closes; `_` and `~` inside a word, and marks between spaces, are plain characters. */
function readEmphasis(scan: Scan, at: number, mark: string): number {
  const { source, pieces, openers } = scan;
  const length = runLength(source, at);
  const end = at + length;
  const before = source[at - 1] ?? " ";
  const after = source[end] ?? " ";
  const inside = mark !== "*" && /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
  const text = source.slice(at, end);
  const partner = inside || /\s/.test(before) ? -1 : openers.findLastIndex((opener) => opener.mark === text);
  if (partner >= 0) {
    pieces[openers[partner]?.piece ?? 0] = "";
    openers.length = partner;
    return end;
  }
  if (!inside && !/\s/.test(after) && length <= 3 && openers.length < 50 && (mark !== "~" || length === 2))
    openers.push({ mark: text, piece: pieces.length });
  pieces.push(text);
  return end;
}
