import type { Inspection } from "../ports/database/doctor.ts";
import { ok, plural, type ReportItem } from "./report-item.ts";

/** What both indexes can tell of themselves. */
interface Listed {
  /** Ids above `after`, in ascending order. */
  chunkIds(after: number, limit: number): Promise<readonly number[]>;
}

const REBUILD = "Run smartypants doctor --fix: it builds the search indexes again from the stored text.";

const PAGE = 2000;
/** So many differences are looked at once more; with more of them there is no doubt left. */
const SUSPECTS = 1000;

/** Compares an index with the stored passages, one to one. Documents on their way into the indexes are left out. */
export async function checkIndex(
  inspection: Inspection,
  index: Listed,
  about: { readonly id: string; readonly title: string },
): Promise<ReportItem> {
  const { missing, extra, compared } = await compare(inspection, index);
  const states = await inspection.chunkStates([...missing, ...extra]);
  const reallyMissing = await withoutFound(
    index,
    missing.filter((id) => states.get(id) === "indexed"),
  );
  const stale = extra.filter((id) => states.get(id) === "stale");
  const orphans = await stillThere(
    index,
    extra.filter((id) => !states.has(id)),
  );
  // Passages of a document that is gone leave the index when its turn comes; which of them are its, nobody knows any more.
  const mayBeLeaving = orphans.length > 0 && (await inspection.countWaiting()) > 0;
  const wrong = [
    ...(reallyMissing.length > 0 ? [`${plural(reallyMissing.length, "passage is missing", "passages are missing")}.`] : []),
    ...(stale.length > 0 ? [`${plural(stale.length, "passage is of an old version", "passages are of old versions")}.`] : []),
    ...(orphans.length > 0 && !mayBeLeaving ? [`${plural(orphans.length, "passage belongs", "passages belong")} to no document.`] : []),
  ];
  if (wrong.length > 0) return { ...about, status: "failed", detail: wrong.join(" "), remedy: REBUILD };
  return ok(about.id, about.title, `${plural(compared, "passage")} compared${mayBeLeaving ? "; some are about to leave" : ""}.`);
}

interface Difference {
  readonly missing: readonly number[];
  readonly extra: readonly number[];
  readonly compared: number;
}

/** Both lists are in order, so one walk beside the other finds what only one of them has. */
async function compare(inspection: Inspection, index: Listed): Promise<Difference> {
  const missing: number[] = [];
  const extra: number[] = [];
  const stored = idsIn((after) => inspection.indexedChunkIds(after, PAGE));
  const listed = idsIn((after) => index.chunkIds(after, PAGE));
  let compared = 0;
  let one = await stored.next();
  let other = await listed.next();
  while ((!one.done || !other.done) && missing.length + extra.length < SUSPECTS) {
    const left = one.done ? Infinity : one.value;
    const right = other.done ? Infinity : other.value;
    if (left < right) missing.push(left);
    else if (right < left) extra.push(right);
    if (left <= right) compared += 1;
    if (left <= right) one = await stored.next();
    if (right <= left) other = await listed.next();
  }
  return { missing, extra, compared };
}

async function* idsIn(page: (after: number) => Promise<readonly number[]>): AsyncGenerator<number, void> {
  for (let after = 0; ;) {
    const ids = await page(after);
    yield* ids;
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    after = last;
  }
}

async function withoutFound(index: Listed, ids: readonly number[]): Promise<number[]> {
  const left: number[] = [];
  for (const id of ids) if (!(await has(index, id))) left.push(id);
  return left;
}

async function stillThere(index: Listed, ids: readonly number[]): Promise<number[]> {
  const left: number[] = [];
  for (const id of ids) if (await has(index, id)) left.push(id);
  return left;
}

async function has(index: Listed, id: number): Promise<boolean> {
  return (await index.chunkIds(id - 1, 1))[0] === id;
}
