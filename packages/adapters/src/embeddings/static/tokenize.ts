import { CONTINUATION, extendHash, findToken, type Vocabulary, WORD_START } from "./vocabulary.ts";

/** Longer words are not looked up, as in BERT's tokenizer. */
const MAX_WORD_UNITS = 100;

const ACCENTS = /\p{Mn}/gu;
const PUNCTUATION = /\p{P}/u;
const SPACE = /[\s\p{Zs}]/u;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\ufffd]/u;
/** Each character is a word of its own. */
const IDEOGRAPH = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}]/u;

const DROPPED = 0;
const LETTER = 1;
const SEPARATOR = 2;
const SINGLE = 3;
const ASCII_KINDS = asciiKinds();

/** Turns a text into token numbers. */
export interface Tokenizer {
  /** Writes the numbers to `into`, which is emptied first. Words that cannot be put together from tokens are left out. */
  tokenize(text: string, into: number[]): void;
}

/** BERT's uncased pre-tokenisation (lower case, no accents, punctuation and ideographs alone) and greedy WordPiece. */
export function createTokenizer(vocabulary: Vocabulary): Tokenizer {
  const word = new Uint16Array(MAX_WORD_UNITS);
  /** Hash of the first n units of what is being looked up. */
  const hashes = new Int32Array(MAX_WORD_UNITS + 1);
  const longest = longestToken(vocabulary);
  let length = 0;

  const addUnit = (unit: number): void => {
    if (length < MAX_WORD_UNITS) word[length] = unit;
    length++;
  };
  const addPieces = (into: number[]): void => {
    const before = into.length;
    for (let from = 0; from < length;) {
      const reach = Math.min(length, from + longest);
      hashes[from] = from === 0 ? WORD_START : CONTINUATION;
      for (let index = from; index < reach; index++) hashes[index + 1] = extendHash(hashes[index] ?? 0, word[index] ?? 0);
      let to = reach;
      let token = -1;
      for (; to > from; to--) {
        token = findToken(vocabulary, word, from, to, hashes[to] ?? 0);
        if (token >= 0) break;
      }
      if (token < 0) {
        into.length = before;
        return;
      }
      // Token 0 is the unknown word.
      if (token > 0) into.push(token);
      from = to;
    }
  };
  const endWord = (into: number[]): void => {
    if (length > 0 && length <= MAX_WORD_UNITS) addPieces(into);
    length = 0;
  };
  const addCharacter = (point: number, units: number, into: number[]): void => {
    const kind = point < 128 ? (ASCII_KINDS[point] ?? DROPPED) : kindOf(String.fromCodePoint(point));
    if (kind === DROPPED) return;
    if (kind !== LETTER) endWord(into);
    if (kind === SEPARATOR) return;
    if (units === 1) addUnit(point);
    else for (const unit of [0xd800 + ((point - 0x10000) >> 10), 0xdc00 + (point & 0x3ff)]) addUnit(unit);
    if (kind === SINGLE) endWord(into);
  };
  return {
    tokenize: (text, into) => {
      into.length = 0;
      const plain = normalise(text);
      for (let index = 0; index < plain.length;) {
        const point = plain.codePointAt(index) ?? 0;
        const units = point > 0xffff ? 2 : 1;
        addCharacter(point, units, into);
        index += units;
      }
      endWord(into);
    },
  };
}

/** The whole text at once: what a letter becomes in lower case may depend on its neighbours. */
function normalise(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 127) return text.normalize("NFD").replace(ACCENTS, "").toLowerCase();
  }
  return text.toLowerCase();
}

function kindOf(character: string): number {
  if (SPACE.test(character)) return SEPARATOR;
  if (INVISIBLE.test(character)) return DROPPED;
  return PUNCTUATION.test(character) || IDEOGRAPH.test(character) ? SINGLE : LETTER;
}

function asciiKinds(): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, point) => {
    const character = String.fromCharCode(point);
    if (" \t\n\r".includes(character)) return SEPARATOR;
    if (/[a-z0-9]/.test(character)) return LETTER;
    return /[!-~]/.test(character) ? SINGLE : DROPPED;
  });
}

function longestToken({ starts }: Vocabulary): number {
  let longest = 0;
  for (let number = 1; number < starts.length; number++) longest = Math.max(longest, (starts[number] ?? 0) - (starts[number - 1] ?? 0));
  return longest;
}
