import { oneLine } from "../clean-text.ts";
import { parseLanguage } from "../document-dates.ts";

interface PdfMetadata {
  readonly title?: string;
  readonly authors?: readonly string[];
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly language?: string;
}

/** From the document information; titles that only name a file or a program's default are left out. */
export function toMetadata(info: object): PdfMetadata {
  const values = new Map<string, unknown>(Object.entries(info));
  const text = (key: string) => {
    const value = values.get(key);
    return typeof value === "string" ? oneLine(value) : "";
  };
  const title = usableTitle(text("Title"));
  const authors = splitAuthors(text("Author"));
  const createdAt = parsePdfDate(text("CreationDate"));
  const updatedAt = parsePdfDate(text("ModDate"));
  const language = parseLanguage(text("Language"));
  return {
    ...(title !== "" && { title }),
    ...(authors.length > 0 && { authors }),
    ...(createdAt !== undefined && { createdAt }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(language !== undefined && { language }),
  };
}

function usableTitle(title: string): string {
  const own = title.replace(/^microsoft (?:word|powerpoint|excel) - /i, "");
  return /^(?:untitled|document\d*|title|powerpoint presentation)$|\.(?:docx?|pptx?|xlsx?|odt|tex|dvi|indd|pdf|rtf|txt)$/i.test(own)
    ? ""
    : own;
}

/** "Lovelace, Ada" is one author; "Ada Lovelace, Grace Hopper" are two. */
function splitAuthors(text: string): string[] {
  const parts = text.split(/\s*;\s*/);
  const byComma = text.split(/\s*,\s*/);
  const several = parts.length === 1 && byComma.every((part) => part.includes(" ")) ? byComma : parts;
  return several.filter((part) => part !== "");
}

/** `D:20240131120000+01'00'`: everything behind the year may be missing; without a zone it is read as UTC. */
export function parsePdfDate(text: string): number | undefined {
  const parts = /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([+-])(\d{2})'?(\d{2})?)?/.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const offsetMinutes = (Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0)) * (parts[7] === "-" ? -1 : 1);
  return Date.UTC(year, month - 1, day, hour, minute, second) - offsetMinutes * 60_000;
}
