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
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/vnd.oasis.opendocument.text": "document",
    "application/vnd.oasis.opendocument.text-template": "document",
    "application/rtf": "document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "table",
    "application/vnd.oasis.opendocument.spreadsheet": "table",
    "application/vnd.oasis.opendocument.spreadsheet-template": "table",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "presentation",
    "application/vnd.oasis.opendocument.presentation": "presentation",
    "application/vnd.oasis.opendocument.presentation-template": "presentation",
    "application/epub+zip": "book",
    "message/rfc822": "mail",
    "application/mbox": "mail",
    "application/x-ipynb+json": "notebook",
    "application/x-subrip": "subtitles",
    "text/vtt": "subtitles",
    "text/calendar": "calendar",
    "application/zip": "archive",
  }),
);

/** The broad type that people filter by: `type:pdf`. */
export function documentKind(mimeType: string): string {
  const known = KINDS.get(mimeType);
  if (known !== undefined) return known;
  if (mimeType.startsWith("text/x-")) return "code";
  return mimeType.startsWith("text/") ? "text" : "other";
}
