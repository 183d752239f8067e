import type { Translated } from "../../i18n/translated.ts";
import type { homeEn } from "./strings.en.ts";

export const homeDe: Translated<typeof homeEn> = {
  title: "Finden, samt der Stelle, die es belegt.",
  placeholder: "Suchen oder eine Frage stellen",
  search: "Suchen",
  ask: "Fragen",
  enter: "suchen",
  modEnter: "fragen",
  narrow: "eingrenzen mit",
  chats: "Ihre Chats",
  noChats: "Fragen, die Sie stellen, stehen hier. Noch keine.",
  documents: "Was Sie durchsuchen können",
  noDocuments: "Noch gibt es nichts, was Sie öffnen dürfen.",
  addSource: "Eine erste Quelle hinzufügen",
  permissions: "Treffer folgen den Berechtigungen jeder Quelle: Sie finden, was Sie dort öffnen dürfen, und sonst nichts.",
};
