import type { OfficePackage } from "./office-package.ts";
import type { TextStyles } from "./tree-to-blocks.ts";

interface Style {
  name: string;
  level: number | undefined;
  basedOn: string | undefined;
  isList: boolean;
}

const CODE_STYLE = /^(?:html preformatted|preformatted text|source code)$/i;

/**
 * Which styles of a Word document are headings, which lists, and which hold code. Their ids are in the language of the program that wrote it (`berschrift1`); their outline
 * levels and built-in names are not.
 */
export async function readWordStyles(parts: OfficePackage): Promise<Pick<TextStyles, "levels" | "lists" | "codes">> {
  const styles = new Map<string, Style>();
  let current: Style | undefined;
  await parts.readPart("word/styles.xml", {
    open: (name, attribute) => {
      if (name === "style") {
        current = { name: "", level: undefined, basedOn: undefined, isList: false };
        styles.set(attribute("styleId") ?? "", current);
      }
      if (current === undefined) return;
      if (name === "name") current.name = attribute("val") ?? "";
      if (name === "basedOn") current.basedOn = attribute("val");
      if (name === "numPr") current.isList = true;
      if (name === "outlineLvl") current.level = Number(attribute("val")) + 1;
    },
    close: (name) => {
      if (name === "style") current = undefined;
    },
  });
  const levels = new Map<string, number>();
  for (const id of styles.keys()) {
    const level = levelOf(styles, id, 0);
    if (level !== undefined && level >= 1 && level <= 9) levels.set(id, Math.min(6, level));
  }
  const lists = [...styles.keys()].filter((id) => isList(styles, id, 0));
  const codes = [...styles].filter(([, { name }]) => CODE_STYLE.test(name)).map(([id]) => id);
  return { levels, lists: new Set(lists), codes: new Set(codes) };
}

function isList(styles: ReadonlyMap<string, Style>, id: string, depth: number): boolean {
  const style = styles.get(id);
  if (style === undefined || depth > 20) return false;
  return style.isList || (style.basedOn !== undefined && isList(styles, style.basedOn, depth + 1));
}

function levelOf(styles: ReadonlyMap<string, Style>, id: string, depth: number): number | undefined {
  const style = styles.get(id);
  // Styles based on each other in a ring are damage.
  if (style === undefined || depth > 20) return undefined;
  if (style.level !== undefined) return style.level;
  const named = /^heading (\d)$/i.exec(style.name)?.[1];
  if (named !== undefined) return Number(named);
  if (/^title$/i.test(style.name)) return 1;
  return style.basedOn === undefined ? undefined : levelOf(styles, style.basedOn, depth + 1);
}
