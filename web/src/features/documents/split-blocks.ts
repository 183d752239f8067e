export interface TextBlock {
  /** UTF-16 offsets into the document's text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: "heading" | "table" | "text";
}

const HEADING_LENGTH = 90;

/** A document's text in the blocks that blank lines part. Headings have no sign of their own in it and are known by their look. */
export function splitBlocks(text: string): readonly TextBlock[] {
  const found: { start: number; text: string }[] = [];
  let at = 0;
  for (const part of text.split(/(\n{2,})/)) {
    if (part.trim() !== "") found.push({ start: at, text: part });
    at += part.length;
  }
  return found.map((block, index) => ({
    ...block,
    end: block.start + block.text.length,
    kind: kindOf(block.text, index === found.length - 1),
  }));
}

function kindOf(text: string, isLast: boolean): TextBlock["kind"] {
  if (/^[^\n]*(?:\t| \| )/.test(text)) return "table";
  const isShortLine = text.length <= HEADING_LENGTH && !text.includes("\n");
  return isShortLine && !isLast && /^[\p{Lu}\p{N}]/u.test(text) && !/[.!?:;,]["”)]?$/.test(text) ? "heading" : "text";
}
