import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { en } from "./en.ts";
import type { enMore } from "./en-more.ts";
import { mergeStrings } from "./merge-strings.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "app";
    resources: { app: typeof en & typeof enMore };
    returnNull: false;
  }
}

export const LANGUAGES = [
  { id: "en", name: "English" },
  { id: "de", name: "Deutsch" },
  { id: "ar", name: "العربية" },
] as const;

type Language = (typeof LANGUAGES)[number]["id"];

// public/scheme.js reads it before the first paint.
const STORAGE_KEY = "smartypants-language";

const load = {
  en: async () => (await import("./en.ts")).en,
  de: async () => (await import("./de.ts")).de,
  ar: async () => mergeStrings((await import("./en.ts")).en, (await import("./ar.ts")).ar),
};

const loadMore = {
  en: async () => (await import("./en-more.ts")).enMore,
  de: async () => (await import("./de-more.ts")).deMore,
  ar: async () => mergeStrings((await import("./en-more.ts")).enMore, (await import("./ar.ts")).ar),
};

/** Languages that are read from right to left. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar"]);

export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

function show(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** The strings of the pages that are not among the first; a page that needs them waits for this. */
export async function needMoreStrings(language: string = i18next.language): Promise<void> {
  if (!isLanguage(language) || complete.has(language)) return;
  i18next.addResourceBundle(language, "app", await loadMore[language](), true, true);
  complete.add(language);
}

/** Languages of which every string is loaded. */
const complete = new Set<Language>();

function isLanguage(value: string | null | undefined): value is Language {
  return LANGUAGES.some(({ id }) => id === value);
}

function preferredLanguage(): Language {
  const chosen = readChoice();
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    // Storage is blocked: the browser's language holds.
    return null;
  }
}

/** Loads the strings of one language, so that the first page is painted in it. */
export async function startI18n(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    defaultNS: "app",
    ns: ["app"],
    resources: { [language]: { app: await load[language]() } },
    react: { bindI18nStore: "added" },
    interpolation: { escapeValue: false }, // React escapes
  });
  show(language);
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "app")) i18next.addResourceBundle(language, "app", await load[language]());
  await needMoreStrings(language);
  await i18next.changeLanguage(language);
  show(language);
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Storage is blocked: the choice holds until the page is loaded again.
  }
}
