import { type Names, mrkdwnToText, unescape } from "./mrkdwn.ts";

type Node = Readonly<Record<string, unknown>>;

/** Deeper is nobody's message. */
const MAX_DEPTH = 12;

/** The text of a message's blocks; empty where they hold none. */
export function blocksToText(blocks: readonly unknown[], names: Names): string {
  return blocks
    .map((block) => blockToText(asNode(block), names, 0))
    .filter((text) => text.trim() !== "")
    .join("\n");
}

function blockToText(block: Node, names: Names, depth: number): string {
  if (depth > MAX_DEPTH) return "";
  switch (block["type"]) {
    case "rich_text":
      return childrenOf(block, "elements")
        .map((element) => richToText(element, names, depth + 1))
        .join("\n");
    case "section":
      return [objectToText(asNode(block["text"]), names), ...childrenOf(block, "fields").map((field) => objectToText(field, names))]
        .filter((text) => text !== "")
        .join("\n");
    case "header":
    case "markdown":
      return objectToText(typeof block["text"] === "string" ? { type: "plain_text", text: block["text"] } : asNode(block["text"]), names);
    case "context":
      return childrenOf(block, "elements")
        .map((element) => objectToText(element, names))
        .filter((text) => text !== "")
        .join(" ");
    case "image":
    case "video":
      return [objectToText(asNode(block["title"]), names), textOf(block["alt_text"])].find((text) => text !== "") ?? "";
    case "table":
      return childrenOf(block, "rows")
        .map((row) => rowToText(row, names, depth + 1))
        .join("\n");
    default:
      return "";
  }
}

function richToText(element: Node, names: Names, depth: number): string {
  if (depth > MAX_DEPTH) return "";
  const children = childrenOf(element, "elements");
  switch (element["type"]) {
    case "rich_text_list":
      return children.map((item, at) => listItem(element, item, at, names, depth)).join("\n");
    case "rich_text_quote":
      return inlineAll(children, names)
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    default:
      return inlineAll(children, names);
  }
}

function listItem(list: Node, item: Node, at: number, names: Names, depth: number): string {
  const indent = "  ".repeat(Math.min(numberOf(list["indent"]), 8));
  const mark = list["style"] === "ordered" ? `${at + 1 + numberOf(list["offset"])}.` : "•";
  return `${indent}${mark} ${richToText(item, names, depth + 1)}`;
}

function rowToText(row: Node, names: Names, depth: number): string {
  const cells: readonly unknown[] = Array.isArray(row) ? row : [];
  return cells.map((cell) => blockToText({ type: "rich_text", ...asNode(cell) }, names, depth) || textOf(asNode(cell)["text"])).join(" | ");
}

function inlineAll(elements: readonly Node[], names: Names): string {
  return elements.map((element) => inlineToText(element, names)).join("");
}

function inlineToText(element: Node, names: Names): string {
  const id = (name: string) => textOf(element[name]);
  switch (element["type"]) {
    case "text":
      return textOf(element["text"]);
    case "link":
      return linkToText(textOf(element["text"]), textOf(element["url"]).replace(/^mailto:/, ""));
    case "user":
      return `@${names.user(id("user_id"))}`;
    case "channel":
      return `#${names.channel(id("channel_id")) ?? "private-channel"}`;
    case "usergroup":
      return `@${id("usergroup_id")}`;
    case "broadcast":
      return `@${id("range")}`;
    case "emoji":
      return emojiToText(element);
    case "date":
      return textOf(element["fallback"]) || dateToText(numberOf(element["timestamp"]));
    case "color":
      return textOf(element["value"]);
    default:
      return "";
  }
}

function linkToText(label: string, url: string): string {
  return label === "" || label === url ? url : `${label} (${url})`;
}

/** The character itself where Slack tells it. */
function emojiToText(element: Node): string {
  const points = textOf(element["unicode"])
    .split("-")
    .map((hex) => Number.parseInt(hex, 16))
    .filter((point) => Number.isFinite(point) && point <= 0x10ffff);
  return points.length > 0 ? String.fromCodePoint(...points) : `:${textOf(element["name"])}:`;
}

function dateToText(seconds: number): string {
  return seconds > 0 && seconds < 8.64e12 ? new Date(seconds * 1000).toISOString() : "";
}

/** A text object of Block Kit. */
function objectToText(object: Node, names: Names): string {
  const text = textOf(object["text"]);
  return object["type"] === "mrkdwn" ? mrkdwnToText(text, names) : unescape(text);
}

function childrenOf(node: Node, name: string): readonly Node[] {
  const children = node[name];
  return Array.isArray(children) ? children.map(asNode) : [];
}

function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null ? (value as Node) : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0;
}
