import type { Block } from "@smartypants/sdk";
import { createSlugger } from "../anchors.ts";
import { inlineText } from "./inline-text.ts";
import { isBlank, isBreak, readAtxHeading, readFence, readListMarker, setextLevel, startsBlock } from "./line-kinds.ts";
import { isTableStart, readTable } from "./read-table.ts";

// Quotes and lists inside each other; deeper marks are read as text, so that a line of a million ">" costs nothing.
const MAX_DEPTH = 20;
const MAX_RAW_LINES = 1_000;

/** One step of the reader: blocks found, and the first line behind them. */
interface Step {
  readonly blocks: readonly Block[];
  readonly next: number;
}

/** Blocks in reading order; headings carry their slug as anchor. */
export function parseBlocks(lines: readonly string[]): Block[] {
  const slug = createSlugger();
  return readBlocks(lines, 0).map((block) => {
    if (block.kind !== "heading") return block;
    const own = /^(.*?)\s*\{#([^\s{}]+)\}$/.exec(block.text);
    return { ...block, text: own?.[1] ?? block.text, anchor: own?.[2] ?? slug(block.text) };
  });
}

function readBlocks(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at]) || isBreak(lines[at] ?? "")) {
      at++;
      continue;
    }
    const step = readSpecial(lines, at, depth) ?? readParagraph(lines, at);
    blocks.push(...step.blocks);
    at = step.next;
  }
  return blocks;
}

function readSpecial(lines: readonly string[], at: number, depth: number): Step | undefined {
  const line = lines[at] ?? "";
  const heading = readAtxHeading(line);
  if (heading !== undefined) return { blocks: [{ kind: "heading", level: heading.level, text: inlineText(heading.text) }], next: at + 1 };
  const code = readFenced(lines, at) ?? readIndented(lines, at);
  if (code !== undefined) return code;
  if (/^ {0,3}(?:<!--|<script[\s>]|<style[\s>])/i.test(line)) return skipRaw(lines, at);
  if (depth < MAX_DEPTH && /^ {0,3}>/.test(line)) return readQuote(lines, at, depth);
  if (depth < MAX_DEPTH && readListMarker(line) !== undefined) return readListItem(lines, at, depth);
  if (isTableStart(lines, at)) return readTable(lines, at);
  // A definition is the target of a link elsewhere; readers never see it.
  if (/^ {0,3}\[[^\]^][^\]]{0,200}\]:\s*\S+/.test(line)) return { blocks: [], next: at + 1 };
  return undefined;
}

function readFenced(lines: readonly string[], at: number): Step | undefined {
  const fence = readFence(lines[at] ?? "");
  if (fence === undefined) return undefined;
  let end = at + 1;
  while (end < lines.length && !fence.isClosedBy(lines[end] ?? "")) end++;
  const text = lines
    .slice(at + 1, end)
    .map((line) => line.replace(fence.indent, ""))
    .join("\n");
  return { blocks: [{ kind: "code", text }], next: end + 1 };
}

function readIndented(lines: readonly string[], at: number): Step | undefined {
  if (!/^(?: {4}|\t)/.test(lines[at] ?? "")) return undefined;
  let end = at + 1;
  while (end < lines.length && (/^(?: {4}|\t)/.test(lines[end] ?? "") || isBlank(lines[end]))) end++;
  const text = lines
    .slice(at, end)
    .map((line) => line.replace(/^(?: {4}|\t)/, ""))
    .join("\n");
  return { blocks: [{ kind: "code", text: text.trimEnd() }], next: end };
}

/** Comments, scripts and styles up to their end, which may stand on the same line. */
function skipRaw(lines: readonly string[], at: number): Step {
  const first = lines[at] ?? "";
  const end = /^\s*<!--/.test(first) ? "-->" : /^\s*<script/i.test(first) ? "</script>" : "</style>";
  const found = lines.slice(at, at + MAX_RAW_LINES).findIndex((line) => line.toLowerCase().includes(end));
  // Without an end only this line is dropped: the rest of the file must not vanish.
  if (found < 0) return { blocks: [], next: at + 1 };
  const line = lines[at + found] ?? "";
  const rest = inlineText(line.slice(line.toLowerCase().indexOf(end) + end.length)).trim();
  return { blocks: rest === "" ? [] : [{ kind: "paragraph", text: rest }], next: at + found + 1 };
}

function readQuote(lines: readonly string[], at: number, depth: number): Step {
  const inner: string[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const quoted = /^ {0,3}>/.test(line);
    if (!quoted && (isBlank(line) || startsBlock(line))) break;
    inner.push(quoted ? line.replace(/^ {0,3}> ?/, "") : line);
  }
  // The mark of a call-out names its kind.
  const label = /^\[!(\w+)\][+-]?\s*(.*)$/.exec(inner[0] ?? "");
  if (label !== null) inner[0] = label[2] ?? "";
  return { blocks: readBlocks(inner, depth + 1), next };
}

/** One item with everything indented under it. Its own paragraphs make one block; nested items, code and tables follow as theirs. */
function readListItem(lines: readonly string[], at: number, depth: number): Step {
  const marker = readListMarker(lines[at] ?? "");
  if (marker === undefined) return { blocks: [], next: at + 1 };
  const inner = [(lines[at] ?? "").slice(marker.width).replace(/^\[[ xX]\]\s+/, "")];
  const indent = new RegExp(`^(?: {1,${marker.width}}|\\t)`);
  let next = at + 1;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const indented = line.startsWith("\t") || line.search(/\S/) >= Math.min(marker.width, marker.indent + 2);
    if (!isBlank(line) && !indented && (isBlank(inner.at(-1)) || startsBlock(line))) break;
    inner.push(line.replace(indent, ""));
  }
  return { blocks: joinItem(readBlocks(inner, depth + 1), marker.number), next };
}

function joinItem(blocks: readonly Block[], number: string): Block[] {
  const [first, ...rest] = blocks;
  if (first === undefined) return [];
  if (first.kind !== "paragraph") return blocks.map((block) => (block.kind === "paragraph" ? { ...block, kind: "list" } : block));
  const own = rest.findIndex((block) => block.kind !== "paragraph");
  const more = own < 0 ? rest : rest.slice(0, own);
  const text = [first, ...more].map((block) => block.text).join("\n");
  const others = rest.slice(more.length).map((block): Block => (block.kind === "paragraph" ? { ...block, kind: "list" } : block));
  return [{ kind: "list", text: number === "" ? text : `${number} ${text}` }, ...others];
}

/** Up to a blank line or the start of another kind of block; an underline makes it a heading. */
function readParagraph(lines: readonly string[], at: number): Step {
  const parts = [lines[at] ?? ""];
  let next = at + 1;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const level = setextLevel(line);
    if (level !== undefined) return { blocks: [{ kind: "heading", level, text: inlineText(joinLines(parts)) }], next: next + 1 };
    if (isBlank(line) || startsBlock(line) || isTableStart(lines, next)) break;
    parts.push(line);
  }
  const text = inlineText(joinLines(parts)).trim();
  return { blocks: text === "" ? [] : [{ kind: "paragraph", text }], next };
}

/** Two spaces or a backslash at the end of a line mean a line break; any other line end is a space. */
function joinLines(lines: readonly string[]): string {
  let text = "";
  for (const [index, line] of lines.entries()) {
    const hard = /(?: {2,}|\\)$/.test(line);
    text += line.trim().replace(/\\$/, index < lines.length - 1 ? "" : "\\");
    if (index < lines.length - 1) text += hard ? "\n" : " ";
  }
  return text;
}
