import i18next from "i18next";

/** The codes that we have words for; anything else a connector says is shown with the server's own sentence. */
const KNOWN = [
  "too_large",
  "unsupported",
  "not_downloadable",
  "excluded",
  "empty",
  "encrypted",
  "scanned",
  "forbidden",
  "not_found",
  "export_limit",
  "parse",
  "corrupt",
  "rate_limited",
  "auth",
  "config",
  "network",
  "timeout",
  "internal",
  "unavailable",
] as const;
type Known = (typeof KNOWN)[number];

function known(code: string | undefined): Known | null {
  return KNOWN.find((each) => each === code) ?? null;
}

/** The cause in a few plain words. */
export function causeOf(code: string | undefined, sentence: string | undefined): string {
  const word = known(code);
  if (word !== null) return i18next.t(`sources.cause.${word}`);
  return sentence ?? i18next.t("sources.cause.other");
}

/** What somebody can do about it. */
export function remedyOf(code: string | undefined): string {
  return i18next.t(`sources.remedy.${known(code) ?? "other"}`);
}
