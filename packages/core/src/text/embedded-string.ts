/**
 * What is embedded for a chunk: the headings inside the document, the table's header if it has one, the text; a line each. Title, path and container
 * are left to the lexical index, so that a rename embeds nothing anew.
 */
export function embeddedString(headingPath: readonly string[], text: string, header?: string): string {
  return [...headingPath, ...(header ? [header] : []), text].join("\n");
}
