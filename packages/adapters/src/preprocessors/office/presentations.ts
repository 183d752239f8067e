import { type Block, definePreprocessor, type Extracted } from "@smartypants/sdk";
import type { OfficeContentNode, OfficeParserAST } from "officeparser";
import { oneLine } from "../clean-text.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { type Metadata, readMetadata } from "./office-metadata.ts";
import { openPackage } from "./office-package.ts";
import { parseOffice } from "./parse-office.ts";
import { noteText, treeToBlocks } from "./tree-to-blocks.ts";

const EMPTY = "This presentation holds no text. If its slides are pictures, save it as PDF, or add a text version of them.";

/** Slides in the order in which they are shown, each under its title, with the speaker's notes. `slide=3` opens the third. */
export const pptx = definePreprocessor({
  id: "pptx",
  version: 2,
  mimeTypes: ["application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  isolated: true,
  async extract({ bytes }) {
    const parts = await openPackage(bytes);
    return toExtracted(await parseOffice(bytes, "pptx"), await readMetadata(parts));
  },
});

export const odp = definePreprocessor({
  id: "odp",
  version: 2,
  mimeTypes: ["application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation-template"],
  isolated: true,
  async extract({ bytes }) {
    const parts = await openPackage(bytes);
    return toExtracted(await parseOffice(bytes, "odp"), await readMetadata(parts));
  },
});

function toExtracted({ content }: OfficeParserAST, metadata: Metadata): Extracted {
  const slides = content.filter((node) => node.type === "slide");
  const blocks = slides.flatMap((slide, index) => slideBlocks(slide, slide.metadata?.slideNumber ?? index + 1));
  return finishExtracted({ ...metadata, blocks }, EMPTY);
}

/** The first slide's title is the presentation's: the other slides lie under it. */
function slideBlocks(slide: OfficeContentNode, number: number): Block[] {
  const anchor = `slide=${number}`;
  const { notes = [], ...shown } = slide;
  const blocks = treeToBlocks([shown]).filter((block) => block.text.trim() !== "");
  const title = blocks.findIndex((block) => block.kind === "heading");
  const heading: Block = { kind: "heading", level: number === 1 ? 1 : 2, text: blocks[title]?.text ?? `Slide ${number}` };
  const rest = blocks.filter((_, index) => index !== title).map((block) => (block.kind === "heading" ? { ...block, level: 3 } : block));
  const spoken = notes
    .map((note) => noteLines(note))
    .filter((text) => text !== "")
    .map((text): Block => ({ kind: "paragraph", text: `Speaker notes: ${text}` }));
  const all = [...rest, ...spoken];
  if (all.length === 0 && title < 0) return [];
  return [heading, ...all].map((block) => ({ ...block, anchor }));
}

/** The number, or what stands for it where nobody has counted. */
const SLIDE_NUMBER = /^(?:\d{1,4}|<number>|<#>|‹#›)$/;

/** Without the number of the slide that stands on each page of notes. */
function noteLines(note: OfficeContentNode): string {
  return noteText(note)
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "" && !SLIDE_NUMBER.test(line))
    .join("\n");
}
