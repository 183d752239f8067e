import { type FakeFile, isTrashed, type World } from "./world.ts";

type Test = (world: World, file: FakeFile) => boolean;

/** Google's query language, as far as a connector of files needs it. Null for anything else: the fake refuses what it does not know. */
export function readQuery(text: string): Test | null {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  const parser = { tokens, at: 0 };
  const test = either(parser);
  return parser.at === tokens.length ? test : null;
}

function tokensOf(text: string): readonly string[] | null {
  const token = /\s*('(?:\\.|[^'\\])*'|\(|\)|!=|=|[A-Za-z]+)\s*/y;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const found = token.exec(text)?.[1];
    if (found === undefined) return null;
    tokens.push(found);
  }
  return tokens;
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
}

function either(parser: Parser): Test | null {
  return joined(parser, "or", both, (tests) => (world, file) => tests.some((test) => test(world, file)));
}

function both(parser: Parser): Test | null {
  return joined(parser, "and", single, (tests) => (world, file) => tests.every((test) => test(world, file)));
}

function joined(parser: Parser, word: string, part: (parser: Parser) => Test | null, join: (tests: readonly Test[]) => Test): Test | null {
  const tests: Test[] = [];
  for (;;) {
    const test = part(parser);
    if (test === null) return null;
    tests.push(test);
    if (parser.tokens[parser.at] !== word) return join(tests);
    parser.at++;
  }
}

function single(parser: Parser): Test | null {
  const first = parser.tokens[parser.at++];
  if (first === "(") {
    const inner = either(parser);
    return parser.tokens[parser.at++] === ")" ? inner : null;
  }
  const operator = parser.tokens[parser.at++];
  const last = parser.tokens[parser.at++];
  if (first === undefined || operator === undefined || last === undefined) return null;
  if (operator === "in" && last === "parents") {
    const parent = literal(first);
    return parent === null ? null : (_world, file) => file.parentId === parent;
  }
  return comparison(first, operator, last);
}

function comparison(field: string, operator: string, value: string): Test | null {
  if (field === "trashed" && operator === "=") return (world, file) => String(isTrashed(world, file)) === value;
  const wanted = literal(value);
  if (wanted === null) return null;
  if (field === "mimeType" && operator === "=") return (_world, file) => file.mimeType === wanted;
  if (field === "mimeType" && operator === "!=") return (_world, file) => file.mimeType !== wanted;
  if (field === "name" && operator === "=") return (_world, file) => file.name === wanted;
  if (field === "name" && operator === "contains") return (_world, file) => file.name.toLowerCase().includes(wanted.toLowerCase());
  return null;
}

function literal(token: string): string | null {
  return token.startsWith("'") ? token.slice(1, -1).replaceAll(/\\(.)/g, "$1") : null;
}
