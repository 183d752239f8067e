import { type Fragment, median } from "./page-text.ts";

interface Segment {
  readonly fragments: Fragment[];
  readonly x: number;
  readonly y: number;
  right: number;
}

/**
 * Divides a page into regions that are read one after the other: a page of one column is one region; on a page of two, every band between
 * lines across both is read left before right. Columns are told from tables by their lines, which mostly fill their width.
 */
export function inReadingOrder(fragments: readonly Fragment[]): Fragment[][] {
  if (fragments.length === 0) return [];
  const segments = toSegments(fragments);
  const gutter = findGutter(segments, median(fragments.map((fragment) => fragment.size)));
  if (gutter === undefined) return [[...fragments]];
  const regions: Fragment[][] = [];
  let left: Fragment[] = [];
  let right: Fragment[] = [];
  let across: Fragment[] = [];
  const flushColumns = () => {
    regions.push(...[left, right].filter((region) => region.length > 0));
    left = [];
    right = [];
  };
  for (const segment of segments) {
    if (segment.x < gutter && segment.right > gutter) {
      flushColumns();
      across.push(...segment.fragments);
      continue;
    }
    if (across.length > 0) regions.push(across);
    across = [];
    (segment.right <= gutter ? left : right).push(...segment.fragments);
  }
  flushColumns();
  if (across.length > 0) regions.push(across);
  return regions;
}

/** Runs of text on the same baseline without a wide gap, from the top of the page to its end. */
function toSegments(fragments: readonly Fragment[]): Segment[] {
  const sorted = fragments.toSorted((a, b) => (Math.abs(a.y - b.y) < 1 ? a.x - b.x : a.y - b.y));
  const segments: Segment[] = [];
  for (const fragment of sorted) {
    const last = segments.at(-1);
    const touches = last !== undefined && Math.abs(last.y - fragment.y) < 1 && fragment.x - last.right < fragment.size;
    if (!touches) segments.push({ fragments: [fragment], x: fragment.x, y: fragment.y, right: fragment.right });
    else {
      last.fragments.push(fragment);
      last.right = Math.max(last.right, fragment.right);
    }
  }
  return segments;
}

/** The middle of the widest upright strip that the fewest lines cross, when what stands beside it reads like columns. */
function findGutter(segments: readonly Segment[], size: number): number | undefined {
  const from = Math.min(...segments.map((segment) => segment.x));
  const to = Math.max(...segments.map((segment) => segment.right));
  const width = Math.ceil(to - from);
  if (segments.length < 8 || !(width > 100) || width > 20_000) return undefined;
  const covered = coverage(segments, from, width);
  const zone = covered.slice(Math.floor(width * 0.3), Math.ceil(width * 0.7));
  const lowest = zone.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= zone.length; i++) {
    if (zone[i] === lowest) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  if (best.length < Math.max(6, size * 0.6)) return undefined;
  const gutter = from + Math.floor(width * 0.3) + best.start + best.length / 2;
  const left = segments.filter((segment) => segment.right <= gutter);
  const right = segments.filter((segment) => segment.x >= gutter);
  return readsLikeColumn(left) && readsLikeColumn(right) && sideBySide(left, right) ? gutter : undefined;
}

/** How many segments lie over each point of the width. */
function coverage(segments: readonly Segment[], from: number, width: number): number[] {
  const changes = Array.from({ length: width + 2 }, () => 0);
  for (const segment of segments) {
    const start = Math.max(0, Math.floor(segment.x - from));
    const end = Math.min(width + 1, Math.ceil(segment.right - from));
    changes[start] = (changes[start] ?? 0) + 1;
    changes[end] = (changes[end] ?? 0) - 1;
  }
  let open = 0;
  return changes.map((change) => (open += change));
}

function readsLikeColumn(side: readonly Segment[]): boolean {
  if (side.length < 4) return false;
  const from = Math.min(...side.map((segment) => segment.x));
  const to = Math.max(...side.map((segment) => segment.right));
  const full = side.filter((segment) => segment.right - segment.x >= (to - from) * 0.7).length;
  return full >= side.length * 0.5 && to - from > 80;
}

function sideBySide(left: readonly Segment[], right: readonly Segment[]): boolean {
  const top = Math.max(left[0]?.y ?? 0, right[0]?.y ?? 0);
  const bottom = Math.min(left.at(-1)?.y ?? 0, right.at(-1)?.y ?? 0);
  const heights = [left, right].map((side) => (side.at(-1)?.y ?? 0) - (side[0]?.y ?? 0));
  return bottom - top >= Math.min(...heights) * 0.5;
}
