import type { Preprocessor } from "@smartypants/sdk";
import { csv } from "./csv.ts";
import { html } from "./html/html.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown/markdown.ts";
import { pdf } from "./pdf/pdf.ts";
import { plainText } from "./plain-text.ts";
import { sourceCode } from "./source-code.ts";

export function builtInPreprocessors(): Preprocessor[] {
  return [plainText, markdown, html, csv, json, sourceCode, pdf];
}

/** The first one that names the type; parameters such as `charset` and upper case do not matter. */
export function pickPreprocessor(list: readonly Preprocessor[], mimeType: string): Preprocessor | undefined {
  const wanted = (mimeType.split(";", 1)[0] ?? "").trim().toLowerCase();
  return list.find((preprocessor) => preprocessor.mimeTypes.includes(wanted));
}

/** Changes when any output may: a part of the pipeline version that is stored with every document. The order of the list does not matter. */
export function preprocessorsVersion(list: readonly Preprocessor[]): string {
  return list
    .map(({ id, version }) => `${id}@${version}`)
    .toSorted()
    .join(",");
}
