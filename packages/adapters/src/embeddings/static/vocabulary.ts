/**
 * The tokens of a WordPiece vocabulary in an open-addressing table of typed arrays: 1 MB for 38,000 tokens, and several threads can share
 * it. A token that continues a word begins with "##".
 */
export interface Vocabulary {
  /** UTF-16 units of all tokens, one after another. */
  readonly units: Uint16Array;
  /** Where each token begins in `units`, and where the last one ends. */
  readonly starts: Uint32Array;
  /** Token number + 1 by hash; 0 is free. The length is a power of two. */
  readonly places: Int32Array;
}

/** Hash of nothing, and of the "##" in front of a continuation. */
export const WORD_START = 0x811c9dc5 | 0;
const HASH_SIGN = 35;
export const CONTINUATION = extendHash(extendHash(WORD_START, HASH_SIGN), HASH_SIGN);

/** The hash of a text with one more unit. (FNV-1a) */
export function extendHash(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** `tokens` in the order of their numbers; they must differ. */
export function buildVocabulary(tokens: readonly string[]): Vocabulary {
  const starts = new Uint32Array(new SharedArrayBuffer((tokens.length + 1) * 4));
  for (const [number, token] of tokens.entries()) starts[number + 1] = (starts[number] ?? 0) + token.length;
  const units = new Uint16Array(new SharedArrayBuffer((starts[tokens.length] ?? 0) * 2));
  const places = new Int32Array(new SharedArrayBuffer(2 ** Math.ceil(Math.log2(tokens.length * 1.5)) * 4));
  for (const [number, token] of tokens.entries()) {
    let hash = WORD_START;
    for (let index = 0; index < token.length; index++) {
      const unit = token.charCodeAt(index);
      units[(starts[number] ?? 0) + index] = unit;
      hash = extendHash(hash, unit);
    }
    let place = placeOf(hash, places);
    while (places[place] !== 0) place = (place + 1) & (places.length - 1);
    places[place] = number + 1;
  }
  return { units, starts, places };
}

/**
 * The number of the token that is word[from..to), or "##" and that when `hash` began with CONTINUATION; -1 when there is none. `hash` must
 * be the hash of exactly those units.
 */
export function findToken(vocabulary: Vocabulary, word: Uint16Array, from: number, to: number, hash: number): number {
  const { units, starts, places } = vocabulary;
  const skipped = from > 0 ? 2 : 0;
  for (let place = placeOf(hash, places); ; place = (place + 1) & (places.length - 1)) {
    const number = (places[place] ?? 0) - 1;
    if (number < 0) return -1;
    const start = starts[number] ?? 0;
    if ((starts[number + 1] ?? 0) - start !== to - from + skipped) continue;
    if (skipped > 0 && units[start] !== HASH_SIGN) continue;
    let index = from;
    while (index < to && units[start + skipped + index - from] === word[index]) index++;
    if (index === to) return number;
  }
}

function placeOf(hash: number, places: Int32Array): number {
  return (hash ^ (hash >>> 15)) & (places.length - 1);
}
