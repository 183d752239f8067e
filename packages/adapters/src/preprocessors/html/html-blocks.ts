import type { Block } from "@smartypants/sdk";
import { oneLine } from "../clean-text.ts";
import { isElement, isText } from "./node-kinds.ts";

const CONTAINERS = new Set(
  `ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LI
  MAIN MENU NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL CAPTION`.split(/\s+/),
);

// Deeper pages are attacks or accidents; what lies deeper is read as one text.
const MAX_DEPTH = 400;

interface Walk {
  readonly blocks: Block[];
  readonly keeps: (element: Element) => boolean;
  /** Text of the current run of inline content, not yet a block. */
  run: string;
  /** Number of a list item, waiting for the item's first text. */
  prefix: string;
  /** Terms of a definition list whose definition has not come yet. */
  terms: string[];
  /** What a finished run becomes. */
  kind: "paragraph" | "list";
}

/** Blocks in the order of the page. A heading's anchor is its id, or that of an anchor element in it. */
export function htmlBlocks(body: Element, keeps: (element: Element) => boolean): Block[] {
  const walk: Walk = { blocks: [], keeps, run: "", prefix: "", terms: [], kind: "paragraph" };
  visitChildren(walk, body, 0);
  flush(walk);
  return walk.blocks;
}

function flush(walk: Walk): void {
  const text = walk.run
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "")
    .join("\n");
  walk.run = "";
  if (text === "") return;
  walk.blocks.push({ kind: walk.kind, text: walk.prefix + text });
  walk.prefix = "";
}

function visitChildren(walk: Walk, parent: Element, depth: number): void {
  for (const node of parent.childNodes) {
    if (isText(node)) walk.run += (node.textContent ?? "").replaceAll(/\s+/g, " ");
    else if (isElement(node)) visitElement(walk, node, depth + 1);
  }
}

function visitElement(walk: Walk, element: Element, depth: number): void {
  const tag = element.tagName.toUpperCase();
  if (tag === "BR") walk.run += "\n";
  else if (tag === "IMG") walk.run += ` ${element.getAttribute("alt") ?? ""} `;
  else if (depth > MAX_DEPTH) walk.run += ` ${element.textContent ?? ""} `;
  else if (!CONTAINERS.has(tag)) visitChildren(walk, element, depth);
  else {
    flush(walk);
    if (walk.keeps(element)) visitBlock(walk, element, tag, depth);
    flush(walk);
  }
}

function visitBlock(walk: Walk, element: Element, tag: string, depth: number): void {
  const level = /^H([1-6])$/.exec(tag)?.[1];
  if (level !== undefined) return pushHeading(walk, element, Number(level));
  if (tag === "PRE") return void walk.blocks.push({ kind: "code", text: (element.textContent ?? "").replace(/^\n/, "") });
  if (tag === "TABLE" && isDataTable(element)) return pushTable(walk, element);
  if (tag === "DT") return void walk.terms.push(oneLine(element.textContent ?? ""));
  const outer = walk.kind;
  if (tag === "LI" || tag === "DD") walk.kind = "list";
  if (tag === "LI") walk.prefix = itemNumber(element);
  if (tag === "DD") takeTerms(walk, element);
  visitChildren(walk, element, depth);
  flush(walk);
  if (tag === "LI" || tag === "DD") walk.prefix = "";
  if (tag === "DL") pushTerms(walk);
  walk.kind = outer;
}

/** A definition is told with its term: alone it would say what nobody knows of what. */
function takeTerms(walk: Walk, definition: Element): void {
  const opensWithText = /^(?:P|UL|OL|DIV)$/i.test(definition.firstElementChild?.tagName ?? "P") || startsWithText(definition);
  if (opensWithText && oneLine(definition.textContent ?? "") !== "") {
    walk.prefix = walk.terms.length > 0 ? `${walk.terms.join(", ")}: ` : "";
    walk.terms = [];
  } else pushTerms(walk);
}

function startsWithText(element: Element): boolean {
  const first = [...element.childNodes].find((node) => isElement(node) || oneLine(node.textContent ?? "") !== "");
  return first !== undefined && isText(first);
}

function pushTerms(walk: Walk): void {
  for (const text of walk.terms) if (text !== "") walk.blocks.push({ kind: "list", text });
  walk.terms = [];
}

function pushHeading(walk: Walk, element: Element, level: number): void {
  const text = oneLine(element.textContent ?? "").replace(/\s*[#¶]$/, "");
  const own =
    element.getAttribute("id") ??
    element.querySelector("[id],a[name]")?.getAttribute("id") ??
    element.querySelector("a[name]")?.getAttribute("name");
  if (text !== "") walk.blocks.push({ kind: "heading", level, text, ...(typeof own === "string" && own !== "" && { anchor: own }) });
}

/** Steps of a numbered list are referred to by number. */
function itemNumber(item: Element): string {
  const list = item.parentElement;
  if (list?.tagName.toUpperCase() !== "OL" || list.children.length > 500) return "";
  const first = Number.parseInt(list.getAttribute("start") ?? "1", 10) || 1;
  return `${first + [...list.children].filter((child) => child.tagName === item.tagName).indexOf(item)}. `;
}

/** Tables that only lay out a page hold headings, code or other tables and name no columns; they are read like any container. */
function isDataTable(table: Element): boolean {
  if (/^(?:presentation|none)$/.test(table.getAttribute("role") ?? "")) return false;
  const rows = rowsOf(table);
  if (!rows.some((row) => row.children.length > 1)) return false;
  return table.querySelector("table,h1,h2,h3,pre") === null || rows.some((row) => row.children.length > 1 && isHeaderRow(row));
}

/** Its own rows; those of a table within one of its cells are a part of that cell. Looks into none of them: tables may be nested by hundreds. */
function rowsOf(parent: Element): Element[] {
  return [...parent.children].flatMap((child) => {
    const tag = child.tagName.toUpperCase();
    if (tag === "TR") return child;
    return tag === "TABLE" ? [] : rowsOf(child);
  });
}

function cellsOf(row: Element): Element[] {
  return [...row.children].filter((cell) => /^T[HD]$/i.test(cell.tagName));
}

function isHeaderRow(row: Element): boolean {
  const cells = cellsOf(row);
  return row.parentElement?.tagName.toUpperCase() === "THEAD" || (cells.length > 0 && cells.every((cell) => /^TH$/i.test(cell.tagName)));
}

function pushTable(walk: Walk, table: Element): void {
  const caption = oneLine(table.querySelector("caption")?.textContent ?? "");
  if (caption !== "") walk.blocks.push({ kind: "paragraph", text: caption });
  let header: string | undefined;
  const rows = rowsOf(table);
  for (const row of rows) {
    const cells = cellsOf(row);
    const text = cells.some((cell) => oneLine(cell.textContent ?? "") !== "") ? cells.map(cellText).join(" | ") : "";
    if (isHeaderRow(row) && rows.length > 1) header = text === "" ? header : text;
    else if (text !== "") walk.blocks.push({ kind: "table", text, ...(header !== undefined && { header }) });
  }
}

function cellText(cell: Element): string {
  const parts: string[] = [];
  collect(cell, parts, 0);
  return oneLine(parts.join(""));
}

function collect(element: Element, parts: string[], depth: number): void {
  for (const node of element.childNodes) {
    if (isText(node)) parts.push(node.textContent ?? "");
    if (!isElement(node)) continue;
    const tag = node.tagName.toUpperCase();
    if (tag === "BR" || CONTAINERS.has(tag)) parts.push(" ");
    if (tag === "IMG") parts.push(node.getAttribute("alt") ?? "");
    if (depth < MAX_DEPTH) collect(node, parts, depth + 1);
  }
}
