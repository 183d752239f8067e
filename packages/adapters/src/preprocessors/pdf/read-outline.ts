import type { PDFDocumentProxy } from "pdfjs-dist";
import type { OutlineEntry } from "./find-headings.ts";

const MAX_ENTRIES = 3_000;
const MAX_LEVEL = 6;

type OutlineNode = NonNullable<Awaited<ReturnType<PDFDocumentProxy["getOutline"]>>>[number];

/** The bookmarks of a PDF from top to bottom. A broken outline is none: the text is what counts. */
export async function readOutline(document: PDFDocumentProxy): Promise<OutlineEntry[]> {
  try {
    const entries: OutlineEntry[] = [];
    await collect(document, (await document.getOutline()) ?? [], 1, entries);
    return entries;
  } catch {
    return []; // the parser throws on outlines that run in a circle or point nowhere
  }
}

async function collect(document: PDFDocumentProxy, nodes: readonly OutlineNode[], level: number, entries: OutlineEntry[]): Promise<void> {
  for (const node of nodes) {
    if (entries.length >= MAX_ENTRIES) return;
    entries.push({ title: node.title, level, page: await pageOf(document, node.dest) });
    if (level < MAX_LEVEL) await collect(document, node.items, level + 1, entries);
  }
}

async function pageOf(document: PDFDocumentProxy, target: string | unknown[] | null): Promise<number | undefined> {
  try {
    const destination = typeof target === "string" ? await document.getDestination(target) : target;
    const page: unknown = destination?.[0];
    if (typeof page === "number") return page + 1;
    return isReference(page) ? (await document.getPageIndex(page)) + 1 : undefined;
  } catch {
    return undefined; // a bookmark without a place: its title is still no heading
  }
}

function isReference(value: unknown): value is { num: number; gen: number } {
  return typeof value === "object" && value !== null && "num" in value && "gen" in value;
}
