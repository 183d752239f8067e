import { oneOf, type RuntimeSetting, shortText, wholeNumber, onOff } from "./define-setting.ts";
import { FEATURE_SETTINGS } from "./feature-settings.ts";

/** By key. A key is in the database, the audit and the API: it is never used for something else. */
export const RUNTIME_SETTINGS = {
  "general.organisation": shortText({
    group: "general",
    variable: "SMARTY_ORGANISATION",
    fallback: "",
    maxLength: 80,
    title: { en: "Name of the organisation", de: "Name der Organisation" },
    help: {
      en: "Shown where people sign in and on the start page. Empty: nothing is shown.",
      de: "Steht dort, wo Personen sich anmelden, und auf der Startseite. Leer: nichts steht dort.",
    },
  }),
  "people.linkDays": wholeNumber({
    group: "people",
    variable: "SMARTY_LINK_DAYS",
    fallback: 7,
    min: 1,
    max: 30,
    unit: "days",
    title: { en: "Invitations and password links work for", de: "Einladungen und Passwort-Links gelten" },
    help: {
      en: "Counts for links made from now on; those that have been given out keep their day.",
      de: "Gilt für Links, die ab jetzt entstehen; ausgegebene behalten ihren Tag.",
    },
  }),
  "people.sessionDays": wholeNumber({
    group: "people",
    variable: "SMARTY_SESSION_DAYS",
    fallback: 30,
    min: 1,
    max: 90,
    unit: "days",
    title: { en: "Sign people out after", de: "Personen abmelden nach" },
    help: {
      en: "Counted from the sign-in; acts at once, also on those who are signed in. Who does not come for seven days is signed out in any case.",
      de: "Ab der Anmeldung gezählt; wirkt sofort, auch für Angemeldete. Wer sieben Tage nicht kommt, wird ohnehin abgemeldet.",
    },
  }),
  "documents.uploadMegabytes": wholeNumber({
    group: "documents",
    variable: "SMARTY_UPLOAD_MEGABYTES",
    fallback: 100,
    min: 1,
    max: 500,
    unit: "megabytes",
    title: { en: "Largest uploaded document", de: "Größtes hochgeladenes Dokument" },
    help: { en: "Of one file. Larger ones are refused with this number.", de: "Je Datei. Größere werden mit dieser Zahl abgelehnt." },
  }),
  "documents.attachmentMegabytes": wholeNumber({
    group: "documents",
    variable: "SMARTY_ATTACHMENT_MEGABYTES",
    fallback: 20,
    min: 1,
    max: 100,
    unit: "megabytes",
    title: { en: "Largest file in a chat", de: "Größte Datei in einem Chat" },
    help: { en: "Of one file attached to a conversation.", de: "Je Datei, die einem Gespräch angehängt wird." },
  }),
  "documents.attachments": wholeNumber({
    group: "documents",
    variable: "SMARTY_ATTACHMENTS",
    fallback: 10,
    min: 1,
    max: 50,
    unit: "files",
    title: { en: "Files in one chat", de: "Dateien in einem Chat" },
    help: { en: "Conversations that have more keep theirs.", de: "Gespräche, die mehr haben, behalten ihre." },
  }),
  "sources.schedule": oneOf({
    group: "sources",
    variable: "SMARTY_DEFAULT_SCHEDULE",
    fallback: "hourly",
    options: ["ten-minutes", "hourly", "six-hourly", "daily", "manual"],
    title: { en: "New sources sync", de: "Neue Quellen gleichen ab" },
    help: {
      en: "What the form of a new source begins with, and what holds for one that is connected without a schedule. Existing ones keep theirs.",
      de: "Womit das Formular einer neuen Quelle beginnt, und was ohne eigenen Zeitplan gilt. Vorhandene behalten ihren.",
    },
  }),
  "sources.permissionMaxAgeHours": wholeNumber({
    group: "sources",
    variable: "SMARTY_PERMISSION_MAX_AGE_HOURS",
    fallback: 24,
    min: 1,
    max: 720,
    unit: "hours",
    title: { en: "Permissions are good for", de: "Berechtigungen gelten" },
    help: {
      en: "Permissions and memberships that could not be read again from a source for so long grant nothing any more.",
      de: "Berechtigungen und Mitgliedschaften, die so lange nicht neu aus einer Quelle gelesen werden konnten, erlauben nichts mehr.",
    },
  }),
  "answers.kept": wholeNumber({
    group: "answers",
    variable: "SMARTY_ANSWER_CACHE",
    fallback: 0,
    min: 0,
    max: 10_000,
    unit: "answers",
    title: { en: "Answers kept in memory", de: "Antworten im Speicher" },
    help: {
      en: "Answers of language models are given again to people who may read the same and ask the same. 0: each question asks a model.",
      de: "Antworten von Sprachmodellen bekommt auch, wer dasselbe lesen darf und dasselbe fragt. 0: Jede Frage fragt ein Modell.",
    },
  }),
  "answers.maskNewModels": onOff({
    group: "answers",
    variable: "SMARTY_MASK_NEW_MODELS",
    fallback: false,
    title: { en: "Mask personal data for new models", de: "Persönliches vor neuen Modellen verbergen" },
    help: {
      en: "Models that are added begin with masking on, unless their form says otherwise. Existing ones keep theirs.",
      de: "Neu hinzugefügte Modelle bekommen Platzhalter statt persönlicher Daten, wenn ihr Formular nichts anderes sagt. Vorhandene bleiben.",
    },
  }),
  "logs.level": oneOf({
    group: "logs",
    variable: "SMARTY_LOG_LEVEL",
    flag: "log-level",
    fallback: "info",
    options: ["debug", "info", "warn", "error"],
    title: { en: "How much to log", de: "Wie viel aufgezeichnet wird" },
    help: {
      en: "debug has a line for every request and job. Never text of documents, questions or secrets.",
      de: "debug hat eine Zeile für jede Anfrage und jeden Auftrag. Nie Texte von Dokumenten, Fragen oder Geheimnisse.",
    },
  }),
  "logs.days": wholeNumber({
    group: "logs",
    variable: "SMARTY_LOG_DAYS",
    fallback: 14,
    min: 1,
    max: 365,
    unit: "days",
    title: { en: "Keep lines for", de: "Zeilen behalten für" },
    help: {
      en: "Of the log that administrators read here. What the server writes to its standard error is not touched.",
      de: "Im Protokoll, das hier gelesen wird. Was der Server auf die Standardfehlerausgabe schreibt, bleibt davon unberührt.",
    },
  }),
  "logs.lines": wholeNumber({
    group: "logs",
    variable: "SMARTY_LOG_LINES",
    fallback: 100_000,
    min: 1_000,
    max: 1_000_000,
    unit: "lines",
    title: { en: "Keep at most", de: "Höchstens behalten" },
    help: {
      en: "The oldest go first. A line takes about half a kilobyte, one with an error about four.",
      de: "Die ältesten gehen zuerst. Eine Zeile braucht etwa ein halbes Kilobyte, eine mit einem Fehler etwa vier.",
    },
  }),
  ...FEATURE_SETTINGS,
} as const;

type Registry = typeof RUNTIME_SETTINGS;

export type SettingKey = keyof Registry;

export type SettingValues = { readonly [Key in SettingKey]: Registry[Key] extends RuntimeSetting<infer Value> ? Value : never };

export const SETTING_KEYS = Object.keys(RUNTIME_SETTINGS) as SettingKey[];

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(RUNTIME_SETTINGS, key);
}

/** A setting whose own value does not matter to who reads it. */
export function settingOf(key: SettingKey): RuntimeSetting<unknown> {
  return RUNTIME_SETTINGS[key];
}
