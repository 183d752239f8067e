import { useSyncExternalStore } from "react";

/** Where an action works: two that can be meant at the same time may not have the same keys. */
export type Scope = "everywhere" | "results" | "chat";

interface Action {
  readonly scope: Scope;
  /** Keys as `useShortcuts` names them; two strokes one after the other are parted by a space. */
  readonly keys: string;
}

/** What can be done from the keyboard; in the order in which it is listed. */
export const ACTIONS = {
  palette: { scope: "everywhere", keys: "mod+k" },
  newChat: { scope: "everywhere", keys: "mod+shift+o" },
  search: { scope: "everywhere", keys: "g s" },
  chats: { scope: "everywhere", keys: "g c" },
  documents: { scope: "everywhere", keys: "g d" },
  sheet: { scope: "everywhere", keys: "?" },
  focus: { scope: "results", keys: "/" },
  next: { scope: "results", keys: "j" },
  previous: { scope: "results", keys: "k" },
  preview: { scope: "results", keys: "Space" },
  open: { scope: "results", keys: "Enter" },
  source: { scope: "results", keys: "o" },
  close: { scope: "results", keys: "Escape" },
  composer: { scope: "chat", keys: "shift+Escape" },
  stop: { scope: "chat", keys: "Escape" },
} as const satisfies Readonly<Record<string, Action>>;

export type ActionName = keyof typeof ACTIONS;

export const ACTION_NAMES = Object.keys(ACTIONS) as readonly ActionName[];

/** What a person has chosen; kept in this browser. */
export interface ShortcutChoice {
  readonly isOff: boolean;
  /** Keys that write a sign work without Ctrl or Alt only when this is not set: speech input and unsteady hands set them off. */
  readonly isSingleOff: boolean;
  /** Where it differs from what is usual; null: no keys. */
  readonly keys: Readonly<Partial<Record<ActionName, string | null>>>;
}

const USUAL: ShortcutChoice = { isOff: false, isSingleOff: false, keys: {} };
const STORAGE_KEY = "smartypants-shortcuts";
/** Before keys could be chosen: `1` where they were off. */
const OFF_KEY = "smartypants-shortcuts-off";

/** Anything but what was written here is left out: the storage may hold what another version wrote. */
export function readShortcuts(text: string | null): ShortcutChoice {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "{}");
  } catch {
    return USUAL;
  }
  const { isOff, isSingleOff, keys } = (stored ?? {}) as Readonly<Record<string, unknown>>;
  const chosen = ACTION_NAMES.flatMap((name) => {
    const value = ((keys ?? {}) as Readonly<Record<string, unknown>>)[name];
    return typeof value === "string" || value === null ? [[name, value] as const] : [];
  });
  return { isOff: isOff === true, isSingleOff: isSingleOff === true, keys: Object.fromEntries(chosen) };
}

/** The keys of an action, whether or not they are switched on; null when it has none. */
export function keysOf({ keys }: ShortcutChoice, action: ActionName): string | null {
  const chosen = keys[action];
  return chosen === undefined ? ACTIONS[action].keys : chosen;
}

/** Keys that write a letter, a number or a sign, alone or one after the other. */
export function isSingle(keys: string): boolean {
  return keys.split(" ").every((stroke) => /^(?:shift\+)?.$/u.test(stroke));
}

/** The same, but for what is switched off. */
export function activeKeys(choice: ShortcutChoice, action: ActionName): string | null {
  const keys = keysOf(choice, action);
  if (choice.isOff || keys === null || (choice.isSingleOff && isSingle(keys))) return null;
  return keys;
}

let choice = load();
const listeners = new Set<() => void>();

function load(): ShortcutChoice {
  try {
    const known = readShortcuts(localStorage.getItem(STORAGE_KEY));
    return localStorage.getItem(OFF_KEY) === "1" ? { ...known, isOff: true } : known;
  } catch {
    // Storage is blocked: they are as for everybody.
    return USUAL;
  }
}

export function shortcuts(): ShortcutChoice {
  return choice;
}

export function changeShortcuts(change: Partial<ShortcutChoice>): void {
  choice = { ...choice, ...change };
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(choice));
    localStorage.removeItem(OFF_KEY);
  } catch {
    // Storage is blocked: the choice holds until the page is loaded again.
  }
  for (const notify of listeners) notify();
}

function subscribe(notify: () => void): () => void {
  const reload = ({ key }: StorageEvent): void => {
    if (key !== STORAGE_KEY) return;
    choice = load();
    notify();
  };
  listeners.add(notify);
  // Another window has changed them.
  window.addEventListener("storage", reload);
  return () => {
    listeners.delete(notify);
    window.removeEventListener("storage", reload);
  };
}

export function useShortcutChoice(): ShortcutChoice {
  return useSyncExternalStore(subscribe, shortcuts);
}
