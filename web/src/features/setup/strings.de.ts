import type { Translated } from "../../i18n/translated.ts";
import type { setupEn } from "./strings.en.ts";

export const setupDe: Translated<typeof setupEn> = {
  title: "SmartyPants einrichten",
  lead: "Vier Schritte, etwa eine Minute. Sie können aufhören und mit demselben Link weitermachen.",
  foot: "Nichts verlässt diesen Rechner, außer Sie wählen ein Modell, das anderswo läuft. Jeden Schritt können Sie später ändern.",
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
  model: {
    title: "Sprachmodell",
    text: "Die Suche braucht keines. Mit einem werden Antworten in ganzen Sätzen geschrieben, und jede Aussage wird weiter gegen ihre Quelle geprüft.",
    change: "Ändern",
    without: "Ohne Modell",
    withoutText: "Die Suche geht, und Antworten zitieren Ihre Dokumente wörtlich. Nichts einzurichten.",
    skip: "Überspringen: die Suche geht ohne Modell",
    keep: "Weiter",
    inUse: "{{name}} schreibt die Antworten",
    use: "Benutzen",
    useAnyway: "Trotzdem benutzen",
    environment: "{{variable}} ist auf diesem Server gesetzt, für {{host}}",
    environmentModel: "Antworten von {{name}}. Fragen und die dazu gefundenen Stellen werden dorthin gesendet.",
    environmentIdle:
      "{{variable}} nennt noch kein Modell. Wählen Sie „Ein API-Schlüssel oder ein anderer Server“ und geben Sie Adresse und Modell ein, oder nennen Sie das Modell in SMARTY_CHAT_MODEL und starten Sie den Server neu.",
    ollamaLooking: "Wird auf diesem Rechner gesucht …",
    ollamaNone: "Modelle auf diesem Rechner. Es läuft keines.",
    ollamaFound_one: "Unter {{address}} gefunden, mit {{count}} Chatmodell. Nichts verlässt diesen Rechner.",
    ollamaFound_other: "Unter {{address}} gefunden, mit {{count}} Chatmodellen. Nichts verlässt diesen Rechner.",
    ollamaEmpty: "Ollama läuft und hat kein Chatmodell. Holen Sie eines mit: ollama pull llama3.2",
    ollamaAgain: "Noch einmal suchen",
    key: "Ein API-Schlüssel oder ein anderer Server",
    keyText:
      "OpenAI, Anthropic, Gemini, Azure oder jeder Server, der OpenAIs API spricht. Fragen und die dazu gefundenen Stellen werden dorthin gesendet.",
    meaning: "Suche nach Bedeutung",
    meaningText:
      "Ein kleines Modell ist eingebaut und arbeitet schon. Andere laufen auch auf diesem Rechner und finden mehr; sie werden einmal geladen.",
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
