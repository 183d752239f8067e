import type { Preprocessor } from "@smartypants/sdk";
import { zip } from "./archive/zip.ts";
import { calendar } from "./calendar.ts";
import { csv } from "./csv.ts";
import { epub } from "./ebook/epub.ts";
import { html } from "./html/html.ts";
import { json } from "./json.ts";
import { eml } from "./mail/eml.ts";
import { mbox } from "./mail/mbox.ts";
import { markdown } from "./markdown/markdown.ts";
import { notebook } from "./notebook/notebook.ts";
import { ods } from "./office/ods.ts";
import { odp, pptx } from "./office/presentations.ts";
import { docx, odt, rtf } from "./office/text-documents.ts";
import { xlsx } from "./office/xlsx.ts";
import { pdf } from "./pdf/pdf.ts";
import { plainText } from "./plain-text.ts";
import { sourceCode } from "./source-code.ts";
import { subtitles } from "./subtitles.ts";

export function builtInPreprocessors(): Preprocessor[] {
  const text = [plainText, markdown, html, csv, json, sourceCode, subtitles, calendar];
  const office = [docx, pptx, xlsx, odt, odp, ods, rtf];
  return [...text, pdf, ...office, epub, notebook, eml, mbox, zip];
}

/**
 * The first one that names the type; parameters such as `charset` and upper case do not matter. Text of a kind that none names is read as plain
 * text.
 */
export function pickPreprocessor(list: readonly Preprocessor[], mimeType: string): Preprocessor | undefined {
  const wanted = (mimeType.split(";", 1)[0] ?? "").trim().toLowerCase();
  const named = (type: string) => list.find((preprocessor) => preprocessor.mimeTypes.includes(type));
  return named(wanted) ?? (wanted.startsWith("text/") ? named("text/plain") : undefined);
}

/** Changes when any output may: a part of the pipeline version that is stored with every document. The order of the list does not matter. */
export function preprocessorsVersion(list: readonly Preprocessor[]): string {
  return list
    .map(({ id, version }) => `${id}@${version}`)
    .toSorted()
    .join(",");
}
