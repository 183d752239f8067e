import type { ExtraProps } from "react-markdown";

type Element = NonNullable<ExtraProps["node"]>;
type ElementContent = Element["children"][number];
type Text = Extract<ElementContent, { readonly type: "text" }>;

/** UTF-16 offsets, the end exclusive. */
export interface Offsets {
  readonly start: number;
  readonly end: number;
}

interface Root {
  children: (ElementContent | { readonly type: "doctype" })[];
}

/** Wraps the words at these places of the Markdown into `<u>`, which cannot come from Markdown itself. Must run before what splits texts. */
export function rehypeUnsupported(places: readonly Offsets[]): (tree: Root) => void {
  return (tree) => {
    tree.children = tree.children.map((child) => (child.type === "doctype" ? child : visit(child, places)));
  };
}

function visit(node: ElementContent, places: readonly Offsets[]): ElementContent {
  if (node.type !== "element" || node.tagName === "pre") return node;
  return { ...node, children: node.children.flatMap((child) => (child.type === "text" ? mark(child, places) : visit(child, places))) };
}

function mark(node: Text, places: readonly Offsets[]): ElementContent[] {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined || node.value.trim() === "") return [node];
  const inside = places.filter((place) => place.start < end && place.end > start);
  if (inside.length === 0) return [node];
  // With escapes in it the text is shorter than its Markdown: then all of it is marked rather than the wrong half.
  if (end - start !== node.value.length) return [wrap(node.value)];
  const parts: ElementContent[] = [];
  let at = 0;
  for (const place of inside.toSorted((one, other) => one.start - other.start)) {
    const from = Math.max(at, place.start - start);
    const to = Math.min(node.value.length, place.end - start);
    if (to <= from) continue;
    parts.push({ type: "text", value: node.value.slice(at, from) }, wrap(node.value.slice(from, to)));
    at = to;
  }
  return [...parts, { type: "text", value: node.value.slice(at) } as const].filter((part) => part.type !== "text" || part.value !== "");
}

function wrap(value: string): Element {
  return { type: "element", tagName: "u", properties: {}, children: [{ type: "text", value }] };
}
