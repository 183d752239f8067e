import type { Translated } from "../../i18n/translated.ts";
import type { askAsEn } from "./ask-strings.en.ts";

export const askAsDe: Translated<typeof askAsEn> = {
  heading: "Wer antwortet",
  nobody: "Kein Assistent",
  short: "Assistent",
  label: "Assistent: {{name}}",
  by: "{{name}} (Version {{version}})",
  starters: "Fragen für den Anfang",
};
