import type { Translated } from "../../i18n/translated.ts";
import type { adminSettingsEn } from "./strings.en.ts";

export const adminSettingsDe: Translated<typeof adminSettingsEn> = {
  title: "Einstellungen",
  facts:
    "Was der Betreiber eingestellt hat. Sie werden beim Start gelesen und dort geändert, wo sie stehen: Schalter, Variable oder Datei.",
  failed: "Die Einstellungen konnten nicht gelesen werden",
  search: "Einstellung finden",
  onlySet: "Nur gesetzte",
  none: "Keine Einstellung passt",
  noneText: "Versuchen Sie ein anderes Wort, oder zeigen Sie alle.",
  column: { setting: "Einstellung", value: "Wert", from: "Woher" },
  from: { flag: "Schalter", environment: "Umgebung", file: "Datei", default: "Vorgabe" },
  unset: "nicht gesetzt",
};
