import type { Permitted } from "../access/permitted.ts";
import type { Passage } from "../ports/database/actor-scope.ts";
import { holdsKind } from "./answer-kinds.ts";
import { bestMatches, createLikeness, type Likeness, type Vectors, type Word, wordsOf } from "./match-words.ts";
import { flatten, type QuestionProfile } from "./read-question.ts";
import { splitUnits, type Unit } from "./split-units.ts";

/** A passage that the search found, with its text. */
export interface Candidate {
  readonly passage: Permitted<Passage>;
  readonly text: string;
  /** Fused score of the passage. */
  readonly score: number;
  readonly cosine: number | null;
}

/** What speaks for a unit; `own` to `passage` are shares of the question's weight, each counting what those before it left out. */
export interface Features {
  /** Terms that the unit itself matches, or the question above it in a list of questions and answers. */
  readonly own: number;
  /** Further ones in the sentence before or after. */
  readonly neighbours: number;
  /** In the headings or the table's header. */
  readonly headings: number;
  /** In the document's title or file name. */
  readonly title: number;
  /** Elsewhere in the passage. */
  readonly passage: number;
  /** Of unit and question. */
  readonly cosine: number;
  readonly passageScore: number;
  readonly passageCosine: number;
  readonly kind: number;
  /** Share of the pairs of neighbouring terms that stand near each other here too. */
  readonly pairs: number;
  /** 1: a code of the question is not here. */
  readonly lacksCode: number;
  /** Logarithm of the number of words. */
  readonly length: number;
}

/**
 * Fitted on the handbook in examples/ (92 questions whose answer is among the candidates) by conditional logistic regression with a ridge:
 * in the score's unit, one more makes a sentence e times as likely to be the answer.
 */
const WEIGHTS: Features = {
  own: 6.4,
  neighbours: 7.4,
  headings: 10.9,
  title: 15.5,
  passage: 1.6,
  cosine: 10.4,
  passageScore: 3.4,
  passageCosine: 11.6,
  kind: 3.4,
  pairs: 9.3,
  /** For the judgement of the whole. */
  lacksCode: 0,
  length: 1.4,
};

export interface ScoredUnit extends Unit {
  /** Index of its passage among the candidates. */
  readonly candidate: number;
  /** Its place among the passage's units. */
  readonly place: number;
  readonly score: number;
  readonly features: Features;
  /** How well each term of the question is matched in its passage or over it: 1 is the same word. */
  readonly matched: readonly number[];
}

/** Where a model cannot say: what it says of a middling sentence, so that the other signs decide. */
const USUAL_COSINE = { unit: 0.35, passage: 0.45 };

/** Every unit that could be quoted, in no order. Questions and headings in the text are read but not quoted. */
export async function scoreUnits(
  question: QuestionProfile,
  candidates: readonly Candidate[],
  vectors: { readonly words: Vectors | null; readonly cosines: ((texts: readonly string[]) => Promise<readonly number[]>) | null },
): Promise<ScoredUnit[]> {
  const readings = candidates.map(readCandidate);
  const units = readings.flatMap((reading) => reading.units);
  const likeness = await createLikeness(question.terms, wordsIn(readings), vectors.words);
  const cosines = (await vectors.cosines?.(units.map(({ text }) => text))) ?? [];
  let first = 0;
  return readings.flatMap((reading, candidate) => {
    const own = cosines.slice(first, first + reading.units.length);
    first += reading.units.length;
    return scoreCandidate(question, reading, likeness, own).map((unit) => ({ ...unit, candidate }));
  });
}

interface ReadUnit extends Unit {
  readonly text: string;
  readonly words: readonly Word[];
  readonly isQuestion: boolean;
}

interface Reading {
  readonly candidate: Candidate;
  readonly units: readonly ReadUnit[];
  readonly headings: readonly Word[];
  readonly title: readonly Word[];
}

/** Ends as one, or is marked as one: `Q: The display says E-52.` */
const QUESTION = /\?["”»)]?$|^(?:Q|Question)\s?[:.]\s/;

function readCandidate(candidate: Candidate): Reading {
  const { passage, text } = candidate;
  const { language, title, path } = passage.document;
  const units = splitUnits(text, passage.kind).map((unit): ReadUnit => {
    const words = text.slice(unit.start, unit.end);
    return { ...unit, text: words, words: wordsOf(words, language), isQuestion: QUESTION.test(words) };
  });
  return {
    candidate,
    units,
    headings: wordsOf([...passage.headingPath, passage.header ?? ""].join("\n"), language),
    title: wordsOf([title, path?.split("/").at(-1) ?? ""].join("\n"), language),
  };
}

function* wordsIn(readings: readonly Reading[]): Generator<Word> {
  for (const { units, headings, title } of readings) {
    yield* headings;
    yield* title;
    for (const { words } of units) yield* words;
  }
}

function scoreCandidate(
  question: QuestionProfile,
  reading: Reading,
  likeness: Likeness,
  cosines: readonly number[],
): Omit<ScoredUnit, "candidate">[] {
  const { terms } = question;
  const { candidate, units } = reading;
  const matches = units.map(({ words }) => bestMatches(words, terms, likeness));
  const headings = bestMatches(reading.headings, terms, likeness);
  const title = bestMatches(reading.title, terms, likeness);
  const whole = terms.map((_term, index) => Math.max(0, ...matches.map((each) => each[index] ?? 0)));
  return units.flatMap((unit, place) => {
    if (unit.isQuestion || isLabel(unit, candidate.passage.kind)) return [];
    // An answer need not repeat its question: both speak for it.
    const voices = [place, ...questionOver(units, place)];
    const beside = [place - 1, place + 1].filter((each) => units[each]?.paragraph === unit.paragraph);
    const bestOf = (places: readonly number[]): number[] => terms.map((_term, index) => most(places, (each) => matches[each]?.[index]));
    const rings = [bestOf(voices), bestOf(beside), headings, title, whole];
    const gains = gainsOf(question, rings);
    const matched = terms.map((_term, index) => Math.max(...rings.map((ring) => ring[index] ?? 0)));
    const [own = 0, neighbours = 0, inHeadings = 0, inTitle = 0, passage = 0] = gains;
    const features: Features = {
      own,
      neighbours,
      headings: inHeadings,
      title: inTitle,
      passage,
      cosine: cosines.length === 0 ? USUAL_COSINE.unit : most(voices, (each) => cosines[each]),
      passageScore: candidate.score,
      passageCosine: candidate.cosine ?? USUAL_COSINE.passage,
      kind: holdsKind(question.kind, unit.text),
      pairs: most(voices, (each) => pairShare(question, units[each]?.words ?? [])),
      lacksCode: lacksCode(question, reading, [...voices, ...beside]) ? 1 : 0,
      length: Math.log(1 + unit.words.length),
    };
    return [{ start: unit.start, end: unit.end, paragraph: unit.paragraph, place, features, matched, score: scoreOf(features) }];
  });
}

function most(places: readonly number[], valueOf: (place: number) => number | undefined): number {
  return Math.max(0, ...places.map((place) => valueOf(place) ?? 0));
}

function scoreOf(features: Features): number {
  return Object.entries(WEIGHTS).reduce((sum, [name, weight]) => sum + weight * features[name as keyof Features], 0);
}

const LABEL_WORDS = 8;

/** A short line that ends like no sentence. */
function isLabel({ text, words }: ReadUnit, kind: string): boolean {
  return kind !== "table" && words.length < LABEL_WORDS && !/[.!?:;"”)…]$/.test(text);
}

/** How far above an answer its question may stand. */
const QUESTION_REACH = 3;

/** The question of a list of questions and answers that a unit belongs to. */
function questionOver(units: readonly ReadUnit[], place: number): number[] {
  const above = units.slice(Math.max(0, place - QUESTION_REACH), place).findLastIndex(({ isQuestion }) => isQuestion);
  if (above < 0) return [];
  const at = Math.max(0, place - QUESTION_REACH) + above;
  return at === place - 1 || units[at]?.paragraph === units[place]?.paragraph ? [at] : [];
}

/** The weight that each ring of context adds to those inside it. */
function gainsOf({ terms }: QuestionProfile, rings: readonly ArrayLike<number>[]): number[] {
  const gains = rings.map(() => 0);
  for (const [index, { weight }] of terms.entries()) {
    let best = 0;
    for (const [ring, matches] of rings.entries()) {
      const match = matches[index] ?? 0;
      if (match > best) gains[ring] = (gains[ring] ?? 0) + (match - best) * weight;
      best = Math.max(best, match);
    }
  }
  return gains;
}

/** Words between the two that still count as near. */
const PAIR_REACH = 2;

function pairShare({ terms }: QuestionProfile, words: readonly Word[]): number {
  let pairs = 0;
  for (let index = 0; index + 1 < terms.length; index++) {
    const at = words.findIndex(({ term }) => term === terms[index]?.term);
    if (at >= 0 && words.slice(at + 1, at + 1 + PAIR_REACH).some(({ term }) => term === terms[index + 1]?.term)) pairs++;
  }
  return pairs / Math.max(1, terms.length - 1);
}

function lacksCode({ codes }: QuestionProfile, { candidate, units }: Reading, places: readonly number[]): boolean {
  if (codes.length === 0) return false;
  const near = places.map((place) => units[place]?.text ?? "");
  const flat = flatten([...surroundings(candidate.passage), ...near].join("\n"));
  return codes.some((code) => !flat.includes(code));
}

/** What stands over a passage. */
function surroundings({ document, headingPath, header }: Passage): string[] {
  return [document.title, document.path ?? "", ...headingPath, header ?? ""];
}
