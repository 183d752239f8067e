import type { Permitted } from "../../access/permitted.ts";
import type { Chunk } from "../../ports/database/actor-scope.ts";
import { detectLanguage } from "../../text/detect-language.ts";
import { wordsOf } from "../match-words.ts";
import { isGeneral } from "../read-question.ts";
import { MAX_QUOTE, splitUnits } from "../split-units.ts";
import { contradicts, type FactSource, factSourceOf } from "./contradicts.ts";
import { readFacts, readNumbers } from "./read-facts.ts";

/** Offsets into the passage's text. */
export interface SupportingPlace {
  readonly start: number;
  readonly end: number;
  /** 0 to 1: how much of the claim stands there. */
  readonly score: number;
}

export interface Support {
  /** The one to three sentences of a passage (from 0) that best support the claim; null when the passage does not support it. */
  find(claim: string, passage: number): SupportingPlace | null;
  /** Whether a text says anything that a source could support. */
  isClaim(text: string): boolean;
}

interface ReadUnit {
  readonly start: number;
  readonly end: number;
  readonly paragraph: number;
  readonly terms: ReadonlySet<string>;
}

interface Reading {
  readonly units: readonly ReadUnit[];
  /** Headings, title and table header. */
  readonly context: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
  readonly language: string;
  readonly facts: FactSource;
}

/** Weighs claims against the passages that a model was shown, `shown` being the text of each that it saw. */
export function createSupport(shown: readonly Permitted<Chunk>[], question: string): Support {
  const readings = shown.map(readChunk);
  const questionFacts = readFacts(question, "und");
  const asked = new Set(featuresOf(question, detectLanguage(question)).keys());
  const frequency = new Map<string, number>();
  for (const { all } of readings) for (const term of all) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const weigh = (claim: string, language: string): readonly Weighed[] =>
    [...featuresOf(claim, language)].map(([term, isCommon]) => ({
      term,
      weight: weightOf(term, frequency.get(term) ?? 0, readings.length) * (isCommon || asked.has(term) ? COMMON : 1),
    }));
  const placeIn = (reading: Reading, claim: string): SupportingPlace | null => bestPlace(reading, weigh(claim, reading.language));
  return {
    find: (claim, passage) => {
      const reading = readings[passage];
      if (reading === undefined) return null;
      const others = readings.filter((each) => each !== reading).map(({ facts }) => facts);
      const facts = readFacts(claim, detectLanguage(claim));
      if (contradicts(facts, reading.facts, others, questionFacts)) return null;
      const found = placeIn(reading, claim);
      if (found === null) return null;
      if (found.score === 0) return isForeign(claim, reading) ? found : null;
      if (isForeign(claim, reading)) return found;
      const best = Math.max(...readings.map((each) => placeIn(each, claim)?.score ?? 0));
      return found.score >= ENOUGH || found.score >= best * NEAR_BEST ? found : null;
    },
    isClaim: (text) => [...featuresOf(text, detectLanguage(text)).keys()].length >= CLAIM_WORDS,
  };
}

/** A passage that holds this share of a claim supports it, whatever others hold. */
const ENOUGH = 0.75;
/** Among passages about one subject, one that holds less than this share of what the best holds is not what the claim was taken from. */
const NEAR_BEST = 0.7;
/** For words that fit any subject, and those of the question, which any passage found has. */
const COMMON = 0.35;
const CLAIM_WORDS = 3;

interface Weighed {
  readonly term: string;
  readonly weight: number;
}

function weightOf(term: string, chunks: number, total: number): number {
  return (term.startsWith("#") ? 2 : 1) * Math.log(1 + (total + 1) / (chunks + 0.5));
}

/** Words and numbers; the value says whether the word fits any subject. */
function featuresOf(text: string, language: string): Map<string, boolean> {
  const features = new Map<string, boolean>();
  for (const { term, word } of wordsOf(text, language)) if (!/^\p{N}+$/u.test(word)) features.set(term, isGeneral(word));
  for (const { value } of readNumbers(text)) features.set(`#${value}`, false);
  return features;
}

function readChunk({ passage, text }: Chunk): Reading {
  const { language, title } = passage.document;
  const units = splitUnits(text, passage.kind).map((unit): ReadUnit => ({
    ...unit,
    terms: new Set(featuresOf(text.slice(unit.start, unit.end), language).keys()),
  }));
  const over = [title, ...passage.headingPath, passage.header ?? ""].join("\n");
  const context = new Set(featuresOf(over, language).keys());
  return {
    units,
    context,
    all: new Set([...context, ...units.flatMap(({ terms }) => [...terms])]),
    language,
    facts: factSourceOf(`${over}\n${text}`),
  };
}

/** Words tell nothing across languages. */
function isForeign(claim: string, { language }: Reading): boolean {
  const spoken = detectLanguage(claim);
  return spoken !== "und" && language !== "und" && spoken !== language;
}

const MAX_UNITS = 3;
/** What a further sentence must add. */
const WORTH = 0.08;
const IN_CONTEXT = 0.5;

function bestPlace({ units, context }: Reading, claim: readonly Weighed[]): SupportingPlace | null {
  const total = claim.reduce((sum, { weight }) => sum + weight, 0);
  let best: SupportingPlace | null = null;
  let bestValue = -1;
  for (const [first, unit] of units.entries()) {
    const terms = new Set<string>();
    for (let count = 0; count < MAX_UNITS; count++) {
      const last = units[first + count];
      if (last === undefined || last.paragraph !== unit.paragraph || last.end - unit.start > MAX_QUOTE) break;
      for (const term of last.terms) terms.add(term);
      const { score, own } = scoreOf(claim, terms, context, total);
      const value = score - WORTH * count;
      if (value > bestValue) [bestValue, best] = [value, { start: unit.start, end: last.end, score: own === 0 ? 0 : score }];
    }
  }
  return best;
}

function scoreOf(claim: readonly Weighed[], terms: ReadonlySet<string>, context: ReadonlySet<string>, total: number) {
  let own = 0;
  let beside = 0;
  for (const { term, weight } of claim) {
    const share = likeness(term, terms);
    own += share * weight;
    if (share < IN_CONTEXT) beside += Math.max(0, IN_CONTEXT * likeness(term, context) - share) * weight;
  }
  return { own, score: total === 0 ? 0 : (own + beside) / total };
}

const PREFIX = 5;

/** 1 for the same word, less for one that begins alike: "reimburse" and "reimbursement" have different stems. */
function likeness(term: string, terms: ReadonlySet<string>): number {
  if (terms.has(term)) return 1;
  if (term.startsWith("#") || term.length < PREFIX) return 0;
  const head = term.slice(0, PREFIX);
  for (const other of terms) {
    if (!other.startsWith(head)) continue;
    let common = PREFIX;
    while (common < Math.min(term.length, other.length) && term[common] === other[common]) common++;
    if (common >= 0.6 * Math.max(term.length, other.length)) return 0.8;
  }
  return 0;
}
