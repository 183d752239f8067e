const NAMES = ["from", "in", "type", "source", "before", "after"] as const;
export type Operator = (typeof NAMES)[number];

/** What can stand behind an operator, known from the results and the sources. */
export type KnownValues = Readonly<Partial<Record<Operator, readonly string[]>>>;

export interface Completion {
  /** Takes the place of the word that is being written. */
  readonly text: string;
  readonly operator: Operator;
  /** Null: the operator itself is completed. */
  readonly value: string | null;
}

/** The word that ends at the caret. */
export interface OpenWord {
  readonly start: number;
  readonly text: string;
}

/** The word at the caret; null inside of quotes of its own, or when a word goes on behind the caret. */
export function openWord(query: string, caret: number): OpenWord | null {
  if (/^\S/.test(query.slice(caret))) return null;
  const before = query.slice(0, caret);
  const word = /(?:^|\s)((?:[a-z]+:"[^"]*|[^\s"]+))$/i.exec(before)?.[1];
  return word === undefined ? null : { start: caret - word.length, text: word };
}

const SHOWN = 8;

/** How the word can go on: operators by their first letters, then what stands behind one. Nothing for ordinary words of a single letter. */
export function completionsOf(word: string, known: KnownValues): readonly Completion[] {
  const colon = word.indexOf(":");
  if (colon === -1) {
    const begun = word.toLowerCase();
    if (begun.length < 2) return [];
    return NAMES.filter((name) => name.startsWith(begun)).map((operator) => ({ text: `${operator}:`, operator, value: null }));
  }
  const operator = NAMES.find((name) => name === word.slice(0, colon).toLowerCase());
  if (operator === undefined) return [];
  const begun = word
    .slice(colon + 1)
    .replace(/^"/, "")
    .toLowerCase();
  const values = [...new Set(known[operator] ?? [])].filter((value) => value.toLowerCase().includes(begun) && !value.includes('"'));
  const first = values.filter((value) => value.toLowerCase().startsWith(begun));
  const rest = values.filter((value) => !first.includes(value));
  return [...first, ...rest]
    .filter((value) => value.toLowerCase() !== begun)
    .slice(0, SHOWN)
    .map((value) => ({ text: `${operator}:${/[\s:]/.test(value) ? `"${value}"` : value}`, operator, value }));
}

/** The query with a completion in the place of the open word, and where the caret stands then. */
export function complete(
  query: string,
  { start, text }: OpenWord,
  completion: Completion,
): { readonly query: string; readonly caret: number } {
  const written = completion.value === null ? completion.text : `${completion.text} `;
  const after = query.slice(start + text.length).replace(/^"?\s*/, "");
  return { query: `${query.slice(0, start)}${written}${after}`, caret: start + written.length };
}

/** Days that people narrow a search to. */
export function recentDays(now: Date): readonly string[] {
  const day = (year: number, month: number, date: number): string => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  return [
    day(year, month, date - 7),
    day(year, month, date - 30),
    `${year}-${String(month + 1).padStart(2, "0")}`,
    String(year),
    String(year - 1),
  ];
}
