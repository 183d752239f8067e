/** Hands the browser a file to save. */
export function saveFile(name: string, text: string, type: string): void {
  // The byte order mark tells spreadsheets that this is UTF-8.
  const mark = type === "text/csv" ? "\u{FEFF}" : "";
  const url = URL.createObjectURL(new Blob([mark, text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
