const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "application/pdf": "pdf",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/csv": "table",
    "text/tab-separated-values": "table",
    "application/json": "json",
    "application/x-ndjson": "json",
    "text/x-source": "code",
  }),
);

/** The broad type that people filter by: `type:pdf`. */
export function documentKind(mimeType: string): string {
  const known = KINDS.get(mimeType);
  if (known !== undefined) return known;
  if (mimeType.startsWith("text/x-")) return "code";
  return mimeType.startsWith("text/") ? "text" : "other";
}
