import chardet from "chardet";
import iconv from "iconv-lite";
import { cleanText } from "./clean-text.ts";

interface DecodedText {
  /** Cleaned: `\n` line ends, no NUL, no half surrogate pairs, no byte order mark. */
  readonly text: string;
  /** What the bytes were read as, for example `utf-8` or `windows-1252`. */
  readonly encoding: string;
}

const SAMPLE_BYTES = 64 * 1024;
// Below this the detector is guessing, and Western European is the better guess.
const MIN_CONFIDENCE = 35;

/**
 * Reads text in whatever encoding it is: byte order marks, UTF-8, UTF-16 without a mark, then statistics. `declared` is what the document
 * says of itself; it counts only when the bytes are not plainly Unicode. Never throws: bytes without meaning become U+FFFD.
 */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  const encoding = findEncoding(bytes, declared);
  return { text: cleanText(decodeAs(bytes, encoding)), encoding };
}

function findEncoding(bytes: Uint8Array, declared: string | undefined): string {
  const marked = encodingOfMark(bytes);
  if (marked !== undefined) return marked;
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return wide;
  if (isUtf8(bytes)) return "utf-8";
  if (declared !== undefined && iconv.encodingExists(declared) && !/^utf-?(8|16|32)/i.test(declared)) return canonicalName(declared);
  return isDamagedUtf8(bytes) ? "utf-8" : guessEncoding(bytes);
}

/** The encoding that a byte order mark names. */
export function encodingOfMark(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? "utf-32le" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? "utf-32be" : undefined;
}

/** UTF-16 without a mark shows as NULs that fall nearly all on the same side of the pairs. */
export function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const length = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  if (length < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.3 && even < pairs * 0.02) return "utf-16le";
  return even > pairs * 0.3 && odd < pairs * 0.02 ? "utf-16be" : undefined;
}

export function isUtf8(bytes: Uint8Array, options: { readonly cut?: boolean } = {}): boolean {
  try {
    // stream: a sample may end in the middle of a character.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: options.cut ?? false });
    return true;
  } catch {
    return false; // the decoder tells "not UTF-8" by throwing
  }
}

/** Mostly good UTF-8 with a few bad bytes: reading it as anything else would spoil every accent in it. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  const sample = new TextDecoder().decode(interestingSample(bytes));
  let bad = 0;
  let good = 0;
  for (const character of sample) {
    if (character === "\uFFFD") bad++;
    else if (character > "\x7F") good++;
  }
  return bad * 5 < good;
}

function guessEncoding(bytes: Uint8Array): string {
  const sample = interestingSample(bytes);
  const matches = chardet.analyse(sample);
  const best = matches[0];
  if (best === undefined || best.confidence < MIN_CONFIDENCE || !iconv.encodingExists(best.name)) return "windows-1252";
  const western = matches.find((match) => match.name === "ISO-8859-1" || match.name === "windows-1252");
  if (western !== undefined && western.confidence + 10 >= best.confidence) return "windows-1252";
  return isMostlyReadable(iconv.decode(sample, best.name)) ? canonicalName(best.name) : "windows-1252";
}

/** A guess under which bytes mean nothing was a bad one. */
function isMostlyReadable(text: string): boolean {
  const bad = text.split("\uFFFD").length - 1;
  return bad <= text.length * 0.01;
}

function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  // As browsers do: files that say latin-1 or ASCII use the quotes and dashes of its superset.
  return /^(iso-?8859-?1|latin-?1|us-ascii|ascii)$/.test(lower) ? "windows-1252" : lower;
}

/** The stretch around the first byte that is not ASCII; the rest tells nothing about the encoding. */
function interestingSample(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, first - SAMPLE_BYTES / 2);
  return bytes.subarray(start, start + SAMPLE_BYTES);
}

function decodeAs(bytes: Uint8Array, encoding: string): string {
  if (encoding === "utf-8" || encoding === "utf-16le") return new TextDecoder(encoding).decode(bytes);
  return iconv.decode(bytes, encoding);
}
