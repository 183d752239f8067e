/** Text, and whether it is an operator: `from:ada`, `"a phrase"`, `-word`. */
export interface QueryPart {
  readonly text: string;
  readonly isOperator: boolean;
}

export interface QueryProblem {
  readonly problem: "date" | "minus";
  readonly operator: string;
}

const OPERATOR = /((?<![^\s])-?(?:from|in|type|source|before|after):(?:"[^"]*"|\S+)|(?<![^\s])-?"[^"]+"|(?<![^\s])-[^\s"]+)/gi;

export function splitQuery(query: string): readonly QueryPart[] {
  return query.split(OPERATOR).map((text, index) => ({ text, isOperator: index % 2 === 1 }));
}

/** Why a query would be refused as it stands, while somebody still types it; null when it may be sent. */
export function problemOf(query: string): QueryProblem | null {
  for (const { text, isOperator } of splitQuery(query)) {
    const match = isOperator ? /^(-?)(from|in|type|source|before|after):"?([^"]*)"?$/i.exec(text) : null;
    if (match === null) continue;
    const [, minus, name = "", value = ""] = match;
    const operator = name.toLowerCase();
    if (minus === "-") return { problem: "minus", operator };
    if ((operator === "before" || operator === "after") && !isDate(value)) return { problem: "date", operator };
  }
  return null;
}

/** `2026`, `2026-03` or `2026-03-31`, and a month that exists. */
function isDate(value: string): boolean {
  const match = /^\d{4}(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value);
  if (match === null) return false;
  const [month, day] = [Number(match[1] ?? 1), Number(match[2] ?? 1)];
  return month >= 1 && month <= 12 && day >= 1 && new Date(Date.UTC(2024, month - 1, day)).getUTCMonth() === month - 1;
}

/** The words of a query without its operators: what one would ask. */
export function plainWords(query: string): string {
  return splitQuery(query)
    .filter(({ isOperator, text }) => !isOperator || text.startsWith('"'))
    .map(({ text }) => text)
    .join("")
    .replaceAll('"', "")
    .replaceAll(/\s+/g, " ")
    .trim();
}
