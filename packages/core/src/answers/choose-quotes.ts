import type { Candidate, ScoredUnit } from "./score-units.ts";
import { MAX_QUOTE } from "./split-units.ts";

/** A run of units of one passage; offsets into the passage's text. */
export interface Run {
  readonly candidate: number;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

const MAX_RUNS = 3;
const MAX_UNITS = 3;
/** How many of the best are looked at: a further one joins a neighbour or stays out. */
const LOOK = 5;
/** A sentence less likely than this share of the best one is noise. */
const KEEP = Math.exp(-2.5);

interface Draft {
  readonly candidate: number;
  readonly units: ScoredUnit[];
}

/**
 * At most three runs of one to three neighbouring units, together no longer than a quote may be, that do not overlap; best first. A unit
 * that leans on the one before it ("It …", "That …") or announces the next ("…:") takes it along.
 */
export function chooseQuotes(ranked: readonly ScoredUnit[], candidates: readonly Candidate[]): Run[] {
  const least = (ranked[0]?.score ?? 0) + Math.log(KEEP);
  const drafts: Draft[] = [];
  const taken = new Set<ScoredUnit>();
  const unitAt = unitFinder(ranked);
  const join = (draft: Draft, unit: ScoredUnit | undefined): boolean => {
    if (unit === undefined || taken.has(unit) || !fits(draft, unit)) return false;
    draft.units.push(unit);
    taken.add(unit);
    return true;
  };
  for (const unit of ranked.slice(0, LOOK)) {
    if (unit.score < least || taken.has(unit) || drafts.some((draft) => join(draft, unit)) || drafts.length === MAX_RUNS) continue;
    const draft: Draft = { candidate: unit.candidate, units: [unit] };
    taken.add(unit);
    drafts.push(draft);
    const text = candidates[unit.candidate]?.text.slice(unit.start, unit.end) ?? "";
    if (LEANS.test(text)) join(draft, unitAt(unit.candidate, unit.place - 1));
    if (text.endsWith(":")) join(draft, unitAt(unit.candidate, unit.place + 1));
  }
  return drafts.map(toRun);
}

/** English: means nothing without the sentence before. */
const LEANS =
  /^(?:this|that|these|those|it|they|he|she|then|otherwise|however|but|and|also|such|in (?:this|that) case|the (?:same|latter|former))\b/i;

function unitFinder(units: readonly ScoredUnit[]): (candidate: number, place: number) => ScoredUnit | undefined {
  const byPlace = new Map(units.map((unit) => [`${unit.candidate} ${unit.place}`, unit]));
  return (candidate, place) => byPlace.get(`${candidate} ${place}`);
}

function fits({ candidate, units }: Draft, unit: ScoredUnit): boolean {
  if (unit.candidate !== candidate || units.length === MAX_UNITS) return false;
  const places = units.map(({ place }) => place);
  const isNext = unit.place === Math.min(...places) - 1 || unit.place === Math.max(...places) + 1;
  if (!isNext || units.some(({ paragraph }) => paragraph !== unit.paragraph)) return false;
  const all = [...units, unit];
  return Math.max(...all.map(({ end }) => end)) - Math.min(...all.map(({ start }) => start)) <= MAX_QUOTE;
}

function toRun({ candidate, units }: Draft): Run {
  return {
    candidate,
    start: Math.min(...units.map(({ start }) => start)),
    end: Math.max(...units.map(({ end }) => end)),
    score: Math.max(...units.map(({ score }) => score)),
  };
}
