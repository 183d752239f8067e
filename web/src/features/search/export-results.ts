import type { SearchHit } from "@smartypants/client";

const COLUMNS = ["title", "source", "path", "type", "authors", "updatedAt", "score", "url", "passage"] as const;

function rowOf({ document, passage, score }: SearchHit): Record<(typeof COLUMNS)[number], string | number> {
  return {
    title: document.title,
    source: document.source.name,
    path: document.path ?? "",
    type: document.type,
    authors: document.authors.join("; "),
    updatedAt: document.updatedAt,
    score,
    url: passage.url,
    passage: passage.text,
  };
}

/** RFC 4180, for spreadsheets: what would run there as a formula begins with an apostrophe. */
export function toCsv(hits: readonly SearchHit[]): string {
  const cell = (value: string | number): string => {
    if (typeof value === "number") return String(value);
    const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };
  const rows = hits.map((hit) => {
    const row = rowOf(hit);
    return COLUMNS.map((column) => cell(row[column])).join(",");
  });
  return [COLUMNS.join(","), ...rows, ""].join("\r\n");
}

export function toJson(hits: readonly SearchHit[]): string {
  return `${JSON.stringify(hits.map(rowOf), null, 2)}\n`;
}
