import type { DriveFile } from "./drive-calls.ts";

/** A name as a title: on one line, and never blank. */
export function titleOf(name: string | null | undefined): string {
  return (
    (name ?? "")
      .normalize("NFC")
      .toWellFormed()
      .replace(/\p{Cc}+/gu, " ")
      .trim() || "(no name)"
  );
}

const EDITORS: ReadonlyMap<string, string> = new Map([
  ["application/vnd.google-apps.document", "document"],
  ["application/vnd.google-apps.spreadsheet", "spreadsheets"],
  ["application/vnd.google-apps.presentation", "presentation"],
  ["application/vnd.google-apps.drawing", "drawings"],
]);

/** Where people open it: as Google says, else as its links are made. */
export function linkOf({ id, mimeType, webViewLink }: DriveFile): string {
  if (typeof webViewLink === "string" && /^https?:\/\//.test(webViewLink) && URL.canParse(webViewLink)) return webViewLink;
  const editor = EDITORS.get(mimeType ?? "");
  return editor === undefined ? `https://drive.google.com/file/d/${id ?? ""}/view` : `https://docs.google.com/${editor}/d/${id ?? ""}/edit`;
}
