/** Text of no known language is analyzed as English, so that documents and queries still share their stems. */
export function analysisLanguage(language: string): string {
  return language === "und" ? "en" : language;
}

/** The language to analyze a query in: its own when documents are in it, else English, else the documents' first. */
export function queryLanguage(detected: string, corpus: readonly string[]): string {
  const languages = new Set(corpus.map(analysisLanguage));
  if (languages.has(detected)) return detected;
  if (languages.has("en")) return "en";
  return languages.values().next().value ?? "en";
}
