/** Of two strokes that belong together, at most so long apart. */
const TOGETHER_MS = 1500;

interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const MODIFIERS = new Set(["Control", "Shift", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Unidentified"]);

/** `mod+shift+o`, `j`, `?`, `Escape`, `Space`: modifiers in this order, then the key as the browser names it, letters in lower case; null for a modifier alone. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Stroke): string | null {
  if (MODIFIERS.has(key)) return null;
  const modifiers = [ctrlKey || metaKey ? "mod" : "", altKey ? "alt" : ""];
  // Shift is part of a sign such as `?`, and a modifier of letters and named keys.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== " ";
  if (shiftKey && !isSign) modifiers.push("shift");
  const name = key === " " ? "Space" : key.length === 1 ? key.toLowerCase() : key;
  return [...modifiers.filter((each) => each !== ""), name].join("+");
}

export interface Strokes {
  /** What a stroke means among these keys: itself, or the second half of two. */
  read(name: string, atMs: number, known: Iterable<string>): string;
}

/** Remembers the first of two strokes until the second one comes, or too late. */
export function createStrokes(): Strokes {
  let first: { readonly name: string; readonly atMs: number } | null = null;
  return {
    read: (name, atMs, known) => {
      const all = [...known];
      const before = first !== null && atMs - first.atMs <= TOGETHER_MS ? `${first.name} ${name}` : null;
      first = all.some((keys) => keys.startsWith(`${name} `)) ? { name, atMs } : null;
      if (before === null || !all.includes(before)) return name;
      first = null;
      return before;
    },
  };
}
