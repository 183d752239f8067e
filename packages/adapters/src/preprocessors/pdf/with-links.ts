import { oneLine } from "../clean-text.ts";
import type { Fragment } from "./page-text.ts";

/** An area of the page that opens an address; coordinates as those of fragments. */
export interface LinkArea {
  readonly url: string;
  readonly x: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MAX_LINKS = 200;
const MAX_URL_CHARACTERS = 500;

type Annotations = readonly unknown[];

/** Areas that lead out of the document; `toPage` gives the page's x and y of a point of the file. */
export function readLinks(annotations: Annotations, toPage: (x: number, y: number) => readonly number[]): LinkArea[] {
  const links: LinkArea[] = [];
  for (const annotation of annotations) {
    const { subtype, url, rect } = Object(annotation) as { subtype?: unknown; url?: unknown; rect?: unknown };
    if (subtype !== "Link" || typeof url !== "string" || !/^(?:https?|mailto):/.test(url) || url.length > MAX_URL_CHARACTERS) continue;
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = Array.isArray(rect) ? rect.map(Number) : [];
    const [ax = 0, ay = 0] = toPage(x1, y1);
    const [bx = 0, by = 0] = toPage(x2, y2);
    links.push({ url: oneLine(url), x: Math.min(ax, bx), right: Math.max(ax, bx), top: Math.min(ay, by), bottom: Math.max(ay, by) });
    if (links.length >= MAX_LINKS) break;
  }
  return links;
}

/** Writes an address behind the words that open it, unless the words on the page say it themselves. A link over several lines is written once. */
export function withLinks(fragments: readonly Fragment[], links: readonly LinkArea[]): Fragment[] {
  if (links.length === 0) return [...fragments];
  const written = bare(fragments.map((fragment) => fragment.text).join(""));
  const last = new Map<string, { readonly at: number; readonly right: number }>();
  for (const link of links) {
    if (written.includes(bare(link.url))) continue;
    const at = fragments.findLastIndex((fragment) => covers(link, fragment));
    if (at >= (last.get(link.url)?.at ?? 0)) last.set(link.url, { at, right: link.right });
  }
  const result = [...fragments];
  // From right to left, so that places in the same text stay true.
  for (const [url, { at, right }] of [...last].toSorted(([, one], [, other]) => other.right - one.right)) {
    const fragment = result[at];
    const original = fragments[at];
    if (fragment !== undefined && original !== undefined)
      result[at] = { ...fragment, text: insertBehind(fragment.text, original, right, url) };
  }
  return result;
}

/** Widths of letters are not known here: the place is the end of a word that is nearest to where the area ends. */
function insertBehind(text: string, { x, right, text: original }: Fragment, end: number, url: string): string {
  const wanted = ((end - x) / Math.max(1, right - x)) * original.length;
  const ends = [...original.matchAll(/\S(?=\s|$)/g)].map((match) => match.index + 1);
  const place = ends.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] ?? original.length;
  return `${text.slice(0, place)} (${url})${text.slice(place)}`;
}

/** The area lies over some of the words: their baseline is in it, and so is a part of their width. */
function covers(link: LinkArea, { x, right, y, size }: Fragment): boolean {
  const middle = y - size * 0.3;
  return (
    middle >= link.top &&
    middle <= link.bottom &&
    Math.min(right, link.right) - Math.max(x, link.x) > Math.min(right - x, link.right - link.x) * 0.5
  );
}

function bare(text: string): string {
  return text
    .replaceAll(/\s+/g, "")
    .toLowerCase()
    .replace(/^(?:https?:\/\/(?:www\.)?|mailto:)/, "")
    .replace(/\/$/, "");
}
