/**
 * The form in which text is stored, shown, indexed and cited. Guarantees: NFC; line feeds only, at most two in a row; no space at a line's end and
 * no run of more than 64; no lone surrogate, no control character but tab and line feed, no invisible character that could hide text (joiners stay:
 * emoji, Persian and Indic scripts need them). Applying it twice changes nothing.
 */
export function normaliseText(text: string): string {
  if (PLAIN.test(text)) return tidySpaces(text);
  const visible = text.toWellFormed().replace(LINE_ENDS, "\n").replace(REMOVED, "").replace(NO_BREAK_SPACES, " ");
  // The second cut is needed because NFC takes a few marks apart into two.
  return tidySpaces(cutMarks(cutMarks(visible).normalize("NFC")));
}

const PLAIN = /^[\t\n\x20-\x7e]*$/;
/** Form feed and vertical tab end a line here: removing them would glue two words together. */
const LINE_ENDS = /\r\n?|[\f\v\u0085\u2028\u2029]/g;
// oxlint-disable-next-line no-control-regex -- removing control characters is the point
const REMOVED = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u200B\u2060\uFEFF]|[\u{E0000}-\u{E007F}]/gu;
const NO_BREAK_SPACES = /[\u00A0\u202F]/g;
/** Sorting a run of marks is quadratic in ICU; 30 is the limit of Unicode's stream-safe text, and no language comes near it. */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu;
const LONG_SPACES = /([^\S\n]{64})[^\S\n]+/g;

function cutMarks(text: string): string {
  return text.replace(TOO_MANY_MARKS, "$1");
}

/** Works line by line: a pattern for "spaces before a line feed" takes quadratic time on a long run of spaces. */
function tidySpaces(text: string): string {
  const short = text.replace(LONG_SPACES, "$1");
  const trimmed = SPACE_AT_LINE_END.test(short)
    ? short
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n")
    : short;
  return trimmed.replace(/\n{3,}/g, "\n\n");
}

const SPACE_AT_LINE_END = /[^\S\n](?:\n|$)/;
