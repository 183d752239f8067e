/** What letters stand for, as a document says it. */
export interface Acronym {
  readonly short: string;
  readonly long: string;
}

/** `RPO`, `SaaS`, `R&D`: two to ten signs, at least two capitals. */
const SHORT = String.raw`\p{Lu}[\p{L}\p{N}&]{1,9}`;
const WORD = String.raw`[\p{L}\p{N}’'&-]{1,40}`;
// Every repetition has a bound, and a match begins where a word does: a hostile text must not take quadratic time.
const LONG_FIRST = new RegExp(String.raw`(?<![\p{L}\p{N}’'&-])((?:${WORD}[ \u00A0]){1,9}${WORD})[ \u00A0]?\((${SHORT})\)`, "gu");
const SHORT_FIRST = new RegExp(String.raw`(?<![\p{L}\p{N}])(${SHORT})[ \u00A0]?\(([\p{L}\p{N}’'&\- ]{4,80})\)`, "gu");
const LONGEST_TEXT = 20_000;

/** The acronyms that a text explains: "Recovery Point Objective (RPO)", "RPO (recovery point objective)". Linear in the text, of which it reads the beginning. */
export function findAcronyms(text: string): Acronym[] {
  const beginning = text.slice(0, LONGEST_TEXT);
  const found: Acronym[] = [];
  for (const [, words = "", written = ""] of beginning.matchAll(LONG_FIRST)) {
    const short = written.replace(/s$/, "");
    const long = tailFor(short, words.split(/[ \u00A0]/));
    if (long !== null) found.push({ short, long });
  }
  for (const [, short = "", words = ""] of beginning.matchAll(SHORT_FIRST)) {
    const all = words.trim().split(/[ \u00A0]+/);
    if (tailFor(short, all) === all.join(" ")) found.push({ short, long: all.join(" ") });
  }
  return found;
}

const SMALL_WORDS: ReadonlySet<string> = new Set([
  "of",
  "and",
  "the",
  "for",
  "in",
  "to",
  "a",
  "on",
  "der",
  "die",
  "das",
  "und",
  "für",
  "von",
  "zur",
  "zum",
]);

/** The fewest words at the end of a list that the letters stand for: each letter begins one, in order; small words may be left out. */
function tailFor(short: string, words: readonly string[]): string | null {
  const letters = Array.from(short.replaceAll("&", ""), (letter) => letter.toLowerCase());
  if ((short.match(/\p{Lu}/gu)?.length ?? 0) < 2 || letters.length < 2) return null;
  let left = letters.length;
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at]?.toLowerCase() ?? "";
    if (left > 0 && word.startsWith(letters[left - 1] ?? "")) left--;
    else if (!SMALL_WORDS.has(word)) return null;
    if (left === 0) return words.slice(at).join(" ");
  }
  return null;
}

const MOST = 3;

/**
 * What of a question can be said in another way, going by texts that its asker may read: the words for letters in it, and where `both` the letters for
 * words in it. At most three.
 */
export function acronymsFor(question: string, texts: Iterable<string>, both: boolean): readonly Acronym[] {
  const asked = new Set(question.match(/[\p{L}\p{N}&]+/gu) ?? []);
  const flat = ` ${flatten(question)} `;
  const found = new Map<string, Acronym>();
  for (const text of texts) {
    for (const acronym of findAcronyms(text)) {
      const hasShort = asked.has(acronym.short);
      const hasLong = flat.includes(` ${flatten(acronym.long)} `);
      const isOneOnly = hasShort !== hasLong;
      if (isOneOnly && (hasShort || both)) found.set(flatten(acronym.long), acronym);
      if (found.size === MOST) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Whether a question holds letters that might stand for words. */
export function mayHoldAcronym(question: string): boolean {
  return /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}&]*\p{Lu}[\p{L}\p{N}&]*\p{Lu})[\p{L}&][\p{L}\p{N}&]{1,9}(?![\p{L}\p{N}])/u.test(question);
}

function flatten(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}&]+/gu, " ")
    .trim();
}
