/** The line below the head of a table, or a line across the page. */
const RULE = /^\s*(?:-{3,}|\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?)\s*$/;

/** Markdown as one would type it without: signs of emphasis, headings and links go, words, lists, code and the cells of tables stay. */
export function plainText(markdown: string): string {
  let isCode = false;
  const lines = markdown.split("\n").flatMap((line) => {
    if (/^\s*(?:```|~~~)/.test(line)) {
      isCode = !isCode;
      return [];
    }
    if (isCode) return [line];
    if (RULE.test(line)) return [];
    return [inline(cells(line.replace(/^\s{0,3}#{1,6}\s+/, "").replace(/^\s{0,3}>\s?/, "")))];
  });
  return lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

function cells(line: string): string {
  if (!/^\s*\|.*\|\s*$/.test(line)) return line;
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .join("\t");
}

/** Signs that mean themselves are out of the way while the others are taken out. */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
const PRIVATE_USE = 0xe000;

function inline(line: string): string {
  return line
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith("`") && part.length > 2 ? part.slice(1, -1) : withoutSigns(part)))
    .join("");
}

function withoutSigns(text: string): string {
  return text
    .replaceAll(ESCAPED, (_whole, sign: string) => String.fromCharCode(PRIVATE_USE + sign.charCodeAt(0)))
    .replaceAll(/!?\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)/g, "$1")
    .replaceAll(/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replaceAll(/(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])/g, "$1")
    .replaceAll(/(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)/g, "$1")
    .replaceAll(/[\uE021-\uE07E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - PRIVATE_USE));
}
