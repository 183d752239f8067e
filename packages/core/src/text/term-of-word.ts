import { newStemmer } from "snowball-stemmers";
import { foldAccents, lowerWord } from "./fold-word.ts";
import { STOP_WORDS } from "./stop-words.ts";

/** How words of one language become terms. Made once per language; the cache in it is bounded. */
export interface Vocabulary {
  readonly language: string;
  /** The index term of a word as written; "" for a stop word. A word in capitals (IT, WHO, US) is a name, never a stop word. */
  termOf(word: string): string;
  /** The same, without looking at stop words. */
  termOfAny(word: string): string;
}

/** Accepts `en`, `EN`, `en-GB`; a language without a stemmer, and `und`, keeps its words whole. */
export function vocabularyFor(language: string): Vocabulary {
  const code = language.slice(0, 2).toLowerCase();
  const family = code === "nb" || code === "nn" ? "no" : code;
  const known = family in ALGORITHMS || STOP_WORDS.has(family) ? family : "und";
  const ready = vocabularies.get(known);
  if (ready) return ready;
  const made = createVocabulary(known);
  vocabularies.set(known, made);
  return made;
}

export function isAllCapitals(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase();
}

const vocabularies = new Map<string, Vocabulary>();

const ALGORITHMS: Readonly<Record<string, string>> = {
  ar: "arabic",
  hy: "armenian",
  eu: "basque",
  ca: "catalan",
  cs: "czech",
  da: "danish",
  nl: "dutch",
  en: "english",
  fi: "finnish",
  fr: "french",
  de: "german",
  hu: "hungarian",
  ga: "irish",
  it: "italian",
  no: "norwegian",
  pt: "portuguese",
  ro: "romanian",
  ru: "russian",
  sl: "slovene",
  es: "spanish",
  sv: "swedish",
  ta: "tamil",
  tr: "turkish",
};

/** Endings the stemmers know only with their accents, which people leave out when they type a query. */
const RESPELLED: Readonly<Record<string, (word: string) => string>> = {
  es: (word) => word.replace(/([cs])ion$/, "$1ión"),
  pt: (word) => word.replace(/cao$/, "ção").replace(/coes$/, "ções"),
  ru: (word) => word.replace(/ё/g, "е"),
};

const MAX_TERM_LENGTH = 64;
/** Beyond it a "word" is data (a key, a hash, a line of base64); folding only so much keeps hostile input cheap. */
const MAX_FOLDED_LENGTH = 256;
const MAX_CACHED_LENGTH = 32;
/** Per language and generation: some 5 MB when full. */
const MAX_CACHED_WORDS = 25_000;
/** V8 keeps the whole text alive behind a slice of 13 characters or more. */
const SLICED_FROM_LENGTH = 13;
const HAS_DIGIT = /\p{N}/u;
const NOTHING: ReadonlySet<string> = new Set();

function createVocabulary(language: string): Vocabulary {
  const stopWords = STOP_WORDS.get(language) ?? NOTHING;
  const algorithm = ALGORITHMS[language];
  const stemmer = algorithm === undefined ? undefined : newStemmer(algorithm);
  const respell = RESPELLED[language];
  // Two generations: the words in use outlive the flood of words seen once.
  let recent = new Map<string, string>();
  let older = new Map<string, string>();

  const stem = (lower: string): string => {
    // The stemmers know words; of a code such as `a4012s` they would cut off a part that matters.
    if (!stemmer || lower.length > MAX_TERM_LENGTH || HAS_DIGIT.test(lower)) return lower;
    return stemmer.stem(respell ? respell(lower) : lower) || lower;
  };
  const termOfAny = (word: string): string => {
    const lower = lowerWord(word.slice(0, MAX_FOLDED_LENGTH));
    return cap(foldAccents(stem(lower)) || foldAccents(lower));
  };
  const compute = (word: string): string => {
    const isStopWord = !isAllCapitals(word) && stopWords.has(foldAccents(lowerWord(word.slice(0, MAX_FOLDED_LENGTH))));
    return isStopWord ? "" : termOfAny(word);
  };
  const remember = (word: string, term: string): void => {
    if (recent.size >= MAX_CACHED_WORDS) {
      older = recent;
      recent = new Map();
    }
    recent.set(word, term);
  };
  const termOf = (word: string): string => {
    const known = recent.get(word);
    if (known !== undefined) return known;
    if (word.length > MAX_CACHED_LENGTH) return compute(word);
    const own = word.length < SLICED_FROM_LENGTH ? word : copyOf(word);
    const term = older.get(word) ?? compute(own);
    remember(own, term);
    return term;
  };
  return { language, termOf, termOfAny };
}

function copyOf(word: string): string {
  return String.fromCharCode(...Array.from({ length: word.length }, (_, index) => word.charCodeAt(index)));
}

function cap(term: string): string {
  if (term.length <= MAX_TERM_LENGTH) return term;
  const cut = term.slice(0, MAX_TERM_LENGTH);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
