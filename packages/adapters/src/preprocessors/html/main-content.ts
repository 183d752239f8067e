import { Readability } from "@mozilla/readability";
import { isElement } from "./node-kinds.ts";

const MARK = "data-smarty-mark";
// A page of which less than half would be kept is no article: a list, a table, an index. Its whole body is read.
const MIN_SHARE = 0.5;
// Judging takes a quarter of a millisecond an element, and the square of the depth; other pages are read whole.
const MAX_ELEMENTS = 12_000;
const MAX_DEPTH = 300;

/**
 * Which elements belong to the main content: what the page itself marks as such, else what an article finder keeps, else all. Headings
 * beside what stays are kept, and so is the first main heading, which the finder takes for a repeated title.
 */
export async function findMainContent(document: Document): Promise<(element: Element) => boolean> {
  const marked = markedContent(document);
  const kept = marked === undefined ? foundContent(document) : [marked, ...marked.querySelectorAll("*")];
  if (kept === undefined) return () => true;
  const all = withAncestors([...kept, document.querySelector("h1")]);
  return (element) => {
    const parent = element.parentElement;
    return all.has(element) || (/^h[1-6]$/i.test(element.tagName) && parent !== null && all.has(parent));
  };
}

/** The one `main` of the page, when it holds a fair part of the text. */
function markedContent(document: Document): Element | undefined {
  const [main, second] = document.querySelectorAll("main,[role=main]");
  if (main === undefined || second !== undefined) return undefined;
  return textLength(main) >= Math.min(200, textLength(document.body) * MIN_SHARE) ? main : undefined;
}

/** The finder works on a copy, because it rewrites headings and drops ids: its answer is carried over by a mark on every element. */
function foundContent(document: Document): Element[] | undefined {
  const all = [...document.body.querySelectorAll("*")];
  if (all.length > MAX_ELEMENTS || document.querySelectorAll("p").length < 2 || isTooDeep(all)) return undefined;
  for (const [index, element] of all.entries()) element.setAttribute(MARK, String(index));
  const copy = document.cloneNode(true);
  if (!isDocument(copy)) return undefined;
  const article = new Readability<Node>(copy, { charThreshold: 200, serializer: (node) => node }).parse();
  const content = article?.content ?? undefined;
  if (content === undefined || !isElement(content) || (article?.length ?? 0) < textLength(document.body) * MIN_SHARE) return undefined;
  const marks = [...content.querySelectorAll(`[${MARK}]`)].map((element) => element.getAttribute(MARK) ?? "");
  return marks.map((mark) => all[Number(mark)]).filter((element) => element !== undefined);
}

/** In the order of the document a parent comes before its children. */
function isTooDeep(elements: readonly Element[]): boolean {
  const depths = new Map<Element | null, number>();
  return elements.some((element) => {
    const depth = (depths.get(element.parentElement) ?? 0) + 1;
    depths.set(element, depth);
    return depth > MAX_DEPTH;
  });
}

/** The way down to what stays must stay too: the finder drops wrappers. */
function withAncestors(elements: readonly (Element | null)[]): Set<Element> {
  const kept = new Set<Element>();
  for (const element of elements) {
    for (let at = element; at !== null && !kept.has(at); at = at.parentElement) kept.add(at);
  }
  return kept;
}

function isDocument(node: Node): node is Document {
  return node.nodeType === 9;
}

function textLength(element: Element): number {
  return (element.textContent ?? "").replaceAll(/\s+/g, " ").length;
}
