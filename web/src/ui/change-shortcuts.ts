import { ACTION_NAMES, type ActionName, ACTIONS, changeShortcuts, keysOf, type ShortcutChoice, shortcuts } from "./shortcuts.ts";

/** The actions that these keys would also set off, or keep from their second stroke. */
export function meetsWith(choice: ShortcutChoice, action: ActionName, keys: string): readonly ActionName[] {
  const { scope } = ACTIONS[action];
  return ACTION_NAMES.filter((other) => {
    const known = keysOf(choice, other);
    if (other === action || known === null) return false;
    const areTogether = scope === "everywhere" || ACTIONS[other].scope === "everywhere" || ACTIONS[other].scope === scope;
    return areTogether && (known === keys || known.startsWith(`${keys} `) || keys.startsWith(`${known} `));
  });
}

/** Keys that browsers, systems and forms keep for themselves. */
const TAKEN = new Set(
  Array.from("acvxzytwnrlpfq")
    .map((letter) => `mod+${letter}`)
    .concat(["Tab", "shift+Tab", "mod+Tab", "mod+shift+t", "mod+shift+n", "F5"]),
);

export function isTaken(keys: string): boolean {
  return TAKEN.has(keys);
}

/** Gives an action other keys, or none; whatever else had them loses them. */
export function bindShortcut(action: ActionName, keys: string | null): void {
  const others = keys === null ? [] : meetsWith(shortcuts(), action, keys);
  const lost = Object.fromEntries(others.map((other) => [other, null]));
  changeShortcuts({ keys: { ...shortcuts().keys, ...lost, [action]: keys } });
}

/** Gives an action its usual keys back, or all of them theirs. */
export function resetShortcuts(action?: ActionName): void {
  if (action === undefined) return changeShortcuts({ keys: {} });
  bindShortcut(action, ACTIONS[action].keys);
  const { [action]: _usual, ...rest } = shortcuts().keys;
  changeShortcuts({ keys: rest });
}
