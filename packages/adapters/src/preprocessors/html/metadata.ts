import { oneLine } from "../clean-text.ts";
import { parseDate, parseLanguage } from "../document-dates.ts";

export interface PageMetadata {
  readonly title?: string;
  readonly authors?: readonly string[];
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly language?: string;
  readonly description?: string;
}

const MAX_AUTHORS = 20;

/** What the head of a page says about it; the first filled of several spellings wins. */
export function readMetadata(document: Document): PageMetadata {
  const metas = new Map<string, string>();
  const authors: string[] = [];
  for (const meta of document.querySelectorAll("meta")) {
    const name = (meta.getAttribute("name") ?? meta.getAttribute("property") ?? meta.getAttribute("itemprop") ?? "").toLowerCase();
    const content = oneLine(meta.getAttribute("content") ?? "");
    if (name !== "" && content !== "" && !metas.has(name)) metas.set(name, content);
    if (name === "author" && content !== "" && authors.length < MAX_AUTHORS) authors.push(content);
  }
  const first = (...spellings: string[]) => spellings.map((name) => metas.get(name)).find((value) => value !== undefined);
  const title = titleOf(document) || first("og:title", "dc.title", "twitter:title");
  if (authors.length === 0) authors.push(first("article:author", "dc.creator") ?? "");
  const names = [...new Set(authors)].filter((name) => name !== "" && !/^https?:/.test(name));
  const createdAt = parseDate(first("article:published_time", "date", "dc.date", "datepublished", "dcterms.created", "dcterms.date") ?? "");
  const updatedAt = parseDate(first("article:modified_time", "last-modified", "datemodified", "dcterms.modified", "og:updated_time") ?? "");
  const language = parseLanguage(document.documentElement.getAttribute("lang") || (first("language", "og:locale") ?? ""));
  const description = first("description", "og:description", "dc.description");
  return {
    ...(title !== undefined && { title }),
    ...(names.length > 0 && { authors: names }),
    ...(createdAt !== undefined && { createdAt }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(language !== undefined && { language }),
    ...(description !== undefined && { description }),
  };
}

/** The title element, else the first main heading. */
function titleOf(document: Document): string {
  return oneLine(document.querySelector("title")?.textContent ?? "") || oneLine(document.querySelector("h1")?.textContent ?? "");
}
