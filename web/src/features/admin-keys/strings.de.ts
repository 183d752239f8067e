import type { Translated } from "../../i18n/translated.ts";
import type { adminKeysEn } from "./strings.en.ts";

export const adminKeysDe: Translated<typeof adminKeysEn> = {
  title: "API-Schlüssel",
  facts: "Ein Schlüssel handelt als sein Besitzer, in seinen Grenzen, bis er abläuft oder widerrufen wird.",
  failed: "Die API-Schlüssel konnten nicht aufgeführt werden",
  none: "Noch keine API-Schlüssel",
  noneText:
    "Mit einem Schlüssel suchen und fragen Skripte und andere Programme wie Sie: Sie finden, was Sie öffnen dürfen, und sonst nichts.",
  create: "Neuer Schlüssel",
  column: {
    name: "Name",
    owner: "Besitzer",
    scopes: "Umfang",
    expires: "Läuft ab",
    used: "Zuletzt benutzt",
  },
  expired: "Abgelaufen",
  expires: "bis {{day}}",
  unlimited: "Kein Ablauf",
  neverUsed: "Nie benutzt",
  usedWhen: "benutzt {{when}}",
  revoke: "Widerrufen",
  revokeFor: "Schlüssel {{name}} widerrufen",
  revokeTitle: "{{name}} widerrufen?",
  revokeText: "Was diesen Schlüssel benutzt, geht sofort nicht mehr. Das lässt sich nicht zurücknehmen.",
  scope: { all: "Alles", search: "Suchen", ask: "Fragen", documents: "Dokumente", upload: "Hochladen" },
  scopeHint: {
    all: "Alles, was Sie selbst dürfen.",
    search: "Suchen und die gefundenen Stellen lesen.",
    ask: "Fragen stellen, mit belegten Antworten.",
    documents: "Dokumente auflisten und lesen.",
    upload: "Dateien hochladen.",
  },
  dialog: {
    title: "Neuer API-Schlüssel",
    name: "Name",
    nameHint: "Wofür er ist, damit Sie ihn wiedererkennen.",
    scopes: "Wofür er benutzt werden darf",
    expiry: "Gilt",
    expiryChoice: { days30: "30 Tage", days90: "90 Tage", days365: "1 Jahr", never: "bis er widerrufen wird" },
    create: "Schlüssel erstellen",
    key: "API-Schlüssel",
    done: "Tragen Sie diesen Schlüssel in das Programm ein, das ihn benutzen soll. Es handelt als Sie.",
  },
};
