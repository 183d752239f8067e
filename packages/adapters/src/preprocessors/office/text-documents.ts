import { type Block, definePreprocessor, type Extracted } from "@smartypants/sdk";
import type { OfficeParserAST } from "officeparser";
import { createSlugger, inheritAnchors } from "../anchors.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { type Metadata, readMetadata } from "./office-metadata.ts";
import { readOdfStyles } from "./odf-styles.ts";
import { openPackage } from "./office-package.ts";
import { parseOffice } from "./parse-office.ts";
import { readRtfInfo } from "./rtf-info.ts";
import { readRtfBullets } from "./rtf-lists.ts";
import { readWordStyles } from "./word-styles.ts";
import { type TextStyles, treeToBlocks } from "./tree-to-blocks.ts";

const EMPTY = "This document holds no text. If it shows pictures of text, save it as PDF, or add a text version of them.";

/** Word documents: headings by their styles in any language, lists with their numbers, tables row by row, footnotes and comments last. */
export const docx = definePreprocessor({
  id: "docx",
  version: 2,
  mimeTypes: ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  isolated: true,
  async extract({ bytes }) {
    const parts = await openPackage(bytes);
    const styles = await readWordStyles(parts);
    return toExtracted(await parseOffice(bytes, "docx"), await readMetadata(parts), styles);
  },
});

export const odt = definePreprocessor({
  id: "odt",
  version: 2,
  mimeTypes: ["application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template"],
  isolated: true,
  async extract({ bytes }) {
    const parts = await openPackage(bytes);
    const styles = await readOdfStyles(parts);
    return toExtracted(await parseOffice(bytes, "odt"), await readMetadata(parts), styles);
  },
});

export const rtf = definePreprocessor({
  id: "rtf",
  version: 2,
  mimeTypes: ["application/rtf"],
  isolated: true,
  async extract({ bytes }) {
    return toExtracted(await parseOffice(withSpaces(bytes), "rtf"), readRtfInfo(bytes), { bullets: readRtfBullets(bytes) });
  },
});

/** The parser takes the sign for a space that must not break a line for a tilde. */
function withSpaces(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf("\\~"); at >= 0; at = copy.indexOf("\\~", at + 2)) {
    // An escaped backslash before a tilde is none.
    if (copy[at - 1] !== BACKSLASH) copy.set(SPACE, at);
  }
  return copy;
}

const BACKSLASH = 0x5c;
/** As long as what it stands for. */
const SPACE = Buffer.from("  ");

function toExtracted({ content }: OfficeParserAST, metadata: Metadata, styles?: Partial<TextStyles>): Extracted {
  const slug = createSlugger();
  const blocks = treeToBlocks(content, styles).map((block): Block => {
    return block.kind === "heading" ? { ...block, anchor: slug(block.text) } : block;
  });
  return finishExtracted({ ...metadata, blocks: inheritAnchors(blocks) }, EMPTY);
}
