import type { Translated } from "../../i18n/translated.ts";
import type { connectEn } from "./connect-strings.en.ts";

export const connectDe: Translated<typeof connectEn> = {
  credential: {
    way: "Art der Anmeldung",
    sealed: "Wird verschlüsselt auf diesem Server aufbewahrt. Es wird nie wieder angezeigt, auch Ihnen nicht.",
    noGuide: "Die Schritte konnten nicht geladen werden",
    copy: "Kopieren: {{label}}",
    copyShort: "Kopieren",
    signIn: "Bei {{source}} anmelden",
    signInAnew: "Neu anmelden",
    signedIn: "Angemeldet",
    notSignedIn: "Die Anmeldung hat nicht geklappt. {{reason}}",
    title: "Zugangsdaten",
    replace: "Zugangsdaten ersetzen",
    keep: "Gespeicherte behalten",
    stored: "Gespeichert {{date}}.",
    renewed: "Von selbst erneuert {{date}}.",
    expires: "Gültig bis {{date}}.",
    expiresSoon: "Gültig nur noch bis {{date}}: ersetzen Sie sie vorher.",
    missing: "Es sind keine Zugangsdaten gespeichert.",
  },
  freshness: {
    pending: "noch nicht gelesen",
    current: "aus der Quelle, gelesen {{when}}",
    groups: "Mitglieder von Gruppen {{when}}",
    groups_stale:
      "Die Mitglieder von Gruppen konnten seit {{hours}} Stunden nicht gelesen werden: Was mit Gruppen geteilt ist, bleibt bis dahin verborgen.",
    stale: "Die Berechtigungen konnten seit {{hours}} Stunden nicht gelesen werden.",
  },
  choices: {
    pick: "Aus der Quelle wählen",
    find: "Suchen",
    none: "Hier bietet die Quelle nichts zur Auswahl.",
    noneFound: "Nichts passt zu „{{typed}}“.",
    done: "Fertig",
  },
};
