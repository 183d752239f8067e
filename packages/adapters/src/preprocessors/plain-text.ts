import { type Block, definePreprocessor } from "@smartypants/sdk";
import { decodeText } from "./decode-text.ts";
import { finishExtracted } from "./finish-extracted.ts";

// A log without blank lines would be one block with one useless anchor.
const MAX_PARAGRAPH_CHARACTERS = 2_000;

/** Paragraphs as blank lines part them, each with the number of its first line. */
export const plainText = definePreprocessor({
  id: "plain-text",
  version: 1,
  mimeTypes: ["text/plain"],
  isolated: false,
  async extract({ bytes }) {
    return finishExtracted(
      { blocks: plainTextBlocks(decodeText(bytes).text) },
      "This file holds no text. If it should, save it again and upload it once more.",
    );
  },
});

/** A line is never divided, however long. */
export function plainTextBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let pending: string[] = [];
  let size = 0;
  const flush = (nextLine: number) => {
    if (pending.length > 0) blocks.push({ kind: "paragraph", text: pending.join("\n"), anchor: `line=${nextLine - pending.length}` });
    pending = [];
    size = 0;
  };
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const blank = line.trim() === "";
    if (blank || (size > 0 && size + line.length > MAX_PARAGRAPH_CHARACTERS)) flush(index + 1);
    if (blank) continue;
    pending.push(line.trimEnd());
    size += line.length + 1;
  }
  flush(lines.length + 1);
  return blocks;
}
