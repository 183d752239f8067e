import type { Answer } from "@smartypants/core";

const LINKED = new Set(["http:", "https:", "file:", "slack:"]);
const PICTURE = /!\[|<img\b/gi;
/** Longer than the beginning of anything that `PICTURE` finds. */
const HELD = 5;

/**
 * The Markdown of an answer with its pictures made into links. A chat that draws what it is sent would fetch a picture from an address that a
 * document chose, and tell that address what the document had the model write into it.
 */
export function withoutPictures(text: string): string {
  return text.replaceAll(PICTURE, (found) => (found === "![" ? "[" : "&lt;img"));
}

/** The same over a text that comes in pieces: holds back what could be the beginning of a picture. */
export function createPictureFilter(): { push(text: string): string; rest(): string } {
  let held = "";
  return {
    push: (text) => {
      const all = held + text;
      const tail = all.slice(-HELD);
      const opens = Math.max(tail.lastIndexOf("!"), tail.lastIndexOf("<"));
      const cut = opens === -1 ? all.length : all.length - tail.length + opens;
      held = all.slice(cut);
      return withoutPictures(all.slice(0, cut));
    },
    rest: () => {
      const text = withoutPictures(held);
      held = "";
      return text;
    },
  };
}

/** A link of a document as others can open it: those of uploads have no host of their own. Null for what is no link to open. */
export function absoluteUrl(url: string, publicOrigin: string): string | null {
  const absolute = URL.parse(url, publicOrigin);
  return absolute !== null && LINKED.has(absolute.protocol) ? absolute.href : null;
}

const HEADINGS = ["Sources", "Nearest documents"] as const;

/** An answer as it was before its list of links was put after it. */
export function withoutSourceList(text: string): string {
  const ends = HEADINGS.map((heading) => text.lastIndexOf(`\n\n**${heading}**\n\n`)).filter((at) => at !== -1);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/** The list of links at the end of an answer, one a document and place; empty when there is nothing to link. */
export function sourceList({ citations, nearest = [] }: Pick<Answer, "citations" | "nearest">, publicOrigin: string): string {
  const lines = new Map<string, string>();
  for (const { marker, title, url } of citations) {
    const target = link(title, absoluteUrl(url, publicOrigin));
    lines.set(target, `${lines.get(target) ?? ""}[${marker}] `);
  }
  const cited = [...lines].map(([target, markers]) => `- ${markers}${target}`);
  if (cited.length > 0) return `\n\n**${HEADINGS[0]}**\n\n${cited.join("\n")}`;
  const near = nearest.map(({ title, url }) => `- ${link(title, absoluteUrl(url, publicOrigin))}`);
  return near.length > 0 ? `\n\n**${HEADINGS[1]}**\n\n${near.join("\n")}` : "";
}

/** Titles are other people's words: nothing in them may end the link or begin another. */
function link(title: string, url: string | null): string {
  const text = title.replaceAll(/\s+/g, " ").replaceAll(/[\\[\]<>!*_`]/g, String.raw`\$&`);
  return url === null ? text : `[${text}](<${url.replaceAll(/[<>\s]/g, encodeURIComponent)}>)`;
}
