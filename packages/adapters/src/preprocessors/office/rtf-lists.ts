import { bulletKey } from "./odf-styles.ts";

/** The tables stand before the text. */
const MAX_HEAD = 1024 * 1024;
/** As RTF numbers kinds of numbering: a sign, and nothing. */
const WITHOUT_NUMBER = new Set(["23", "255"]);

/** Which lists of an RTF document have bullets, level by level, by the parser's names for lists. */
export function readRtfBullets(bytes: Uint8Array): ReadonlySet<string> {
  const head = Buffer.from(bytes.subarray(0, MAX_HEAD)).toString("latin1");
  const levels = new Map<string, readonly string[]>();
  for (const list of head.split("{\\list\\").slice(1)) {
    const id = /\\listid(-?\d{1,11})/.exec(list)?.[1];
    if (id !== undefined)
      levels.set(
        id,
        [...list.matchAll(/\\levelnfc(\d{1,3})/g)].map((match) => match[1] ?? ""),
      );
  }
  const bullets = new Set<string>();
  for (const [, id = "", number = ""] of head.matchAll(/\{\\listoverride\\listid(-?\d{1,11})[^{}]{0,100}\\ls(\d{1,5})/g)) {
    for (const [level, kind] of (levels.get(id) ?? []).entries()) {
      if (WITHOUT_NUMBER.has(kind)) bullets.add(bulletKey(`rtf-list-${number}`, level));
    }
  }
  return bullets;
}
