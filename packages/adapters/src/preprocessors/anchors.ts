import type { Block } from "@smartypants/sdk";

/** The fragment that common Markdown renderers give a heading. */
function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Hands out slugs; the second "Setup" becomes `setup-1`, as renderers do. */
export function createSlugger(): (heading: string) => string {
  const used = new Map<string, number>();
  return (heading) => {
    const base = slugOf(heading);
    let slug = base;
    let times = used.get(base) ?? 0;
    while (used.has(slug)) slug = `${base}-${++times}`;
    used.set(base, times);
    if (slug !== base) used.set(slug, 0);
    return slug;
  };
}

/** Blocks without an anchor of their own open at the heading above them. */
export function inheritAnchors(blocks: readonly Block[]): Block[] {
  let current: string | undefined;
  return blocks.map((block) => {
    if (block.kind === "heading") current = block.anchor;
    return block.anchor !== undefined || current === undefined ? block : { ...block, anchor: current };
  });
}
