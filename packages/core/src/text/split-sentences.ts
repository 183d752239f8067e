export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface SentenceOptions {
  /** Every line ends a sentence: for code and tables, whose lines cannot be told from wrapped prose. */
  readonly everyLine?: boolean;
}

/**
 * The sentences of a text, in order: each trimmed, and every character that is not white space in exactly one. List items and table rows are
 * sentences of their own; a line wrapped inside a paragraph goes on. Takes time linear in the text.
 */
export function splitSentences(text: string, { everyLine = false }: SentenceOptions = {}): Span[] {
  const spans: Span[] = [];
  for (const passage of passagesOf(text, everyLine)) splitPassage(text, passage, spans);
  return spans;
}

/** `- item`, `* item`, `• item`, `3. item`, `b) item`, `[ ] item`. */
export const LIST_ITEM = /^\s*(?:[-*+•‣◦▪–]|\(?(?:\d{1,3}|[a-z])[.)])\s+\S/;
const TABLE_ROW = /\t\S|\S *\| *\S|^\s*\|/;
const HEADING = /^#{1,6}\s/;

export function trimSpan(text: string, start: number, end: number): Span | undefined {
  let from = start;
  let to = end;
  while (from < to && isSpace(text, from)) from++;
  while (to > from && isSpace(text, to - 1)) to--;
  return from < to ? { start: from, end: to } : undefined;
}

export function isSpace(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  return /\s/.test(text.charAt(index));
}

/** Lines that belong together. */
function passagesOf(text: string, everyLine: boolean): Span[] {
  const passages: Span[] = [];
  let from = 0;
  let lineStart = 0;
  while (lineStart < text.length) {
    const lineFeed = text.indexOf("\n", lineStart);
    const lineEnd = lineFeed === -1 ? text.length : lineFeed;
    const next = lineEnd + 1;
    if (everyLine || next >= text.length || isApart(lineOf(text, lineStart), lineOf(text, next))) {
      passages.push({ start: from, end: lineEnd });
      from = next;
    }
    lineStart = next;
  }
  return passages;
}

/** Enough of a line to see what it is. */
const LINE_LOOK = 200;

function lineOf(text: string, start: number): string {
  const look = text.slice(start, start + LINE_LOOK);
  const lineFeed = look.indexOf("\n");
  return lineFeed === -1 ? look : look.slice(0, lineFeed);
}

function isApart(line: string, next: string): boolean {
  if (line.trim() === "" || next.trim() === "") return true;
  if (LIST_ITEM.test(next) || HEADING.test(line) || HEADING.test(next)) return true;
  return TABLE_ROW.test(line) || TABLE_ROW.test(next);
}

const CLOSERS = new Set(`)]}"'”’»›」』）】》`.split(""));
const CJK_ENDS = new Set("。！？｡".split(""));
const ENDS = new Set("!?…।॥؟۔։።".split(""));

function splitPassage(text: string, passage: Span, spans: Span[]): void {
  let from = passage.start;
  for (let index = passage.start; index < passage.end; index++) {
    const character = text.charAt(index);
    const always = CJK_ENDS.has(character);
    if (!always && character !== "." && !ENDS.has(character)) continue;
    const end = pastClosers(text, index + 1, passage.end);
    if (always || endsSentence(text, { start: from, end: passage.end }, index, end)) {
      const span = trimSpan(text, from, end);
      if (span) spans.push(span);
      from = end;
    }
    index = end - 1;
  }
  const rest = trimSpan(text, from, passage.end);
  if (rest) spans.push(rest);
}

/** Past more full stops ("?!", "...") and the quotes and brackets that close with them. */
function pastClosers(text: string, index: number, end: number): number {
  let past = index;
  while (past < end) {
    const character = text.charAt(past);
    if (!CLOSERS.has(character) && character !== "." && !ENDS.has(character) && !CJK_ENDS.has(character)) break;
    past++;
  }
  return past;
}

const LOOK_AHEAD = 40;
const LOOK_BEHIND = 24;
const LOWER_CASE = /^[\p{Ll}\p{Nd}]/u;
const OPENERS = /^["'“„«‹([¿¡‘]+/u;

function endsSentence(text: string, within: Span, mark: number, end: number): boolean {
  if (end >= within.end) return true;
  if (!isSpace(text, end)) return false;
  const ahead = text
    .slice(end, Math.min(within.end, end + LOOK_AHEAD))
    .trimStart()
    .replace(OPENERS, "");
  const isFullStop = text.charAt(mark) === ".";
  const isClosed = end > mark + 1;
  // People write chats in small letters, so "!" and "?" end a sentence all the same, but not inside a quote: “Stop!” he said.
  if (/^\p{Ll}/u.test(ahead)) return !isFullStop && !isClosed;
  if (!isFullStop || isClosed) return true;
  const before = text.slice(Math.max(within.start, mark - LOOK_BEHIND), mark).trimStart();
  const word = /[\p{L}\p{M}\p{N}.]*$/u.exec(before)?.[0] ?? "";
  return !isAbbreviation(word, ahead, before === word && mark - within.start < LOOK_BEHIND);
}

/** Never at a sentence's end: something must follow. */
const TITLES = new Set(
  (
    "mr mrs ms dr prof st sen gen lt capt rev fr frau hon messrs mme mlle vs cf eg e.g i.e ie viz fig figs eq eqs " +
    "z.b d.h u.a z.t i.d.r bzw bspw ggf vgl abb inkl exkl sog av dra sra sig bijv d.w.z bl.a t.ex f.eks p.ex"
  ).split(" "),
);
/** Only before a number. */
const BEFORE_NUMBER = new Set(
  "no nos nr p pp n ca approx circa § tel ext sec ch vol art abs bd ref refs jan feb mar apr jun jul aug sep sept oct okt nov dec dez".split(
    " ",
  ),
);
const MONTH = /^(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jahrhundert)/iu;

function isAbbreviation(word: string, ahead: string, opensSentence: boolean): boolean {
  const lower = word.toLowerCase();
  if (TITLES.has(lower)) return true;
  if (BEFORE_NUMBER.has(lower)) return /^\p{Nd}/u.test(ahead);
  // An initial ("J. Smith"); "I" is the one capital that ends sentences.
  if (/^\p{Lu}$/u.test(word)) return word !== "I";
  // "z. B.", "i. d. R."
  if (/^\p{L}$/u.test(word) && /^\p{L}\./u.test(ahead)) return true;
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word)) return LOWER_CASE.test(ahead);
  if (/^\d{1,3}$/.test(word)) return opensSentence || MONTH.test(ahead);
  return false;
}
