import { SmartyError } from "@smartypants/sdk";
import { type NumberKind, numberKind } from "./number-format.ts";
import type { OfficePackage } from "./office-package.ts";

/** Characters of all texts of a workbook: more would fill the memory. */
const MAX_CHARACTERS = 50_000_000;

/** The texts that cells point to by number. */
export async function readSharedStrings(parts: OfficePackage, part: string): Promise<readonly string[]> {
  const strings: string[] = [];
  let current = "";
  let characters = 0;
  let isText = false;
  let isReading = false;
  await parts.readPart(part, {
    open: (name) => {
      if (name === "si") current = "";
      else if (name === "rPh") isReading = true;
      else if (name === "t") isText = !isReading;
    },
    text: (text) => {
      if (isText) current += text;
    },
    close: (name) => {
      if (name === "t") isText = false;
      else if (name === "rPh") isReading = false;
      else if (name === "si") {
        characters += current.length;
        if (characters > MAX_CHARACTERS) throw tooLarge();
        strings.push(current);
      }
    },
  });
  return strings;
}

function tooLarge(): SmartyError {
  const limit = MAX_CHARACTERS / 1_000_000;
  return new SmartyError(
    "too_large",
    `The texts of this workbook have more than ${limit} million characters, which is the limit. Split it.`,
  );
}

/** What each cell style shows a number as, by the style's number. */
export async function readStyleKinds(parts: OfficePackage, part: string): Promise<readonly NumberKind[]> {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let isCellStyles = false;
  await parts.readPart(part, {
    open: (name, attribute) => {
      if (name === "numFmt") codes.set(Number(attribute("numFmtId")), attribute("formatCode") ?? "");
      else if (name === "cellXfs") isCellStyles = true;
      else if (name === "xf" && isCellStyles) {
        const id = Number(attribute("numFmtId") ?? 0);
        kinds.push(numberKind(id, codes.get(id)));
      }
    },
    close: (name) => {
      if (name === "cellXfs") isCellStyles = false;
    },
  });
  return kinds;
}
