import type { Extracted } from "@smartypants/sdk";
import { oneLine } from "../clean-text.ts";
import { parseDate, parseLanguage } from "../document-dates.ts";
import type { OfficePackage } from "./office-package.ts";

export type Metadata = Pick<Extracted, "title" | "authors" | "createdAt" | "updatedAt" | "language">;

/** What office programs put there by themselves says nothing. */
const NO_TITLE =
  /^(?:untitled|document ?\d*|dokument ?\d*|presentation ?\d*|präsentation ?\d*|powerpoint[ -]\S+|microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|xlsx?|pptx?|dot|pot))$/i;

/** The properties part of Word, Excel and PowerPoint files, or of OpenDocument. */
export async function readMetadata(parts: OfficePackage): Promise<Metadata> {
  const found = new Map<string, string>();
  let text = "";
  const handler = {
    open: () => void (text = ""),
    text: (more: string) => void (text += more),
    close: (name: string) => {
      if (text.trim() !== "" && !found.has(name)) found.set(name, oneLine(text));
      text = "";
    },
  };
  await parts.readPart("docProps/core.xml", handler);
  await parts.readPart("meta.xml", handler);
  return toMetadata({
    title: found.get("title"),
    author: found.get("initial-creator") ?? found.get("creator"),
    created: found.get("created") ?? found.get("creation-date"),
    updated: found.get("modified") ?? (found.has("creation-date") ? found.get("date") : undefined),
    language: found.get("language"),
  });
}

export interface RawMetadata {
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  readonly created?: string | undefined;
  readonly updated?: string | undefined;
  readonly language?: string | undefined;
}

export function toMetadata({ title, author, created, updated, language }: RawMetadata): Metadata {
  const createdAt = parseDate(created ?? "");
  const updatedAt = parseDate(updated ?? "");
  const languageCode = parseLanguage(language ?? "");
  const authors = (author ?? "")
    .split(";")
    .map(oneLine)
    .filter((name) => name !== "");
  return {
    ...(title !== undefined && !NO_TITLE.test(title) && { title }),
    ...(authors.length > 0 && { authors }),
    ...(createdAt !== undefined && { createdAt }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(languageCode !== undefined && { language: languageCode }),
  };
}
