import { type Block, definePreprocessor, type Extracted, isSmartyError, SmartyError } from "@smartypants/sdk";
import { createSlugger, inheritAnchors } from "../anchors.ts";
import { oneLine } from "../clean-text.ts";
import { decodeText } from "../decode-text.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { htmlBlocks } from "./html-blocks.ts";
import { limitDepth } from "./limit-depth.ts";
import { findMainContent } from "./main-content.ts";
import { type PageMetadata, readMetadata } from "./metadata.ts";
import { removeNoise } from "./remove-noise.ts";
import { MAX_WHOLE_CHARACTERS, splitPage } from "./split-page.ts";

const EMPTY =
  "This page holds no text that a reader would see. If its text is loaded by a script, save the finished page or print it to PDF.";

/** The main content of a page: without navigation, footers, scripts and what is hidden. Headings open by their own id where they have one. */
export const html = definePreprocessor({
  id: "html",
  version: 3,
  mimeTypes: ["text/html"],
  isolated: true,
  extract: async ({ bytes }) => readHtml(bytes, true),
});

/** The same of a page that is all content, such as a chapter of a book: nobody looks for its main part. */
export async function readHtml(bytes: Uint8Array, mayHaveSurroundings: boolean): Promise<Extracted> {
  const { text } = decodeText(bytes, declaredEncoding(bytes));
  if (text.trim() === "") throw new SmartyError("empty", EMPTY);
  try {
    return toExtracted(text.length <= MAX_WHOLE_CHARACTERS ? await readWhole(text, mayHaveSurroundings) : await readParts(text));
  } catch (error) {
    // The parsers are vendors; what they throw on hostile input says nothing to a user.
    if (isSmartyError(error)) throw error;
    throw new SmartyError("corrupt", "This page is built in a way that cannot be read. Save it again from a browser, or print it to PDF.", {
      cause: error,
    });
  }
}

interface Page {
  readonly metadata: PageMetadata;
  readonly blocks: readonly Block[];
}

async function readWhole(text: string, mayHaveSurroundings: boolean): Promise<Page> {
  const document = await parse(text);
  const metadata = readMetadata(document);
  removeNoise(document);
  return { metadata, blocks: htmlBlocks(document.body, mayHaveSurroundings ? await findMainContent(document) : () => true) };
}

/** All parts are read whole: what is the main content can be told of a whole page only. */
async function readParts(text: string): Promise<Page> {
  let metadata: PageMetadata | undefined;
  const blocks: Block[] = [];
  for (const part of splitPage(text)) {
    const document = await parse(part);
    metadata ??= readMetadata(document);
    removeNoise(document);
    for (const block of htmlBlocks(document.body, () => true)) blocks.push(block);
  }
  return { metadata: metadata ?? {}, blocks };
}

const OUTER_TAGS = /<(?:\/?(?:html|head|body)(?=[\s>])|!doctype\s)[^>]{0,2000}>/gi;

/**
 * Parses everything as the content of one body: the parser leaves stray what stands outside of a page's elements, and pages without them
 * are common. What belongs into a head is found, or removed, wherever it stands.
 */
async function parse(text: string): Promise<Document> {
  // Loaded when the first page comes, so that the main process never holds the parser.
  const { parseHTML } = await import("linkedom");
  const language = /<html[^>]{0,2000}?\slang\s*=\s*["']?([\w-]{2,20})/i.exec(text.slice(0, 65_536))?.[1] ?? "";
  const body = limitDepth(text.replaceAll(OUTER_TAGS, ""));
  return parseHTML(`<!doctype html><html lang="${language}"><head></head><body>${body}</body></html>`).document;
}

function toExtracted({ metadata: { description, ...metadata }, blocks }: Page): Extracted {
  const slug = createSlugger();
  const anchored = blocks.map((block) => {
    return block.kind === "heading" && block.anchor === undefined ? { ...block, anchor: slug(oneLine(block.text)) } : block;
  });
  const known = description === undefined || blocks.some((block) => oneLine(block.text).includes(description));
  const summary: Block[] = known ? [] : [{ kind: "paragraph", text: description }];
  return finishExtracted({ ...metadata, blocks: inheritAnchors([...summary, ...anchored]) }, EMPTY);
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 4_096)).toString("latin1");
  return (
    /<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w-]{2,40})/i.exec(head)?.[1] ??
    /^\s*<\?xml[^>]{0,100}encoding=["']([\w-]{2,40})/i.exec(head)?.[1]
  );
}
