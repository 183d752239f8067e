import type { Translated } from "../../i18n/translated.ts";
import type { adminUsageEn } from "./strings.en.ts";

export const adminUsageDe: Translated<typeof adminUsageEn> = {
  title: "Nutzung",
  own: "Ihre Nutzung",
  facts: "Was Sprachmodelle gefragt wurden und was das gekostet hat. Tage sind die der UTC; die Suche kostet nichts.",
  failed: "Die Nutzung konnte nicht gelesen werden",
  none: "In dieser Zeit wurde kein Sprachmodell gefragt",
  noneText: "Suchen und Antworten aus Sätzen der Dokumente brauchen keines.",
  rangeLabel: "Zeitraum",
  range: { "24h": "24 h", "7d": "7 T", "30d": "30 T", "90d": "90 T" },
  csv: "CSV",
  byLabel: "Zusammenzählen nach",
  by: { person: "Person", model: "Modell", key: "API-Schlüssel", purpose: "Zweck" },
  byTitle: { person: "Nach Person", model: "Nach Modell", key: "Nach API-Schlüssel", purpose: "Nach Zweck" },
  calls: "Aufrufe",
  tokens: "Token",
  cost: "Kosten",
  share: "Anteil an den Kosten",
  shareOfTokens: "Anteil an den Token",
  inOut: "{{input}} hin, {{output}} zurück",
  unpriced_one: "{{number}} Aufruf ohne bekannten Preis ist nicht in den Kosten.",
  unpriced_other: "{{number}} Aufrufe ohne bekannten Preis sind nicht in den Kosten.",
  setPrices: "Preise setzen",
  noKey: "Ohne Schlüssel: im Browser",
  gone: "Nicht mehr da",
  purpose: { answer: "Antworten", rewrite: "Anschlussfragen" },
};
