import i18next from "i18next";
import { formatNumber } from "../../ui/format.ts";

const CENT = 0.01;

/** "$12.90"; what is less than a cent keeps two digits that say something. */
export function formatDollars(usd: number): string {
  const digits = usd > 0 && usd < CENT ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return usd.toLocaleString(i18next.language, { style: "currency", currency: "USD", ...digits });
}

/** "812", "1.9M". */
export function formatTokens(tokens: number): string {
  if (tokens < 10_000) return formatNumber(tokens);
  return tokens.toLocaleString(i18next.language, { notation: "compact", maximumFractionDigits: 1 });
}
