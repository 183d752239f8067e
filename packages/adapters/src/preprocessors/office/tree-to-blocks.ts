import type { Block } from "@smartypants/sdk";
import type { OfficeContentNode } from "officeparser";
import { oneLine } from "../clean-text.ts";
import { findHeader } from "../table-header.ts";
import { bulletKey } from "./odf-styles.ts";

/** What the styles of a document say that the parser does not know by itself, by the id of the style. */
export interface TextStyles {
  /** Levels of headings. */
  readonly levels: ReadonlyMap<string, number>;
  readonly lists: ReadonlySet<string>;
  /** Of programs' texts, in which white space says something. */
  readonly codes: ReadonlySet<string>;
  /** Levels of lists without numbers; see `bulletKey`. */
  readonly bullets: ReadonlySet<string>;
}

const NO_STYLES: TextStyles = { levels: new Map(), lists: new Set(), codes: new Set(), bullets: new Set() };

const MAX_DEPTH = 100;

interface Walk {
  readonly blocks: Block[];
  readonly styles: TextStyles;
  /** Footnotes, endnotes and comments, in their order. */
  readonly notes: Block[];
}

/** The blocks of a text in its order; footnotes and comments come last, as in print. */
export function treeToBlocks(nodes: readonly OfficeContentNode[], styles: Partial<TextStyles> = {}): Block[] {
  const walk: Walk = { blocks: [], styles: { ...NO_STYLES, ...styles }, notes: [] };
  for (const node of nodes) visit(walk, node, 0);
  return [...walk.blocks, ...walk.notes];
}

function visit(walk: Walk, node: OfficeContentNode, depth: number): void {
  if (depth > MAX_DEPTH) return;
  const push = PUSHERS[node.type];
  if (push !== undefined) push(walk, node);
  else for (const child of node.children ?? []) visit(walk, child, depth + 1);
  collectNotes(walk, node, depth);
}

type Pusher = (walk: Walk, node: OfficeContentNode) => void;

/** Nodes of other types are containers. */
const PUSHERS: Readonly<Partial<Record<OfficeContentNode["type"], Pusher>>> = {
  heading: pushText,
  paragraph: pushText,
  list: pushItem,
  table: pushTable,
  code: (walk, node) => void walk.blocks.push({ kind: "code", text: node.text ?? "" }),
  note: () => {},
  comment: () => {},
  break: () => {},
  image: () => {},
};

function pushText(walk: Walk, node: OfficeContentNode): void {
  const text = linesOf(node.text ?? "");
  const style = styleOf(node);
  if (walk.styles.codes.has(style)) return pushCode(walk, node.text ?? "");
  const level = node.type === "heading" ? (node.metadata?.level ?? 1) : walk.styles.levels.get(style);
  if (level === undefined) walk.blocks.push({ kind: walk.styles.lists.has(style) ? "list" : "paragraph", text });
  else walk.blocks.push({ kind: "heading", level: Math.min(6, Math.max(1, level)), text: oneLine(text) });
}

/** Each line is a paragraph of its own in some. */
function pushCode(walk: Walk, text: string): void {
  const last = walk.blocks.at(-1);
  if (last?.kind === "code") walk.blocks[walk.blocks.length - 1] = { ...last, text: `${last.text}\n${text}` };
  else walk.blocks.push({ kind: "code", text });
}

function styleOf(node: OfficeContentNode): string {
  const { metadata } = node;
  return metadata !== undefined && "style" in metadata && typeof metadata.style === "string" ? metadata.style : "";
}

/** Steps of a numbered list are referred to by number. */
function pushItem(walk: Walk, node: OfficeContentNode): void {
  const level = walk.styles.levels.get(styleOf(node));
  // Numbered headings are lists to the parser.
  if (level !== undefined) return void walk.blocks.push({ kind: "heading", level: Math.min(6, level), text: oneLine(node.text ?? "") });
  const item = node.type === "list" ? node.metadata : undefined;
  // Whoever takes a list by its deeper levels finds numbers where this one has none.
  const isNumbered = item?.listType === "ordered" && !walk.styles.bullets.has(bulletKey(item.listId, item.indentation));
  const number = isNumbered ? `${item.itemIndex + 1}. ` : "";
  walk.blocks.push({ kind: "list", text: `${number}${linesOf(node.text ?? "")}` });
}

/** The lines of a text without the white space around them. */
function linesOf(text: string): string {
  return text
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "")
    .join("\n");
}

function pushTable(walk: Walk, table: OfficeContentNode): void {
  const rows = (table.children ?? []).filter((row) => row.type === "row");
  const texts = rows.map((row) => (row.children ?? []).map((cell) => oneLine(cellText(cell, 0))));
  const marked = rows.findIndex((row) => (row.children ?? []).length > 0 && (row.children ?? []).every(isHeaderCell));
  const header = marked === 0 ? { index: 0, text: (texts[0] ?? []).join(" | ") } : findHeader(texts);
  const isTable = texts.some((row) => row.length > 1);
  for (const [index, row] of texts.entries()) {
    for (const cell of rows[index]?.children ?? []) collectNotes(walk, cell, 0);
    if (row.every((cell) => cell === "")) continue;
    // A table of one column lays out a page.
    if (!isTable) walk.blocks.push({ kind: "paragraph", text: row.join("\n") });
    else if (index !== header?.index || texts.length === 1) {
      walk.blocks.push({ kind: "table", text: row.join(" | "), ...(header !== undefined && texts.length > 1 && { header: header.text }) });
    }
  }
}

function isHeaderCell(cell: OfficeContentNode): boolean {
  return styleOf(cell) === "header";
}

/** Also what tables inside of it say. */
function cellText(cell: OfficeContentNode, depth: number): string {
  if (depth > MAX_DEPTH || cell.children === undefined || cell.type === "paragraph" || cell.type === "heading") return cell.text ?? "";
  return cell.children.map((child) => cellText(child, depth + 1)).join(cell.type === "list" ? "" : " ");
}

function collectNotes(walk: Walk, node: OfficeContentNode, depth: number): void {
  for (const note of [...(node.notes ?? []), ...(node.comments ?? [])]) {
    const text = linesOf(noteText(note));
    if (text === "") continue;
    const author = note.type === "comment" ? (note.metadata?.author ?? "") : "";
    walk.notes.push({ kind: "paragraph", text: author === "" ? text : `${author}: ${text}` });
  }
  if (depth > MAX_DEPTH || node.type === "table") return;
  if (node.type === "paragraph" || node.type === "heading" || node.type === "list" || node.type === "text" || node.type === "cell") {
    for (const child of node.children ?? []) collectNotes(walk, child, depth + 1);
  }
}

/** What a note says, paragraph by paragraph. */
export function noteText(note: OfficeContentNode): string {
  if (note.text !== undefined && note.text !== "") return note.text;
  return (note.children ?? []).map((child) => child.text ?? "").join("\n");
}
