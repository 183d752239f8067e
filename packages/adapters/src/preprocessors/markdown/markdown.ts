import { definePreprocessor } from "@smartypants/sdk";
import { inheritAnchors } from "../anchors.ts";
import { decodeText } from "../decode-text.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { readFrontMatter } from "./front-matter.ts";
import { parseBlocks } from "./parse-blocks.ts";

/** Headings with the slugs of common renderers; everything else in plain text, opening at the heading above it. */
export const markdown = definePreprocessor({
  id: "markdown",
  version: 1,
  mimeTypes: ["text/markdown"],
  isolated: false,
  async extract({ bytes }) {
    const lines = decodeText(bytes).text.split("\n");
    const { data, lineCount } = readFrontMatter(lines);
    const blocks = inheritAnchors(parseBlocks(lines.slice(lineCount)));
    const first = blocks.find((block) => block.kind === "heading" && block.level === 1);
    return finishExtracted(
      { ...(first !== undefined && { title: first.text }), ...data, blocks },
      "This Markdown file holds no text. If it should, save it again and upload it once more.",
    );
  },
});
