import { type Block, definePreprocessor } from "@smartypants/sdk";
import { decodeText } from "./decode-text.ts";
import { finishExtracted } from "./finish-extracted.ts";

const GOOD_SIZE = 600;
const MAX_SIZE = 1_600;

/** Program text in pieces that begin at declarations, each with the number of its first line. */
export const sourceCode = definePreprocessor({
  id: "source-code",
  version: 1,
  mimeTypes: ["text/x-source"],
  isolated: false,
  async extract({ bytes }) {
    const blocks = codeBlocks(decodeText(bytes).text);
    return finishExtracted({ blocks }, "This source file holds no text. Remove it from the source, or fill it.");
  },
});

/** Pieces of at most about 1,600 characters; a longer one is a single line. Small neighbours share a piece. */
function codeBlocks(text: string): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  let start = 0;
  let size = 0;
  const flush = (end: number) => {
    while (start < end && isBlank(lines[start])) start++;
    if (start < end) blocks.push({ kind: "code", text: lines.slice(start, end).join("\n"), anchor: `line=${start + 1}` });
    start = end;
    size = 0;
  };
  for (const [index, line] of lines.entries()) {
    const afterBlank = index > start && isBlank(lines[index - 1]);
    const declaration = afterBlank && /^[^\s})\]]/.test(line);
    const full = size + line.length > MAX_SIZE;
    // A piece that has grown too long is best divided at a blank line inside it.
    if (size > 0 && ((declaration && size >= GOOD_SIZE) || (afterBlank && size >= MAX_SIZE * 0.6) || full)) flush(index);
    size += line.length + 1;
  }
  flush(lines.length);
  return blocks;
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}
