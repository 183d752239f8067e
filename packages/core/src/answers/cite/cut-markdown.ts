import { createCodeFences } from "./code-fences.ts";
import { MARKER_REACH, readMarker } from "./read-marker.ts";

/** A part of a model's text: words, code as it stands, or a marker. */
export type Piece =
  | { readonly type: "text" | "code"; readonly text: string }
  | { readonly type: "marker"; readonly numbers: readonly number[] };

export interface MarkdownCutter {
  /** What the text so far settles, to be read to its end; a tail that could become a marker, a link or code waits for more. */
  push(delta: string): Iterable<Piece>;
  /** The rest; an open code block is closed. */
  end(): Iterable<Piece>;
}

/**
 * Cuts a model's Markdown while it streams and takes from it everything that a renderer could make a link, an image or HTML of, unless `mayLink` says
 * that the address may stay. What is taken for text here cannot be code to a renderer, nor the other way round: only then is "outside code" a promise.
 */
export function createMarkdownCutter(mayLink: (url: string) => boolean): MarkdownCutter {
  let rest = "";
  let carry = "";
  let isAtLineStart = true;
  const state: LineState = { isBarred: false, mayLink };
  const fences = createCodeFences();
  function* drain(isEnded: boolean): Generator<Piece> {
    while (rest !== "") {
      const found = isAtLineStart ? fences.read(rest, isEnded) : { length: 0, code: "", isText: true };
      if (found === "more") return;
      rest = rest.slice(found.length);
      if (found.code !== "") yield { type: "code", text: found.code };
      if (!found.isText) continue;
      isAtLineStart = false;
      const lineEnd = rest.indexOf("\n");
      const line = lineEnd < 0 ? rest : rest.slice(0, lineEnd);
      const used = yield* cutLine(line, lineEnd >= 0 || isEnded, state);
      rest = rest.slice(used);
      if (used < line.length || lineEnd < 0) return;
      yield { type: "text", text: "\n" };
      rest = rest.slice(1);
      isAtLineStart = true;
      state.isBarred = false;
    }
  }
  return {
    *push(delta) {
      const text = carry + delta;
      // Half a character waits for its other half.
      const isHalf = /[\uD800-\uDBFF]$/.test(text);
      carry = isHalf ? text.slice(-1) : "";
      rest += clean(isHalf ? text.slice(0, -1) : text);
      yield* drain(false);
    },
    *end() {
      rest += clean(carry);
      carry = "";
      yield* drain(true);
      const closing = fences.close();
      if (closing !== "") yield { type: "code", text: closing };
    },
  };
}

/** Control characters, invisible tags and marks that turn the direction of writing have no place in an answer. */
// oxlint-disable-next-line no-control-regex -- they are what is taken out
const UNWANTED = /[\u0000-\u0008\u000B-\u001F\u007F\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu;

function clean(text: string): string {
  return text.toWellFormed().replace(UNWANTED, "");
}

/** A code span is looked for no further than this. */
const CODE_REACH = 400;
/** A word without end is not waited for. */
const WORD_REACH = 2_000;

/** Up to where a line that may go on is settled. */
function settledLength(line: string): number {
  const word = line.length - (/[!-~]*$/.exec(line)?.[0].length ?? 0);
  let settled = line.length - word > WORD_REACH ? line.length : word;
  const bracket = Math.max(line.lastIndexOf("["), line.lastIndexOf("【"), line.lastIndexOf("［"));
  const isOpen = bracket >= 0 && line.length - bracket <= MARKER_REACH && !/[\]】］]/.test(line.slice(bracket));
  if (isOpen) settled = Math.min(settled, bracket - (/[[\\!]*$/.exec(line.slice(0, bracket))?.[0].length ?? 0));
  return settled;
}

/** Everything in it may be the beginning of something. */
const SPECIAL = /[\\`[\]【［!<~&]|(?:[a-z][a-z0-9+.-]*\\?:\\?\/\\?\/|(?<![a-z0-9])www\\?\.)[^\s<>`"|[\]【】［］]*/iy;
const PLAIN = /[^\\`[\]【［!<~&a-z]+|[a-z][a-z0-9+.-]*/iy;

interface LineState {
  /** Code with a bar has been on this line: in a table the bar would end the cell, and later ticks would pair otherwise than here. */
  isBarred: boolean;
  readonly mayLink: (url: string) => boolean;
}

/** Cuts as much of a line as is settled and returns how much that was. */
function* cutLine(line: string, isWhole: boolean, state: LineState): Generator<Piece, number> {
  const settled = isWhole ? line.length : settledLength(line);
  let text = "";
  let at = 0;
  const flush = function* (): Generator<Piece> {
    if (text !== "") yield { type: "text", text };
    text = "";
  };
  while (at < settled) {
    SPECIAL.lastIndex = at;
    const special = SPECIAL.exec(line)?.[0];
    if (special === undefined) {
      PLAIN.lastIndex = at;
      const plain = (PLAIN.exec(line)?.[0] ?? line.charAt(at)).slice(0, settled - at);
      text += plain;
      at += plain.length;
      continue;
    }
    // An address that may go on waits for its end.
    if (special.length > 1 && !isWhole && at + special.length === line.length && special.length < WORD_REACH) break;
    const marker = readMarker(line, at);
    const code = special === "`" && !state.isBarred ? readCode(line, at, isWhole) : null;
    if (code === "" && !isWhole && line.length - at < CODE_REACH) break;
    if (marker !== null) {
      yield* flush();
      yield { type: "marker", numbers: marker.numbers };
      at += marker.length;
    } else if (code !== null && code !== "") {
      yield* flush();
      yield { type: "code", text: code };
      at += code.length;
      state.isBarred = code.includes("|");
    } else {
      const neutral = neutralise(special, line, at, state);
      text += neutral.text;
      at += neutral.length;
    }
  }
  yield* flush();
  return at;
}

/** In a table a bar ends the cell, and with it what looked like code: nothing may come out then. */
const LINK_LIKE = /\/\/|www|[<&[\]]/i;

/** The code span that begins here and ends on the same line; "" when none ends. */
function readCode(line: string, at: number, isWhole: boolean): string {
  const ticks = /`+/y;
  ticks.lastIndex = at;
  const run = ticks.exec(line)?.[0] ?? "`";
  for (const close of line.slice(at + run.length).matchAll(/`+/g)) {
    const end = at + run.length + close.index + close[0].length;
    // The run may go on.
    if (end === line.length && !isWhole) return "";
    if (close[0].length !== run.length) continue;
    const code = line.slice(at, end);
    return code.includes("|") && LINK_LIKE.test(code) ? "" : code;
  }
  return "";
}

/** Brackets around an address and stops behind it are not part of it. */
const BEHIND_URL = /[\])}.,;:!?'*_~|\\]+$/;

/** The same words without their power. */
function neutralise(special: string, line: string, at: number, state: LineState): { text: string; length: number } {
  const next = line.charAt(at + 1);
  if (special.length > 1) {
    const url = special.replace(BEHIND_URL, "");
    const plain = url.replaceAll("\\", "");
    if (state.mayLink(plain)) return { text: plain, length: url.length };
    return { text: state.isBarred ? broken(plain) : `\`${plain}\``, length: url.length };
  }
  switch (special) {
    case "\\":
      return escaped(next);
    case "`":
      return { text: "\\`", length: 1 };
    case "!":
      return { text: next === "[" ? "" : "!", length: 1 };
    case "<":
      return { text: /[\s\d=]/.test(next) || next === "" ? "<" : "\\<", length: 1 };
    case "&":
      return { text: /^&(?:amp|lt|gt|quot|nbsp);|^&[^#\w[\\【［]|^&$/.test(line.slice(at, at + 6)) ? "&" : "\\&", length: 1 };
    case "~":
      return tildes(line, at);
    case "]":
      return { text: next === "(" ? "] " : next === ":" ? "]\\" : "]", length: 1 };
    default:
      return { text: special, length: 1 };
  }
}

/** Words that no renderer takes for an address. */
function broken(url: string): string {
  return url.replaceAll("//", "/ /").replaceAll(/www\./gi, "www .").replaceAll("&", "\\&");
}

/** Only what needs it stays escaped: an address with escapes in it is an address to a renderer. */
function escaped(next: string): { text: string; length: number } {
  if (next === "" || !/[!-/:-@[-`{-~]/.test(next)) return { text: "\\\\", length: 1 };
  return /[*_#+\-[\]{}`~|\\$()!<>]/.test(next) ? { text: `\\${next}`, length: 2 } : { text: "", length: 1 };
}

function tildes(line: string, at: number): { text: string; length: number } {
  const run = /^~+/.exec(line.slice(at))?.[0] ?? "~";
  return { text: run.length < 3 ? run : "\\~".repeat(run.length), length: run.length };
}
