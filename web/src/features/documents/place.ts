import i18next from "i18next";

/** Where in its document something stands, as the link's fragment says: page, row or line; null when it does not. */
export function placeOf(url: string): string | null {
  const fragment = new URLSearchParams(url.split("#")[1] ?? "");
  const page = fragment.get("page");
  if (page !== null) return i18next.t("documents.page", { page });
  const row = fragment.get("row");
  if (row !== null) return i18next.t("documents.row", { row });
  const line = fragment.get("line");
  return line === null ? null : i18next.t("documents.line", { line });
}

/** A link that a browser may follow from here; `file:` and anything stranger is not one. */
export function webLink(url: string): string | null {
  return /^https?:\/\//i.test(url) ? url : null;
}
