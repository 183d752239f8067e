import { SmartyError } from "@smartypants/sdk";

/** What a person typed, taken apart. */
export interface ParsedQuery {
  /** The words to search, operators removed, phrases included without their quotes. */
  readonly text: string;
  readonly phrases: readonly string[];
  readonly excluded: readonly string[];
  readonly from: readonly string[];
  readonly in: readonly string[];
  readonly type: readonly string[];
  readonly source: readonly string[];
  /** Milliseconds since 1970. */
  readonly after: number | null;
  readonly before: number | null;
}

const TOKEN = /(-?)(?:(from|in|type|source|before|after):)?(?:"([^"]*)"|(\S+))/giu;

/** Operators: `from: in: type: source: before: after: "phrase" -word`. Throws `invalid` for a date that is none, and for a minus before an operator. */
export function parseQuery(query: string): ParsedQuery {
  const words: string[] = [];
  const lists = {
    phrases: [] as string[],
    excluded: [] as string[],
    from: [] as string[],
    in: [] as string[],
    type: [] as string[],
    source: [] as string[],
  };
  let after: number | null = null;
  let before: number | null = null;
  for (const [whole, minus, operator, quoted, bare] of query.matchAll(TOKEN)) {
    const value = (quoted ?? bare ?? "").trim();
    if (value === "") {
      // `from:` with nothing behind it is a word like any other while somebody types.
      if (whole.trim() !== '""') words.push(whole);
      continue;
    }
    const name = operator?.toLowerCase();
    if (name !== undefined && minus === "-") throw negated(name);
    if (name === "after" || name === "before") {
      const at = parseDate(value, name);
      if (name === "after") after = at;
      else before = at;
    } else if (name === "from" || name === "in" || name === "type" || name === "source") lists[name].push(value);
    else if (minus === "-") lists.excluded.push(value);
    else {
      words.push(value);
      if (quoted !== undefined) lists.phrases.push(value);
    }
  }
  return { text: words.join(" "), ...lists, after, before };
}

/** To leave the minus out would find the very opposite. */
function negated(operator: string): SmartyError {
  const message = `A minus goes before a word or "a phrase"; before ${operator}: it means nothing. Leave it out.`;
  return new SmartyError("invalid", message, { fields: [{ path: "query", message }] });
}

/** A day in UTC (`2026-03-01`), a month, a year, or `7d`, `2w`, `3m`, `1y` ago is left to callers with a clock. */
function parseDate(value: string, operator: string): number {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value);
  const [, year = "", month = "1", day = "1"] = match ?? [];
  const at = match === null ? Number.NaN : Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isReal = !Number.isNaN(at) && new Date(at).getUTCMonth() === Number(month) - 1;
  if (isReal) return at;
  const message = `"${value}" is not a date. Write ${operator}:2026-03-31, ${operator}:2026-03 or ${operator}:2026.`;
  throw new SmartyError("invalid", message, { fields: [{ path: "query", message }] });
}
