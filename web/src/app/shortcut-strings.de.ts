import type { Translated } from "../i18n/translated.ts";
import type { shortcutsEn } from "./shortcut-strings.en.ts";

export const shortcutsDe: Translated<typeof shortcutsEn> = {
  single: "Tasten ohne Strg oder Alt sind an",
  singleText: "Buchstaben, Ziffern und Zeichen wie J, / oder ?. Aus, wo Spracheingabe oder eine unruhige Hand sie auslösen würde.",
  kept: "Ihre Tasten werden in diesem Browser behalten.",
  none: "keine",
  isOff: "aus",
  change: "Tasten ändern: {{name}}",
  reset: "Zurück zu den üblichen Tasten: {{name}}",
  resetAll: "Alle wie üblich",
  press: "Neue Tasten: {{name}}",
  pressNow: "Drücken Sie die neuen Tasten",
  how: "Eine Taste, oder zwei Buchstaben nacheinander. Esc lässt alles, wie es ist.",
  meets: "Belegt von: {{other}}. Beim Speichern gehen sie dort verloren.",
  taken: "Diese Tasten behält der Browser für sich. Drücken Sie andere.",
  remove: "Keine Tasten",
};
