const WORDS: Readonly<Record<string, string>> = {
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word documents",
  "application/msword": "Word documents of the old format (.doc)",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbooks",
  "application/vnd.ms-excel": "Excel workbooks of the old format (.xls)",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint presentations",
  "application/vnd.ms-powerpoint": "PowerPoint presentations of the old format (.ppt)",
  "application/vnd.ms-outlook": "Outlook messages",
  "application/vnd.oasis.opendocument.text": "OpenDocument texts",
  "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheets",
  "application/vnd.oasis.opendocument.presentation": "OpenDocument presentations",
  "application/epub+zip": "EPUB books",
  "application/rtf": "RTF documents",
  "application/postscript": "PostScript files",
  "message/rfc822": "E-mail files",
  "application/zip": "ZIP archives",
  "application/vnd.microsoft.portable-executable": "Windows programs",
  "application/x-executable": "Programs",
  "application/x-mach-binary": "Programs",
  "application/octet-stream": "Files of unknown binary content",
};

/** Plural words for a sentence that begins with them; the MIME type is named as well, for whoever reports it. */
export function describeType(mimeType: string): string {
  const words = Object.hasOwn(WORDS, mimeType) ? WORDS[mimeType] : undefined;
  if (words !== undefined) return `${words} (${mimeType})`;
  const family = /^(image|audio|video|font)\//.exec(mimeType)?.[1];
  const plural = { image: "Images", audio: "Audio files", video: "Videos", font: "Fonts" }[family ?? ""];
  return plural === undefined ? `Files of type ${mimeType}` : `${plural} (${mimeType})`;
}
