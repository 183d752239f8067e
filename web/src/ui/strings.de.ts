import type { Translated } from "../i18n/translated.ts";
import type { uiEn } from "./strings.en.ts";

export const uiDe: Translated<typeof uiEn> = {
  tryAgain: "Noch einmal versuchen",
  copyReport: "Bericht {{id}} kopieren",
  copied: "Kopiert",
  copyRefused: "Dieser Browser lässt die Seite nicht kopieren. Markieren Sie den Text und kopieren Sie ihn selbst.",
  unexpected: "Etwas Unerwartetes ist passiert.",
  unreachable: "Der Server ist nicht erreichbar. Prüfen Sie, ob er läuft und ob Sie verbunden sind.",
  loading: "Wird geladen",
  close: "Schließen",
  cancel: "Abbrechen",
  save: "Speichern",
  delete: "Löschen",
  more: "Mehr",
  showMore: "Mehr zeigen",
  picker: {
    chosen: "Gewählt: {{label}}",
    found_one: "{{count}} gefunden",
    found_other: "{{count}} gefunden",
    nobody: "Niemand gefunden",
    remove: "{{name}} entfernen",
    members_one: "{{count}} Mitglied",
    members_other: "{{count}} Mitglieder",
  },
  key: { enter: "Enter", space: "Leertaste", shift: "Umschalt" },
  offline: "Sie sind offline. Was auf der Seite steht, bleibt; neue Ergebnisse kommen, wenn die Verbindung zurück ist.",
};
