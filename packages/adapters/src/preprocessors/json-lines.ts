export interface JsonLine {
  /** `path: value`, the value's own line breaks kept. */
  readonly text: string;
  /** The first step of the path: what belongs together. */
  readonly group: string;
}

const MAX_DEPTH = 100;
const SMALL_OBJECT_CHARACTERS = 160;
const SMALL_OBJECT_KEYS = 6;

interface Walk {
  readonly lines: JsonLine[];
  readonly maxLines: number;
  tooDeep: boolean;
  tooMany: boolean;
}

/** Values in the order of the file. Nulls and empty texts, lists and objects say nothing and give no line. */
export function jsonLines(value: unknown, maxLines: number): { readonly lines: readonly JsonLine[]; readonly notes: readonly string[] } {
  const walk: Walk = { lines: [], maxLines, tooDeep: false, tooMany: false };
  visit(walk, value, "", "", 0);
  const notes: string[] = [];
  if (walk.tooDeep) notes.push(`Values nested deeper than ${MAX_DEPTH} levels were left out.`);
  if (walk.tooMany) notes.push(`Only the first ${maxLines.toLocaleString("en")} values were read. Split the file to have all of it.`);
  return { lines: walk.lines, notes };
}

function visit(walk: Walk, value: unknown, path: string, group: string, depth: number): void {
  if (walk.lines.length >= walk.maxLines) {
    walk.tooMany ||= isFilled(value);
    return;
  }
  if (!isFilled(value)) return;
  // The outermost object is never squeezed into one line: its keys are what people look for.
  const short = depth === 0 && !isScalar(value) && !Array.isArray(value) ? undefined : asScalars(value);
  if (short !== undefined) {
    if (short !== "") walk.lines.push({ text: path === "" ? short : `${path}: ${short}`, group });
    return;
  }
  if (depth >= MAX_DEPTH) {
    walk.tooDeep = true;
    return;
  }
  for (const [key, child] of entries(value)) {
    const step = typeof key === "number" ? `[${key}]` : keyStep(key, path);
    visit(walk, child, path + step, group === "" ? String(key) : group, depth + 1);
  }
}

function* entries(value: unknown): Generator<readonly [string | number, unknown]> {
  if (Array.isArray(value)) yield* (value as unknown[]).entries();
  else if (typeof value === "object" && value !== null) yield* Object.entries(value);
}

function keyStep(key: string, path: string): string {
  if (!/^[^\s.[\]"]{1,200}$/.test(key)) return `[${JSON.stringify(key)}]`;
  return path === "" ? key : `.${key}`;
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isFilled(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  if (isScalar(value)) return true;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** A scalar, a short list of scalars (`a, b`) or a small object of scalars (`name: Ada, age: 36`); undefined for anything larger. */
function asScalars(value: unknown): string | undefined {
  if (isScalar(value)) return String(value);
  if (typeof value !== "object" || value === null) return undefined;
  const keys = Object.keys(value);
  if (keys.length > (Array.isArray(value) ? 50 : SMALL_OBJECT_KEYS)) return undefined;
  const parts: string[] = [];
  let size = 0;
  for (const [key, child] of entriesOf(value)) {
    if (child === null) continue;
    if (!isScalar(child)) return undefined;
    parts.push(Array.isArray(value) ? String(child) : `${key}: ${String(child)}`);
    size += parts.at(-1)?.length ?? 0;
    if (size > SMALL_OBJECT_CHARACTERS) return undefined;
  }
  return parts.join(", ");
}
