/** Texts as small numbers, counted from 1; 0 stands for "none". Numbers are given back by `clear` only. */
export interface Interner {
  readonly size: number;
  add(text: string): number;
  /** 0 when the text was never added. */
  find(text: string): number;
  clear(): void;
}

export function createInterner(): Interner {
  const numbers = new Map<string, number>();
  return {
    get size() {
      return numbers.size;
    },
    add: (text) => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, numbers.size + 1);
      return numbers.size;
    },
    find: (text) => numbers.get(text) ?? 0,
    clear: () => numbers.clear(),
  };
}

/** Lists of texts as small numbers; equal lists share one. */
export interface ListInterner {
  /** `json` is the list as a JSON array of strings. */
  add(json: string): number;
  /** One byte per number: 1 where the list has any of the texts. */
  containing(texts: readonly string[]): Uint8Array;
  clear(): void;
}

export function createListInterner(): ListInterner {
  const lists = createInterner();
  const texts = createInterner();
  const members: Int32Array[] = [];
  return {
    add: (json) => {
      const number = lists.add(json);
      if (members.length >= number) return number;
      const list: string[] = JSON.parse(json);
      members.push(Int32Array.from(list, (text) => texts.add(text)));
      return number;
    },
    containing: (wanted) => {
      const numbers = new Set(wanted.map((text) => texts.find(text)).filter((number) => number > 0));
      const flags = new Uint8Array(lists.size + 1);
      for (const [index, list] of members.entries()) if (list.some((number) => numbers.has(number))) flags[index + 1] = 1;
      return flags;
    },
    clear: () => {
      lists.clear();
      texts.clear();
      members.length = 0;
    },
  };
}
