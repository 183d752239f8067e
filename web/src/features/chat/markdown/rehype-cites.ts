import type { ExtraProps } from "react-markdown";

type Element = NonNullable<ExtraProps["node"]>;
type ElementContent = Element["children"][number];

/** What Markdown becomes before it becomes HTML; its top may hold more kinds of nodes than an element does. */
interface Root {
  children: (ElementContent | { readonly type: "doctype" })[];
}

/** A `[12]` that is no link. */
const MARKER = /\[(\d{1,3})\]/;
const BLOCKS = new Set(["p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"]);
/** Where one sentence ends and another begins. */
const SENTENCE_END = /^([\s\S]*[.!?:]["”)]?\s+)(\S[\s\S]*)$/;

/** Turns `[n]` into `<cite>` and the sentence before it into `<q>`, both with their marker; neither can come from Markdown itself. */
export function rehypeCites(): (tree: Root) => void {
  return (tree) => {
    tree.children = tree.children.map((child) => (child.type === "doctype" ? child : visit(child)));
  };
}

function visit(node: ElementContent): ElementContent {
  if (node.type !== "element" || node.tagName === "code" || node.tagName === "a") return node;
  const children = node.children.flatMap((child) => splitMarkers(visit(child)));
  return { ...node, children: BLOCKS.has(node.tagName) ? wrapClaims(children) : children };
}

function splitMarkers(node: ElementContent): ElementContent[] {
  if (node.type !== "text") return [node];
  return node.value
    .split(MARKER)
    .map((part, index): ElementContent => (index % 2 === 1 ? element("cite", Number(part), []) : { type: "text", value: part }))
    .filter((part) => part.type !== "text" || part.value !== "");
}

function element(tagName: "cite" | "q", marker: number, children: ElementContent[]): Element {
  return { type: "element", tagName, properties: { marker }, children };
}

function wrapClaims(children: readonly ElementContent[]): ElementContent[] {
  const done: ElementContent[] = [];
  let pending: ElementContent[] = [];
  for (const child of children) {
    const marker = child.type === "element" && child.tagName === "cite" ? Number(child.properties["marker"]) : null;
    if (marker === null) {
      pending.push(child);
      continue;
    }
    const [before, claim] = lastSentence(pending);
    done.push(...before, ...(claim.length > 0 ? [element("q", marker, claim)] : []), child);
    pending = [];
  }
  return [...done, ...pending];
}

function lastSentence(nodes: readonly ElementContent[]): [ElementContent[], ElementContent[]] {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    const match = node?.type === "text" ? SENTENCE_END.exec(node.value) : null;
    if (match === null) continue;
    const [, before = "", rest = ""] = match;
    return [
      [...nodes.slice(0, index), { type: "text", value: before }],
      [{ type: "text", value: rest }, ...nodes.slice(index + 1)],
    ];
  }
  return [[], [...nodes]];
}
