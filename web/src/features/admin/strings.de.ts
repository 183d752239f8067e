import type { Translated } from "../../i18n/translated.ts";
import type { adminEn } from "./strings.en.ts";

export const adminDe: Translated<typeof adminEn> = {
  label: "Verwaltung",
  nav: {
    health: "Zustand",
    usage: "Nutzung",
    unanswered: "Unbeantwortet",
    people: "Personen",
    groups: "Gruppen",
    signIn: "Anmeldung",
    keys: "API-Schlüssel",
    models: "Modelle",
    jobs: "Aufträge",
    logs: "Server-Log",
    audit: "Protokoll",
    retention: "Aufbewahrung",
    settings: "Einstellungen",
  },
  notAllowed: {
    title: "Diese Seite sehen nur Administratoren",
    text: "Suche und Chat gehen wie bisher. Wenn hier etwas geändert werden soll, wenden Sie sich an einen Administrator.",
    home: "Zur Startseite",
  },
  role: { viewer: "Leser", member: "Mitglied", editor: "Redakteur", admin: "Administrator" },
  actions: "Aktionen",
  moreFor: "Mehr zu {{name}}",
  copy: "Kopieren",
  done: "Fertig",
  shownOnce: "Wird nur dieses eine Mal gezeigt. Wer es verliert, braucht ein neues.",
};
