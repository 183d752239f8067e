import { resolveSchema, type Schema } from "./operations.ts";

/** A body with one fault, and where the fault is. */
export interface WrongBody {
  readonly body: unknown;
  /** Dotted; empty for the whole body. */
  readonly path: string;
  readonly fault: string;
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function variants(schema: Schema): readonly Schema[] {
  const list = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(list) ? list.filter(isObject).map(resolveSchema) : [schema];
}

function typesOf(schema: Schema): readonly unknown[] {
  const { type } = schema;
  return Array.isArray(type) ? type : [type];
}

/** Smallest value that the schema takes, with every field that it names. */
export function sampleOf(given: Schema): unknown {
  const schema = variants(resolveSchema(given))[0] ?? {};
  if ("default" in schema) return schema["default"];
  if ("const" in schema) return schema["const"];
  if (Array.isArray(schema["enum"])) return schema["enum"][0];
  if ("example" in schema) return schema["example"];
  const [type] = typesOf(schema);
  if (type === "array") return isObject(schema["items"]) ? [sampleOf(schema["items"])] : [];
  if (type === "integer" || type === "number") return typeof schema["minimum"] === "number" ? schema["minimum"] : 1;
  if (type === "boolean") return false;
  if (type === "string") return schema["format"] === "date" ? "2026-03-31" : schema["pattern"] === undefined ? "sample" : "a";
  if (!isObject(schema["properties"])) return {};
  return Object.fromEntries(Object.entries(schema["properties"]).map(([name, each]) => [name, sampleOf(each as Schema)]));
}

const LONG = "x".repeat(200_000);
const MANY = Array.from({ length: 5000 }, () => "x");

/** Values that are of another type, or beyond every limit. */
function wrongFor(given: Schema): Readonly<Record<string, unknown>> {
  const all = variants(resolveSchema(given));
  const types = new Set(all.flatMap(typesOf));
  // A const says its type by its value.
  for (const each of all) if ("const" in each) types.add(typeof each["const"]);
  const candidates: Record<string, readonly [type: string, value: unknown]> = {
    "a number": ["number", 5.5],
    "a huge number": ["number", 1e300],
    "a string": ["string", "\u{1F4A9}?"],
    "a boolean": ["boolean", true],
    "an empty list": ["array", []],
    "a list of lists": ["array", [[[]], null]],
    "an object": ["object", { length: 1, toString: "x" }],
    nothing: ["null", null],
  };
  const isUnknown = all.some((each) => typesOf(each)[0] === undefined && !("const" in each) && !("enum" in each));
  const wrong: Record<string, unknown> = {};
  if (isUnknown) return wrong;
  for (const [name, [type, value]] of Object.entries(candidates)) {
    const fits = types.has(type) || (type === "number" && types.has("integer") && Number.isInteger(value) && Number(value) < 1e9);
    if (!fits) wrong[name] = value;
  }
  if (types.has("integer")) Object.assign(wrong, { "a fraction": 1.5, "beyond all integers": 2 ** 60 });
  if (types.has("string")) wrong["a long text"] = LONG;
  if (types.has("array")) Object.assign(wrong, { "a long list": MANY, "a list of objects": [{}], "a list of nothing": [null] });
  return wrong;
}

/** One fault at a time, in every field at every depth. Fields of free form are left out: they have rules of their own. */
export function wrongBodies(given: Schema): readonly WrongBody[] {
  const schema = resolveSchema(given);
  const sample = sampleOf(schema);
  const top = Object.entries(wrongFor(schema)).map(([fault, body]): WrongBody => ({ body, path: "", fault }));
  return [...top, ...wrongFields(schema, sample, (value) => value, "")];
}

function wrongFields(schema: Schema, sample: unknown, wrap: (value: unknown) => unknown, path: string): readonly WrongBody[] {
  if (!isObject(sample) || !isObject(schema["properties"])) return [];
  const found: WrongBody[] = [];
  const unknown = { surplus: 1, id: "x", ownerId: "x", role: ["admin"], $where: "1" };
  for (const [name, value] of Object.entries(unknown)) {
    if (!(name in schema["properties"])) found.push({ body: wrap({ ...sample, [name]: value }), path, fault: `a field ${name}` });
  }
  for (const [name, each] of Object.entries(schema["properties"])) {
    const inner = resolveSchema(each as Schema);
    const at = path === "" ? name : `${path}.${name}`;
    const put = (value: unknown): unknown => wrap({ ...sample, [name]: value });
    for (const [fault, value] of Object.entries(wrongFor(inner))) found.push({ body: put(value), path: at, fault });
    const items = isObject(inner["items"]) ? resolveSchema(inner["items"]) : undefined;
    found.push(...wrongFields(inner, sampleOf(inner), put, at));
    if (items !== undefined) found.push(...wrongFields(items, sampleOf(items), (value) => put([value]), `${at}.0`));
  }
  return found;
}
