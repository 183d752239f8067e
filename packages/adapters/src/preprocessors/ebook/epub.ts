import { type Block, definePreprocessor, type Extracted, isSmartyError } from "@smartypants/sdk";
import type { Zip } from "../archive/open-zip.ts";
import { oneLine } from "../clean-text.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { readHtml } from "../html/html.ts";
import { openPackage } from "../office/office-package.ts";
import { type Book, readBook } from "./read-book.ts";

const EMPTY = "This book holds no text. If its pages are pictures, add a text version of them.";

/** Books chapter by chapter in the order of reading; `chapter=3` opens the third file of that order. */
export const epub = definePreprocessor({
  id: "epub",
  version: 2,
  mimeTypes: ["application/epub+zip"],
  isolated: true,
  async extract({ bytes }) {
    const parts = await openPackage(bytes);
    const book = await readBook(parts);
    const blocks: Block[] = [];
    for (const [index, name] of book.chapters.entries()) {
      for (const block of await readChapter(parts.zip, name, book)) blocks.push({ ...block, anchor: `chapter=${index + 1}` });
    }
    return finishExtracted({ ...book.metadata, blocks }, EMPTY);
  },
});

async function readChapter(zip: Zip, name: string, book: Book): Promise<readonly Block[]> {
  const entry = zip.find(name);
  if (entry === undefined) return [];
  const page = new TextDecoder().decode(await zip.read(entry));
  try {
    const bytes = new TextEncoder().encode(asHtml(page));
    return withTitle(await readHtml(bytes, false), book);
  } catch (error) {
    // Covers and pages of pictures have no text.
    if (isSmartyError(error) && error.code === "empty") return [];
    throw error;
  }
}

/** A chapter without a heading of its own is called by its title. */
function withTitle({ blocks, title = "" }: Extracted, { metadata }: Book): readonly Block[] {
  const isNamed = blocks.some((block) => block.kind === "heading");
  const name = oneLine(title);
  if (isNamed || name === "" || name === metadata.title) return blocks;
  return [{ kind: "heading", level: 2, text: name }, ...blocks];
}

const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

/** In XHTML an element may close itself; HTML would take all that follows as its content. */
function asHtml(page: string): string {
  return page
    .replace(/^\s*<\?xml[^>]{0,500}>/, "")
    .replaceAll(/<([a-z][\w:-]*)((?:\s[^<>]*?)?)\/>/gi, (whole, name: string, attributes: string) => {
      return VOID.has(name.toLowerCase()) ? whole : `<${name}${attributes}></${name}>`;
    });
}
