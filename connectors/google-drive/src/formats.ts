import type { SkipReason } from "@smartypants/sdk";
import type { DriveFile } from "./drive-calls.ts";

export const FOLDER = "application/vnd.google-apps.folder";
export const SHORTCUT = "application/vnd.google-apps.shortcut";

const OFFICE = "application/vnd.openxmlformats-officedocument";
const WORD = `${OFFICE}.wordprocessingml.document`;
const EXCEL = `${OFFICE}.spreadsheetml.sheet`;
const POWERPOINT = `${OFFICE}.presentationml.presentation`;

export interface Export {
  readonly mimeType: string;
  readonly extension: string;
}

/**
 * What Google's own files are exported as. The office formats keep headings, the name and rows of every sheet, and every slide with its notes;
 * text and CSV lose them, and CSV holds the first sheet only.
 */
const EXPORTS: ReadonlyMap<string, readonly Export[]> = new Map([
  [
    "application/vnd.google-apps.document",
    [
      { mimeType: WORD, extension: ".docx" },
      { mimeType: "text/plain", extension: ".txt" },
    ],
  ],
  ["application/vnd.google-apps.spreadsheet", [{ mimeType: EXCEL, extension: ".xlsx" }]],
  [
    "application/vnd.google-apps.presentation",
    [
      { mimeType: POWERPOINT, extension: ".pptx" },
      { mimeType: "text/plain", extension: ".txt" },
    ],
  ],
  ["application/vnd.google-apps.drawing", [{ mimeType: "application/pdf", extension: ".pdf" }]],
]);

export type Plan =
  | { readonly kind: "download"; readonly sizeBytes: number | null }
  /** The best format first; the others are for files that are too large for it. */
  | { readonly kind: "export"; readonly formats: readonly Export[] }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly detail: string };

const UNREADABLE = /^(video|audio|image|font|model)\//;

/** What is done for the content of a file, as far as its metadata tell. */
export function planContent({ mimeType, capabilities, size }: DriveFile, maxBytes: number): Plan {
  const type = mimeType ?? "application/octet-stream";
  const formats = EXPORTS.get(type);
  if (formats === undefined && type.startsWith("application/vnd.google-apps."))
    return {
      kind: "skip",
      reason: "unsupported",
      detail: `Google does not let files of this kind be read (${type.slice("application/vnd.google-apps.".length)}).`,
    };
  if (UNREADABLE.test(type)) return { kind: "skip", reason: "unsupported", detail: "Pictures, sound and film are not read." };
  if (capabilities?.canDownload === false)
    return { kind: "skip", reason: "not_downloadable", detail: "Its owner does not let it be downloaded, printed or copied." };
  if (formats !== undefined) return { kind: "export", formats };
  const sizeBytes = typeof size === "string" && /^\d+$/.test(size) ? Number(size) : null;
  if (sizeBytes === 0) return { kind: "skip", reason: "empty", detail: "The file is empty." };
  if (sizeBytes !== null && sizeBytes > maxBytes)
    return { kind: "skip", reason: "too_large", detail: `The file has ${inMb(sizeBytes)} MB; the limit is ${inMb(maxBytes)} MB.` };
  return { kind: "download", sizeBytes };
}

export function inMb(bytes: number): string {
  const maximumFractionDigits = bytes < 1024 ** 2 ? 4 : 1;
  return (bytes / 1024 ** 2).toLocaleString("en", { maximumFractionDigits, useGrouping: false });
}

/** Differs whenever the content does. Google's own files have no hash; their version also counts changes that nobody sees. */
export function contentKey({ md5Checksum, headRevisionId, version, modifiedTime }: DriveFile): string {
  if (typeof md5Checksum === "string" && md5Checksum !== "") return `m${md5Checksum}`;
  if (typeof headRevisionId === "string" && headRevisionId !== "") return `r${headRevisionId}`;
  return `v${version ?? ""}-${modifiedTime ?? ""}`;
}
