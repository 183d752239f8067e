import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { findLine } from "./find-line.ts";

/** Where a quote stands, for a person: a file with a line, or a link with a place in it. */
export interface Place {
  /** Absolute; null for what is no file of this machine. */
  readonly file: string | null;
  /** Counted from 1; null when the file is no text, or has changed since. */
  readonly line: number | null;
  /** `page 3`, `row 12`, a heading; null when the source names none, or a line says it better. */
  readonly place: string | null;
  /** All of it on one line, with the file as it is found from `cwd`. */
  readonly shown: string;
}

/** Looking through more would keep people waiting. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const SNIFFED_BYTES = 8192;

export function placeOf(citation: { readonly url: string; readonly quote: string; readonly start: number }, cwd: string): Place {
  const { file, anchor } = splitLink(citation.url);
  const place = describeAnchor(anchor);
  if (file === null) return { file, line: null, place, shown: citation.url };
  const path = shortPath(file, cwd);
  const text = readText(file);
  const line = text === null ? null : findLine(text, citation.quote, citation.start);
  if (line !== null) return { file, line, place: null, shown: `${path}:${line}` };
  return { file, line, place, shown: place === null ? path : `${path}, ${place}` };
}

function splitLink(url: string): { readonly file: string | null; readonly anchor: string } {
  const [link = "", anchor = ""] = url.split("#");
  if (!link.startsWith("file:")) return { file: null, anchor };
  try {
    return { file: fileURLToPath(link), anchor };
  } catch {
    // A file of another machine.
    return { file: null, anchor };
  }
}

/** The fragment that a document's format gave its part, in words. */
export function describeAnchor(anchor: string): string | null {
  if (anchor === "") return null;
  const [, kind, number] = /^(page|row|line|slide|sheet)=(.+)$/.exec(anchor) ?? [];
  if (kind !== undefined && number !== undefined) return `${kind} ${decode(number)}`;
  return `“${decode(anchor).replaceAll("-", " ")}”`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded, and holding a per cent sign.
    return text;
  }
}

/** Below the working directory as people would type it, else whole. */
export function shortPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === "" || path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path) ? file : path;
}

/** Null for what is no text, is gone or is very large. */
function readText(file: string): string | null {
  try {
    if (statSync(file).size > MAX_TEXT_BYTES || holdsNul(file)) return null;
    return readFileSync(file, "utf8");
  } catch {
    // Gone, or not ours to read: the citation stands without a line.
    return null;
  }
}

function holdsNul(file: string): boolean {
  const descriptor = openSync(file, "r");
  try {
    const head = Buffer.alloc(SNIFFED_BYTES);
    return head.subarray(0, readSync(descriptor, head)).includes(0);
  } finally {
    closeSync(descriptor);
  }
}
