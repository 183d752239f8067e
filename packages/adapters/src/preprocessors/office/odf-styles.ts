import type { OfficePackage } from "./office-package.ts";
import type { TextStyles } from "./tree-to-blocks.ts";

const MAX_PARENTS = 20;
/** As OpenDocument spells the built-in style for programs' texts; its shown name is in the language of whoever wrote it. */
const CODE_STYLE = /^(?:Preformatted_20_Text|Source_20_Code)$/;

/** Which lists of an OpenDocument text have bullets, level by level, and which paragraphs hold code. */
export async function readOdfStyles(parts: OfficePackage): Promise<Pick<TextStyles, "bullets" | "codes">> {
  const bullets = new Set<string>();
  const parents = new Map<string, string>();
  for (const part of ["styles.xml", "content.xml"]) {
    let list = "";
    await parts.readPart(part, {
      open: (name, attribute) => {
        if (name === "list-style") list = attribute("name") ?? "";
        if (name === "list-level-style-bullet") bullets.add(bulletKey(list, Number(attribute("level")) - 1));
        if (name === "style" && attribute("family") === "paragraph")
          parents.set(attribute("name") ?? "", attribute("parent-style-name") ?? "");
      },
    });
  }
  return { bullets, codes: new Set([...parents.keys()].filter((style) => isCode(parents, style))) };
}

/** A level of a list, from 0. */
export function bulletKey(list: string, level: number): string {
  return `${list}:${level}`;
}

function isCode(parents: ReadonlyMap<string, string>, style: string): boolean {
  let at: string | undefined = style;
  // Styles based on each other in a ring are damage.
  for (let steps = 0; at !== undefined && steps < MAX_PARENTS; steps++) {
    if (CODE_STYLE.test(at)) return true;
    at = parents.get(at);
  }
  return false;
}
