const HTML_START = /^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*){0,3}(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])/i;
const HTML_TAGS = /<(?:p|div|table|ul|ol|h[1-6]|article|section|a|span|br|title|meta|script|style)(?:\s[^<>]{0,500})?\/?>/gi;

/** A document type, an outer element, or, for a file named so, any common tag; fragments without the name need several. */
export function looksLikeHtml(text: string, named: boolean): boolean {
  const head = text.slice(0, 8_192);
  if (HTML_START.test(head)) return true;
  const tags = head.match(HTML_TAGS)?.length ?? 0;
  return named ? tags > 0 : /^\s*<[a-z]/i.test(head) && tags >= 4 && /<\/(?:p|div|table|ul|ol|h[1-6]|article|section)>/i.test(head);
}

/** A whole JSON value or JSON Lines; of a text that was cut off, only the beginning can be judged. */
export function looksLikeJson(text: string, cut: boolean): boolean {
  const start = text.trimStart();
  if (!/^[[{]/.test(start)) return false;
  const firstLine = start.split("\n", 1)[0] ?? "";
  if (isJson(firstLine) && firstLine.length > 2) return true;
  if (!cut) return isJson(start);
  return /^(?:\{\s*"(?:[^"\\\n]|\\.){0,200}"\s*:|\[\s*(?:[[{]\s*["[{]|"(?:[^"\\\n]|\\.){0,200}"\s*,|-?\d+(?:\.\d+)?\s*,))/.test(
    start.slice(0, 2_000),
  );
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object";
  } catch {
    return false; // the parser tells "not JSON" by throwing
  }
}

/** Two different signs of Markdown in a text whose name says nothing. */
export function looksLikeMarkdown(text: string): boolean {
  const head = text.slice(0, 8_192);
  const signs = [
    /^#{1,6} \S/m,
    /^(?:```|~~~)/m,
    /^[-*+] \S.*\n[-*+] \S/m,
    /!?\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)/,
    /^\|? ?:?-{3,}:? ?\|/m,
    /\*\*[^*\n]{1,200}\*\*/,
    /^\S[^\n]{0,200}\n(?:={3,}|-{3,})$/m,
    /^---\n[\s\S]{0,2000}?\n---$/m,
  ];
  return signs.filter((sign) => sign.test(head)).length >= 2;
}

const TABLE_EXTENSIONS: Readonly<Record<string, string>> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  tab: "text/tab-separated-values",
};

/** With the name: some delimiter that agrees in most lines. Without it: at least five lines of exactly the same three or more columns. */
export function tableType(text: string, extension: string): string | undefined {
  const sample = text.slice(0, 32_768).split("\n");
  if (text.length > 32_768 && sample.length > 1) sample.pop(); // the last line is cut off
  const lines = sample.filter((line) => line.trim() !== "").slice(0, 50);
  const named = TABLE_EXTENSIONS[extension];
  if (named !== undefined)
    return lines.length === 0 || ["\t", ",", ";", "|"].some((delimiter) => agreement(lines, delimiter) >= 0.5) || isColumn(lines)
      ? named
      : undefined;
  if (lines.length < 5 || extension === "log" || extension === "srt") return undefined;
  if (agreement(lines, "\t") === 1 && count(lines[0] ?? "", "\t") >= 2) return "text/tab-separated-values";
  const strong = [",", ";"].some((delimiter) => agreement(lines, delimiter) === 1 && count(lines[0] ?? "", delimiter) >= 2);
  // Prose has spaces after its commas.
  return strong && !/[,;] [a-z]/.test(lines.slice(0, 5).join("\n")) ? "text/csv" : undefined;
}

/** A table may have one column: short lines, none of them a sentence. */
function isColumn(lines: readonly string[]): boolean {
  return lines.every((line) => line.length <= 60 && !/[.!?]$/.test(line));
}

/** The share of lines with the delimiter as often as the most common line has it; 0 when that is never. */
function agreement(lines: readonly string[], delimiter: string): number {
  const frequencies = new Map<number, number>();
  for (const line of lines) {
    const times = count(line, delimiter);
    if (times > 0) frequencies.set(times, (frequencies.get(times) ?? 0) + 1);
  }
  return Math.max(0, ...frequencies.values()) / lines.length;
}

/** Counts outside double quotes. */
export function count(line: string, delimiter: string): number {
  let times = 0;
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) times++;
  }
  return times;
}
