import type { PDFPageProxy } from "pdfjs-dist";
import type { TextItem } from "pdfjs-dist/types/src/display/api.d.ts";
import { inReadingOrder } from "./reading-order.ts";
import { toLines } from "./to-lines.ts";
import { readLinks, withLinks } from "./with-links.ts";
import type { Fragment, PageLine, PageText } from "./page-text.ts";

/** The lines of a page in reading order. Frees what the parser keeps for the page. */
export async function readPage(page: PDFPageProxy): Promise<PageText> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  const links = readLinks(await annotationsOf(page), (x, y) => viewport.convertToViewportPoint(x, y));
  page.cleanup();
  const upright: Fragment[] = [];
  const turned: string[] = [];
  let spaced = false;
  let newLine = true;
  for (const item of content.items) {
    if (!("str" in item)) continue;
    if (item.str.trim() === "") spaced = true;
    else {
      const fragment = toFragment(item, viewport.transform, spaced);
      if (fragment !== undefined) upright.push(fragment);
      else if (newLine || turned.length === 0) turned.push(item.str);
      else turned[turned.length - 1] += (spaced ? " " : "") + item.str;
      spaced = false;
      newLine = false;
    }
    newLine ||= item.hasEOL;
    spaced ||= item.hasEOL;
  }
  const regions = inReadingOrder(withLinks(upright, links));
  const lines = regions.flatMap((fragments, region) => toLines(fragments, region));
  return { number: page.pageNumber, height: viewport.height, lines: [...lines, ...turnedLines(turned, regions.length, viewport.height)] };
}

/** Damaged notes on a page must not cost its text. */
async function annotationsOf(page: PDFPageProxy): Promise<readonly unknown[]> {
  try {
    return await page.getAnnotations();
  } catch {
    return []; // the parser throws on what it cannot make out
  }
}

/** Undefined for text that does not run from left to right on the page: stamps in the margin, axis labels. */
function toFragment(item: TextItem, page: readonly number[], spaced: boolean): Fragment | undefined {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: readonly number[] = item.transform;
  const [pa = 1, pb = 0, pc = 0, pd = -1, pe = 0, pf = 0] = page;
  const along = pa * a + pc * b;
  if (along <= 0 || Math.abs(pb * a + pd * b) > along * 0.2) return undefined;
  const x = pa * e + pc * f + pe;
  const y = pb * e + pd * f + pf;
  const size = Math.hypot(c, d) || item.height || 1;
  return { text: item.str, x, y, right: x + item.width, size, rightToLeft: item.dir === "rtl", spaced };
}

/** Read last, as lines in the middle of the page, so that they are never taken for running heads. */
function turnedLines(texts: readonly string[], region: number, height: number): PageLine[] {
  return texts.map((text, index) => ({ text, x: 0, y: height / 2, right: 0, size: 0, cells: [text], region: region + index }));
}
