import { parseDate, parseLanguage } from "../document-dates.ts";

interface FrontMatter {
  readonly title?: string;
  readonly authors?: readonly string[];
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly language?: string;
}

const MAX_LINES = 500;

/**
 * Reads the `---` (YAML) or `+++` (TOML) head of a file, as far as one level of keys with texts and lists goes, and returns the number of
 * lines it takes. Without such a head nothing is taken: a thematic break at the top is text.
 */
export function readFrontMatter(lines: readonly string[]): { readonly data: FrontMatter; readonly lineCount: number } {
  const fence = lines[0]?.trimEnd();
  if (fence !== "---" && fence !== "+++") return { data: {}, lineCount: 0 };
  const end = lines.slice(1, MAX_LINES).findIndex((line) => line.trimEnd() === fence || (fence === "---" && line.trimEnd() === "..."));
  const body = lines.slice(1, end + 1);
  if (end < 0 || !body.some((line) => /^[\w-]+\s*[:=]/.test(line))) return { data: {}, lineCount: 0 };
  return { data: toFrontMatter(readKeys(body)), lineCount: end + 2 };
}

function readKeys(lines: readonly string[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    const pair = /^([\w-]+)\s*[:=]\s*(.*)$/.exec(line);
    const item = /^\s*-\s+(?:name:\s*)?(.+)$/.exec(line);
    if (pair !== null) {
      current = listOf(pair[2] ?? "");
      values.set((pair[1] ?? "").toLowerCase(), current);
    } else if (item !== null) current.push(unquote(item[1] ?? ""));
  }
  return values;
}

function listOf(value: string): string[] {
  const list = /^\[(.*)\]\s*$/.exec(value.trim());
  if (list === null) return value.trim() === "" || /^[|>][+-]?$/.test(value.trim()) ? [] : [unquote(value)];
  return (list[1]?.match(/"[^"]*"|'[^']*'|[^,]+/g) ?? []).map(unquote).filter((item) => item !== "");
}

function unquote(value: string): string {
  const text = value.trim();
  const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(text);
  return quoted?.[2] ?? text.replace(/\s#.*$/, "").trim();
}

function toFrontMatter(values: ReadonlyMap<string, readonly string[]>): FrontMatter {
  const first = (...keys: string[]) => keys.map((key) => values.get(key)?.[0]).find((value) => value !== undefined && value !== "");
  const title = first("title");
  const authors = values.get("authors") ?? values.get("author") ?? [];
  const createdAt = parseDate(first("date", "created", "created_at", "published") ?? "");
  const updatedAt = parseDate(first("updated", "updated_at", "lastmod", "last_modified", "modified") ?? "");
  const language = parseLanguage(first("lang", "language") ?? "");
  return {
    ...(title !== undefined && { title }),
    ...(authors.length > 0 && { authors }),
    ...(createdAt !== undefined && { createdAt }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(language !== undefined && { language }),
  };
}
