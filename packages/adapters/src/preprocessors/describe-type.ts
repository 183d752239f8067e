const WORDS: Readonly<Record<string, string>> = {
  "application/msword": "Word documents of the old format (.doc)",
  "application/vnd.ms-excel": "Excel workbooks of the old format (.xls)",
  "application/vnd.ms-powerpoint": "PowerPoint presentations of the old format (.ppt)",
  "application/vnd.ms-outlook": "Outlook messages",
  "application/vnd.oasis.opendocument.graphics": "OpenDocument drawings",
  "application/gzip": "Archives packed with gzip",
  "application/x-7z-compressed": "7-Zip archives",
  "application/vnd.rar": "RAR archives",
  "application/x-tar": "TAR archives",
  "application/postscript": "PostScript files",
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

const ADVICE: Readonly<Record<string, string>> = {
  "application/msword": "Open it in Word or LibreOffice and save it as .docx.",
  "application/vnd.ms-excel": "Open it in Excel or LibreOffice and save it as .xlsx.",
  "application/vnd.ms-powerpoint": "Open it in PowerPoint or LibreOffice and save it as .pptx.",
  "application/vnd.ms-outlook": "Save the message as .eml, or as PDF.",
  "application/gzip": "Pack its files as ZIP.",
  "application/x-7z-compressed": "Pack its files as ZIP.",
  "application/vnd.rar": "Pack its files as ZIP.",
  "application/x-tar": "Pack its files as ZIP.",
};

/** What to do with a file of a type that is not read. */
export function adviceFor(mimeType: string): string {
  return (Object.hasOwn(ADVICE, mimeType) ? ADVICE[mimeType] : undefined) ?? "If this one holds text, save it as PDF, HTML or plain text.";
}
