import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./keys.module.css";
import { type ActionName, activeKeys, useShortcutChoice } from "./shortcuts.ts";

interface Props {
  readonly keys: readonly string[];
  readonly children?: ReactNode;
}

/** Keys to press, with what they do behind them. */
export function Keys({ keys, children }: Props): ReactNode {
  return (
    <span className={styles.keys}>
      {keys.map((key, index) => (
        <kbd key={index}>{key}</kbd>
      ))}
      {children}
    </span>
  );
}

/** What the key beside the space bar is called on this machine. */
export const MOD_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** Keys whose name is a word of a language. */
const NAMED = { Enter: "enter", Space: "space", shift: "shift" } as const;
const SHORT: Readonly<Record<string, string>> = {
  mod: MOD_KEY,
  alt: "Alt",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

function isNamed(key: string): key is keyof typeof NAMED {
  return Object.hasOwn(NAMED, key);
}

/** Keys as they stand on the keyboard, stroke after stroke. */
export function useKeyNames(): (keys: string) => readonly string[] {
  const { t } = useTranslation();
  // `+` itself is a key too.
  const partsOf = (stroke: string): readonly string[] => stroke.match(/[^+]+|\+$/g) ?? [];
  return (keys) =>
    keys
      .split(" ")
      .flatMap(partsOf)
      .map((key) => (isNamed(key) ? t(`ui.key.${NAMED[key]}`) : (SHORT[key] ?? (key.length === 1 ? key.toUpperCase() : key))));
}

interface ShortcutProps {
  readonly actions: readonly ActionName[];
  readonly children?: ReactNode;
}

/** The keys that a person has for something; nothing when there are none, or when they are switched off. */
export function ShortcutKeys({ actions, children }: ShortcutProps): ReactNode {
  const choice = useShortcutChoice();
  const namesOf = useKeyNames();
  const all = actions.map((action) => activeKeys(choice, action)).filter((keys) => keys !== null);
  return all.length === 0 ? null : <Keys keys={all.flatMap(namesOf)}>{children}</Keys>;
}
