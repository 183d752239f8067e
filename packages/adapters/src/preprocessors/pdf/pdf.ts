import { createRequire } from "node:module";
import path from "node:path";
import { definePreprocessor, type Extracted, isSmartyError, SmartyError } from "@smartypants/sdk";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { finishExtracted } from "../finish-extracted.ts";
import { findHeadings, restoreTitles } from "./find-headings.ts";
import { toMetadata } from "./metadata.ts";
import { readOutline } from "./read-outline.ts";
import type { PageText } from "./page-text.ts";
import { readPage } from "./read-page.ts";
import { removeRepeatedLines } from "./repeated-lines.ts";
import { toBlocks } from "./to-blocks.ts";

export const MAX_PAGES = 5_000;
const EMPTY = "This PDF holds neither text nor pictures. Check that the right file was saved, and upload it once more.";
const SCANNED =
  "This PDF holds pictures of pages only (a scan): text recognition (OCR) is switched off, so nothing in it can be found. Upload a version with a text layer; whoever runs this server can switch recognition on with SMARTY_OCR=tesseract.";

/** Text of the pages in reading order; every block opens at its page. */
export const pdf = definePreprocessor({
  id: "pdf",
  version: 2,
  mimeTypes: ["application/pdf"],
  isolated: true,
  async extract({ bytes, signal }) {
    if (bytes.length === 0) throw new SmartyError("empty", EMPTY);
    try {
      return await readPdf(bytes, signal);
    } catch (error) {
      throw isSmartyError(error) ? error : translate(error);
    }
  },
});

async function readPdf(bytes: Uint8Array, signal: AbortSignal): Promise<Extracted> {
  // Loaded when the first PDF comes, so that the main process never holds the parser.
  const pdfjs = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const home = path.dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  const task = pdfjs.getDocument({
    data: new Uint8Array(bytes), // a copy: the parser takes its input for itself
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    cMapUrl: `${home}/cmaps/`,
    standardFontDataUrl: `${home}/standard_fonts/`,
  });
  try {
    const document = await task.promise;
    if (document.numPages > MAX_PAGES) throw tooManyPages(document.numPages);
    const pages = await readPages(document, signal);
    return await toExtracted(document, pages, bytes);
  } finally {
    await task.destroy();
  }
}

async function readPages(document: PDFDocumentProxy, signal: AbortSignal): Promise<PageText[]> {
  const pages: PageText[] = [];
  let broken: unknown;
  for (let number = 1; number <= document.numPages; number++) {
    if (signal.aborted) throw new SmartyError("aborted", "Reading this PDF was stopped. Start it again if you need it.");
    try {
      pages.push(await readPage(await document.getPage(number)));
    } catch (error) {
      // One damaged page must not cost the others; `toExtracted` says how many are missing.
      broken ??= error;
    }
  }
  if (pages.length === 0) throw broken;
  return pages;
}

async function toExtracted(document: PDFDocumentProxy, pages: readonly PageText[], bytes: Uint8Array): Promise<Extracted> {
  const hasPictures = holdsPictures(bytes);
  const withoutText = pages.filter((page) => page.lines.length === 0).length;
  if (withoutText === pages.length) throw new SmartyError(hasPictures ? "scanned" : "empty", hasPictures ? SCANNED : EMPTY);
  const notes: string[] = [];
  const missing = document.numPages - pages.length;
  if (missing > 0) notes.push(`${missing} of ${document.numPages} pages are damaged and could not be read.`);
  if (withoutText > 0 && hasPictures)
    notes.push(
      `${withoutText} of ${document.numPages} pages hold no text. If they are scans, they cannot be found: text in pictures among pages of text is not recognised.`,
    );
  const { info } = await document.getMetadata();
  const outline = await readOutline(document);
  const cleaned = restoreTitles(pages, removeRepeatedLines(pages), outline);
  const headings = findHeadings(cleaned, outline);
  return finishExtracted({ ...toMetadata(info), blocks: toBlocks(cleaned, headings), ...(notes.length > 0 && { notes }) }, EMPTY);
}

/** Pictures are streams of their own, and those are never packed into others: their mark stands plainly in the file. */
function holdsPictures(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf("/Image"); at >= 0; at = buffer.indexOf("/Image", at + 6)) {
    if (/\/Subtype\s*\/Image(?![A-Za-z])/.test(buffer.toString("latin1", Math.max(0, at - 30), at + 7))) return true;
  }
  return false;
}

function tooManyPages(count: number): SmartyError {
  return new SmartyError(
    "too_large",
    `This PDF has ${count.toLocaleString("en")} pages; at most ${MAX_PAGES.toLocaleString("en")} are read. Split it into smaller files.`,
  );
}

function translate(error: unknown): SmartyError {
  if (error instanceof Error && error.name === "PasswordException")
    return new SmartyError("encrypted", "This PDF opens with a password only. Upload a version without one.", { cause: error });
  return new SmartyError(
    "corrupt",
    "This PDF is damaged and cannot be read. Open it in a PDF viewer, save it again, and upload that version.",
    { cause: error },
  );
}
