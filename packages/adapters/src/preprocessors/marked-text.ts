import { looksLikeJson } from "./text-structure.ts";

/** Formats of text that say what they are in their first lines, whatever they are called. */
export function markedTextType(text: string, cut: boolean, extension: string): string | undefined {
  const start = text.trimStart();
  if (/^BEGIN:VCALENDAR\s/i.test(start)) return "text/calendar";
  if (/^BEGIN:VCARD\s/i.test(start)) return "text/vcard";
  if (/^WEBVTT(?:\s|$)/.test(start)) return "text/vtt";
  if (/^(?:\d{1,6}[ \t]*\n)?\d{1,3}:\d\d:\d\d[,.]\d{1,3} --> \d/.test(start)) return "application/x-subrip";
  if (/^From [^\n]{0,300}\d{4}[^\n]{0,40}\n[\w-]{1,80}:/.test(start)) return "application/mbox";
  if (looksLikeNotebook(start, cut, extension)) return "application/x-ipynb+json";
  return looksLikeMail(start, extension === "eml") ? "message/rfc822" : undefined;
}

function looksLikeNotebook(text: string, cut: boolean, extension: string): boolean {
  if (!text.startsWith("{")) return false;
  const hasCells = /"(?:cells|worksheets)"\s*:\s*\[/.test(text);
  if (extension === "ipynb") return hasCells || looksLikeJson(text, cut);
  return hasCells && /"cell_type"\s*:/.test(text);
}

const HEAD_LINE = /^(?:from|to|received|return-path|delivered-to|message-id|date|subject|mime-version|content-type|x-[\w-]{1,40}): ?/i;

/** A mail that is not called one needs a head that nothing else has. */
function looksLikeMail(text: string, named: boolean): boolean {
  const head = text.slice(0, 32_768).split(/\n\s*\n/, 1)[0] ?? "";
  if (!/^[\w-]{2,40}: ?/.test(head)) return false;
  const fields = new Set(
    head
      .split("\n")
      .filter((line) => HEAD_LINE.test(line))
      .map((line) => line.slice(0, line.indexOf(":")).toLowerCase()),
  );
  if (named) return fields.size > 0;
  return fields.has("from") && fields.has("date") && (fields.has("message-id") || fields.has("mime-version") || fields.has("received"));
}
