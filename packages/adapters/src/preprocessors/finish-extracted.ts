import { type Block, type Extracted, SmartyError } from "@smartypants/sdk";
import { cleanText, oneLine } from "./clean-text.ts";

/** The last step of every preprocessor: cleans all texts, drops blocks without text, and throws `empty` with the message when none is left. */
export function finishExtracted(extracted: Extracted, emptyMessage: string): Extracted {
  const blocks: Block[] = [];
  for (const block of extracted.blocks) {
    const text = trimLines(cleanText(block.text));
    if (text === "") continue;
    blocks.push({ ...block, text, ...(block.header !== undefined && { header: oneLine(block.header) }) });
  }
  if (blocks.length === 0) throw new SmartyError("empty", emptyMessage);
  const { title: rawTitle, authors: rawAuthors, ...rest } = extracted;
  const title = oneLine(rawTitle ?? "");
  const authors = (rawAuthors ?? []).map(oneLine).filter((author) => author !== "");
  return { ...rest, blocks, ...(title !== "" && { title }), ...(authors.length > 0 && { authors }) };
}

// Keeps the first line's indentation: it carries meaning in code.
function trimLines(text: string): string {
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && text.slice(start, end).trim() === ""; end = text.indexOf("\n", start)) start = end + 1;
  return text.slice(start).trimEnd();
}
