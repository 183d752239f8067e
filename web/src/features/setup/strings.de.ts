import type { Translated } from "../../i18n/translated.ts";
import type { setupEn } from "./strings.en.ts";

export const setupDe: Translated<typeof setupEn> = {
  title: "SmartyPants einrichten",
  lead: "Drei Schritte, etwa eine Minute. Sie können aufhören und mit demselben Link weitermachen.",
  foot: "Nichts verlässt diesen Rechner. Jeden Schritt können Sie später ändern.",
  done: "Erledigt",
  skip: "Vorerst überspringen",
  continue: "Weiter",
  later: "Zur Startseite",
  token: "Einrichtungs-Token",
  tokenHelp: "Es wird beim Start des Servers ausgegeben und steht in der Datei setup-token des Datenverzeichnisses.",
  administrator: {
    title: "Administrator",
    text: "Das erste Konto. Es kann andere einladen und Quellen anbinden.",
    create: "Administrator anlegen",
  },
  source: {
    title: "Erste Quelle",
    text: "Etwas zum Durchsuchen. Weitere können jederzeit folgen.",
  },
  question: {
    title: "Erste Frage",
    text: "Fragen Sie etwas, und prüfen Sie die zitierte Stelle.",
  },
  choice: {
    sample: {
      title: "Beispielhandbuch",
      text: "60 Dokumente einer erfundenen Firma, zum Ausprobieren, auf Englisch",
      start: "Beispielhandbuch laden",
    },
    upload: {
      title: "Dateien hochladen",
      text: "PDF, Office, Markdown, HTML und mehr, von diesem Computer",
      start: "Dateien auswählen",
      who: "Wer sie finden darf",
      everyone: "Alle hier",
      private: "Nur Sie",
    },
    folder: {
      title: "Ein Ordner auf dem Server",
      text: "Bleibt auf dem Stand seiner Änderungen; alle hier dürfen die Dateien finden",
      path: "Pfad des Ordners",
      help: "So, wie der Server ihn sieht, etwa /srv/handbuch.",
      start: "Ordner anbinden",
    },
  },
  state: { indexed: "durchsuchbar", queued: "wird gelesen", skipped: "übersprungen", failed: "fehlgeschlagen" },
  sync: {
    running: "Liest",
    ready: "Bereit zur Suche",
    unfinished: "Das Einlesen wurde nicht fertig",
    lost: "Der Fortschritt lässt sich nicht lesen",
    back: "Neu wählen",
    indexed: "{{shown}} durchsuchbar",
    unchanged: "{{shown}} unverändert",
    skipped: "{{shown}} übersprungen",
    failed: "{{shown}} fehlgeschlagen",
  },
  sample: {
    leave: "How many weeks of leave do birthing parents receive?",
    vpn: "What do I do when the VPN shows error TW-214?",
    holidays: "When do unused holidays I carried over from last year expire?",
  },
};
