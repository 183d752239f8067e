import { encodingOfMark, decodeText, isUtf8, wideEncoding } from "./decode-text.ts";
import { typeOfMagic } from "./magic-bytes.ts";
import { SOURCE_EXTENSIONS } from "./source-extensions.ts";
import { looksLikeHtml, looksLikeJson, looksLikeMarkdown, tableType } from "./text-structure.ts";
import { markedTextType } from "./marked-text.ts";

const SAMPLE_BYTES = 64 * 1024;
const MARKDOWN_EXTENSIONS = new Set(["md", "markdown", "mdown", "mkd", "mdx"]);
const HTML_EXTENSIONS = new Set(["html", "htm", "xhtml"]);
const JSON_EXTENSIONS = new Set(["json", "jsonl", "ndjson", "geojson", "webmanifest", "jsonld"]);
// Endings that promise prose: such a file is never taken for Markdown or code.
const PROSE_EXTENSIONS = new Set(["txt", "text", "log", "srt", "vtt", "ics", "vcf"]);

/**
 * The MIME type of a file by its content. The name only chooses among kinds of text: a text called `.pdf` is text, a PDF called `.txt` is a
 * PDF. Bytes that are neither known nor text give `application/octet-stream`.
 */
export function sniffType(bytes: Uint8Array, filename: string): string {
  const known = typeOfMagic(bytes);
  if (known !== undefined) return known;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (!isText(sample, bytes.length > SAMPLE_BYTES)) return hasPdfMark(sample) ? "application/pdf" : "application/octet-stream";
  return textType(decodeText(sample).text, bytes.length > SAMPLE_BYTES, extensionOf(filename));
}

/** PDF readers accept some junk before the mark; in a text, the mark is only a mention of it. */
function hasPdfMark(sample: Uint8Array): boolean {
  return /%PDF-\d/.test(Buffer.from(sample.subarray(0, 1_024)).toString("latin1"));
}

/** Lower case, without the dot; the whole name for files such as `Makefile` and `.gitignore`. */
function extensionOf(filename: string): string {
  const name = filename.slice(Math.max(filename.lastIndexOf("/"), filename.lastIndexOf("\\")) + 1).toLowerCase();
  return name.slice(name.lastIndexOf(".") + 1);
}

function textType(text: string, cut: boolean, extension: string): string {
  if (MARKDOWN_EXTENSIONS.has(extension)) return "text/markdown";
  if (/^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?(?:<!doctype svg[^>]{0,300}>\s*)?<svg[\s>]/i.test(text))
    return "image/svg+xml";
  const marked = markedTextType(text, cut, extension);
  if (marked !== undefined) return marked;
  if (looksLikeHtml(text, HTML_EXTENSIONS.has(extension))) return "text/html";
  if (JSON_EXTENSIONS.has(extension) || looksLikeJson(text, cut)) return "application/json";
  if (SOURCE_EXTENSIONS.has(extension) || /^#!\s*\//.test(text)) return "text/x-source";
  const table = tableType(text, extension);
  if (table !== undefined) return table;
  if (!PROSE_EXTENSIONS.has(extension) && looksLikeMarkdown(text)) return "text/markdown";
  return "text/plain";
}

function isText(sample: Uint8Array, cut: boolean): boolean {
  if (encodingOfMark(sample) !== undefined) return true;
  if (wideEncoding(sample) !== undefined) return controlRatio(decodeText(sample).text) < 0.02;
  let controls = 0;
  let nuls = 0;
  for (const byte of sample) {
    if (byte === 0) nuls++;
    else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) controls++;
  }
  // A stray NUL or two, or terminal codes, do not make a text binary when everything else is good UTF-8.
  if (isUtf8(sample, { cut })) return controls + nuls <= Math.max(3, sample.length * 0.02);
  return nuls === 0 && controls <= sample.length * 0.005;
}

// decodeText turns NUL into U+FFFD: both that and private characters show that the pairs were no text.
function controlRatio(text: string): number {
  let unlikely = 0;
  for (const character of text) if (character === "\uFFFD" || (character >= "\uE000" && character <= "\uF8FF")) unlikely++;
  return unlikely / Math.max(1, text.length);
}
