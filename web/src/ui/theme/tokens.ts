import type { CSSVariablesResolver } from "@mantine/core";

interface Token {
  readonly light: string;
  readonly dark: string;
}

const token = (light: string, dark: string): Token => ({ light, dark });

/** Every colour of the product, by what it is for. In style sheets `--sp-<name>`. */
const TOKENS = {
  canvas: token("#f8f7f4", "#121416"),
  surface: token("#ffffff", "#181b1e"),
  raised: token("#ffffff", "#202428"),
  sunken: token("#f1efeb", "#23272b"),
  "row-on": token("#f8f7f4", "#1f2327"),
  line: token("#e8e5df", "#2b3035"),
  "line-strong": token("#cfcbc3", "#464d55"),
  control: token("#88847c", "#737b84"),
  ink: token("#1a1c1e", "#e9eaeb"),
  "ink-2": token("#484c51", "#b7bdc3"),
  "ink-3": token("#65696e", "#959ca3"),
  accent: token("#0b6175", "#6cc5d6"),
  "accent-hover": token("#084c5c", "#8ad3e1"),
  "accent-soft": token("#e6f1f3", "#182f35"),
  "accent-line": token("#8cbdc8", "#2f6a77"),
  "on-accent": token("#ffffff", "#06222a"),
  // Amber marks words of a document and nothing else.
  mark: token("#ffe58a", "#65520f"),
  "mark-ink": token("#1a1c1e", "#fff3cc"),
  "mark-soft": token("#fff8df", "#26231a"),
  "mark-line": token("#c99700", "#d9a917"),
  ok: token("#1b7040", "#6cc48e"),
  "ok-soft": token("#e8f4ec", "#17301f"),
  warn: token("#855300", "#e3b25a"),
  "warn-soft": token("#fbf1dc", "#332810"),
  bad: token("#ab241c", "#f2877d"),
  "bad-soft": token("#fcedeb", "#3a1f1c"),
  scrim: token("rgba(26, 28, 30, .32)", "rgba(0, 0, 0, .56)"),
  shadow: token(
    "0 1px 2px rgba(26, 28, 30, .06), 0 8px 24px -6px rgba(26, 28, 30, .16)",
    "0 0 0 1px #2b3035, 0 12px 32px -4px rgba(0, 0, 0, .6)",
  ),
} as const;

/** Names that the component kit asks for, and ours that answer. */
const KIT_NAMES = {
  "--mantine-color-body": "surface",
  "--mantine-color-text": "ink",
  "--mantine-color-dimmed": "ink-3",
  "--mantine-color-placeholder": "ink-3",
  "--mantine-color-default-border": "line-strong",
  "--mantine-color-anchor": "accent",
  "--mantine-color-error": "bad",
} as const;

function variablesOf(scheme: keyof Token): Record<string, string> {
  const own = Object.entries(TOKENS).map(([name, value]) => [`--sp-${name}`, value[scheme]]);
  const kit = Object.entries(KIT_NAMES).map(([name, ours]) => [name, TOKENS[ours][scheme]]);
  return Object.fromEntries([...own, ...kit]);
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: variablesOf("light"), dark: variablesOf("dark") });
