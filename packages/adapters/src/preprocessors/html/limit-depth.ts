/** Browsers nest no deeper either. */
export const MAX_NESTING = 512;

/** They hold nothing, or end by themselves where the next one of their kind begins: a page may leave thousands of them open without nesting any. */
const DO_NOT_NEST = new Set(
  `area base br col embed hr img input link meta param source track wbr
  p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rp rt body head html`.split(/\s+/),
);
/** Between their tags there is text only, whatever it looks like. */
const TEXT_ONLY = new Set(["script", "style", "title", "textarea", "xmp"]);
const SPACE_OR_END = /[\s/>]/;

interface Tag {
  readonly name: string;
  readonly isClose: boolean;
  /** Behind its `>`. */
  readonly end: number;
}

/**
 * Leaves the tags out of a page that would nest deeper than `MAX_NESTING`, and keeps their text: the parser takes the square of the depth. Goes
 * over the page once, before anything is built of it.
 */
export function limitDepth(page: string): string {
  const stack: string[] = [];
  const dropped = new Map<string, number>();
  const parts: string[] = [];
  let kept = 0;
  for (let at = page.indexOf("<"); at >= 0; at = page.indexOf("<", at)) {
    const tag = readTag(page, at);
    if (tag === undefined) {
      at = afterOther(page, at);
      continue;
    }
    const isKept = tag.isClose ? close(stack, dropped, tag.name) : open(stack, dropped, tag.name);
    if (!isKept) {
      parts.push(page.slice(kept, at), " ");
      kept = tag.end;
    }
    at = !tag.isClose && TEXT_ONLY.has(tag.name) ? endOfText(page, tag) : tag.end;
  }
  return parts.length === 0 ? page : [...parts, page.slice(kept)].join("");
}

function open(stack: string[], dropped: Map<string, number>, name: string): boolean {
  if (DO_NOT_NEST.has(name) || TEXT_ONLY.has(name)) return true;
  if (stack.length < MAX_NESTING) {
    stack.push(name);
    return true;
  }
  dropped.set(name, (dropped.get(name) ?? 0) + 1);
  return false;
}

function close(stack: string[], dropped: Map<string, number>, name: string): boolean {
  const count = dropped.get(name) ?? 0;
  if (count > 0) {
    dropped.set(name, count - 1);
    return false;
  }
  const place = stack.lastIndexOf(name);
  if (place < 0) return true;
  // Whatever is deeper ends with it.
  stack.length = place;
  dropped.clear();
  return true;
}

/** The tag that begins at a `<`; undefined when none does, or when it has no end. */
function readTag(page: string, start: number): Tag | undefined {
  const isClose = page[start + 1] === "/";
  const nameStart = start + (isClose ? 2 : 1);
  if (!/[a-z]/i.test(page[nameStart] ?? "")) return undefined;
  let at = nameStart;
  while (at < page.length && !SPACE_OR_END.test(page.charAt(at))) at += 1;
  const name = page.slice(nameStart, at).toLowerCase();
  const end = isClose ? page.indexOf(">", at) + 1 : endOfTag(page, at);
  return end === 0 ? undefined : { name, isClose, end };
}

/** Behind the `>` that is in no quoted value; 0 when there is none. */
function endOfTag(page: string, from: number): number {
  for (let at = from; at < page.length; at++) {
    const character = page[at];
    if (character === ">") return at + 1;
    if (character !== "=") continue;
    while (/\s/.test(page[at + 1] ?? "")) at += 1;
    const quote = page[at + 1];
    if (quote !== '"' && quote !== "'") continue;
    const end = page.indexOf(quote, at + 2);
    if (end < 0) return 0;
    at = end;
  }
  return 0;
}

/** Where the search goes on behind a comment, a declaration, or a `<` that stands for itself. */
function afterOther(page: string, at: number): number {
  const next = page[at + 1];
  if (page.startsWith("<!--", at)) return behind(page, "-->", at + 4);
  if (next === "!" || next === "?") return behind(page, ">", at + 2);
  // A tag without an end takes the rest of the page with it.
  return /[a-z/]/i.test(next ?? "") && /[a-z]/i.test(page[at + (next === "/" ? 2 : 1)] ?? "") ? page.length : at + 1;
}

function endOfText(page: string, { name, end }: Tag): number {
  const pattern = new RegExp(`</${name}[\\s/>]`, "gi");
  pattern.lastIndex = end;
  return pattern.exec(page)?.index ?? page.length;
}

function behind(page: string, mark: string, from: number): number {
  const end = page.indexOf(mark, from);
  return end < 0 ? page.length : end + mark.length;
}
