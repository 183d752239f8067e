const UNWANTED = /[^\P{Cc}\t\n]/u;
const UNWANTED_ALL = /[^\P{Cc}\t\n]/gu;

/**
 * Text that every store accepts: line ends are `\n`, NUL and half surrogate pairs became U+FFFD (Postgres refuses the first, UTF-8 cannot
 * hold the second), other control characters became spaces.
 */
export function cleanText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  if (!UNWANTED.test(whole)) return whole;
  return whole.replaceAll(/\r\n?/g, "\n").replaceAll(UNWANTED_ALL, (character) => (character === "\0" ? "\uFFFD" : " "));
}

/** One line: every run of white space became one space. */
export function oneLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, " ").trim();
}
