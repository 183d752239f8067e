/** What a renderer would not take for code, of a text as answers are: fences closed, spans on one line. */
export function outsideCode(text: string): string {
  return text
    .replaceAll(/^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:[\s\S]*?\n)?? {0,3}\1$/gm, "")
    .replaceAll("\\\\", "")
    .replaceAll(/(?<!\\)(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
}
