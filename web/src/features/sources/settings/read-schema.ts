export type Settings = Readonly<Record<string, unknown>>;

interface Choice {
  /** Of the control; its place in the list. */
  readonly key: string;
  readonly value: unknown;
}

export type FieldKind =
  | { readonly type: "text" | "secret" | "longSecret" | "list" | "boolean" | "json" }
  | { readonly type: "group"; readonly fields: readonly Field[] }
  | { readonly type: "number"; readonly min?: number; readonly max?: number; readonly isWhole: boolean }
  | { readonly type: "choice"; readonly choices: readonly Choice[] };

export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly isRequired: boolean;
  readonly initial: unknown;
  /** Counts for signing in at the source already. */
  readonly isBeforeSignIn: boolean;
  /** Whether the source may have values to pick for it, where its connector offers any. */
  readonly hasChoices: boolean;
  readonly kind: FieldKind;
}

/** One of several ways to fill in a form: each has fields of its own. */
export interface Way {
  /** Goes along with what is sent, under the name that tells the ways apart. */
  readonly tag: Settings;
  readonly title: string;
  readonly description: string | null;
  readonly fields: readonly Field[];
  /** Has values that the product keeps by itself: tokens that come from signing in. */
  readonly hasKeptValues: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

/** From this length on a text is pasted, not typed: a key file. */
const LONG_TEXT = 4000;

/** The fields of a form for settings, from their JSON Schema, in its order. What it cannot draw is edited as JSON. */
export function readFields(schema: Schema): readonly Field[] {
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    // What the product keeps by itself, and what tells the ways apart, is not asked for.
    if (!isSchema(property) || property["readOnly"] === true || "const" in property) return [];
    const { title, description } = property;
    const kind = kindOf(property);
    return [
      {
        name,
        title: typeof title === "string" ? title : name,
        description: typeof description === "string" ? description : null,
        isRequired: required.includes(name) && property["default"] === undefined,
        initial: property["default"] ?? emptyOf(kind),
        isBeforeSignIn: property["beforeSignIn"] === true,
        hasChoices: property["choices"] !== false,
        kind,
      },
    ];
  });
}

/** The ways to fill in a form, in their order; one without a title where there is no choice. */
export function readWays(schema: Schema): readonly Way[] {
  const branches: unknown = schema["oneOf"] ?? schema["anyOf"];
  const found = Array.isArray(branches) ? branches.filter(isSchema) : [schema];
  return found.map((branch) => {
    const properties = Object.entries(isSchema(branch["properties"]) ? branch["properties"] : {});
    const constants = properties.flatMap(([name, property]) =>
      isSchema(property) && "const" in property ? [[name, property["const"]]] : [],
    );
    const { title, description } = branch;
    return {
      tag: Object.fromEntries(constants) as Settings,
      title: typeof title === "string" ? title : "",
      description: typeof description === "string" ? description : null,
      fields: readFields(branch),
      hasKeptValues: properties.some(([, property]) => isSchema(property) && property["readOnly"] === true),
    };
  });
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(property: Schema): FieldKind {
  const constants = constantsOf(property);
  if (constants !== null) return { type: "choice", choices: constants.map((value, index) => ({ key: String(index), value })) };
  const { type, items } = property;
  if (type === "boolean") return { type: "boolean" };
  if (type === "number" || type === "integer") return numberKind(property);
  if (type === "string") return { type: textKind(property) };
  if (type === "array" && isSchema(items) && items["type"] === "string") return { type: "list" };
  if (isSchema(property["properties"])) return { type: "group", fields: readFields(property) };
  return { type: "json" };
}

function textKind({ format, writeOnly, maxLength }: Schema): "text" | "secret" | "longSecret" {
  if (format !== "password" && writeOnly !== true) return "text";
  return typeof maxLength === "number" && maxLength >= LONG_TEXT ? "longSecret" : "secret";
}

function numberKind(property: Schema): FieldKind {
  const { type, minimum, exclusiveMinimum, maximum } = property;
  const min = typeof minimum === "number" ? minimum : exclusiveMinimum;
  return {
    type: "number",
    isWhole: type === "integer",
    ...(typeof min === "number" && { min }),
    ...(typeof maximum === "number" && { max: maximum }),
  };
}

/** The values of an enumeration, in either of the two ways to write one. */
function constantsOf({ enum: values, anyOf, oneOf }: Schema): readonly unknown[] | null {
  if (Array.isArray(values)) return values;
  const branches: unknown = anyOf ?? oneOf;
  if (!Array.isArray(branches) || branches.length === 0) return null;
  const constants = branches.map((branch: unknown) => (isSchema(branch) && "const" in branch ? [branch["const"]] : null));
  return constants.includes(null) ? null : constants.flatMap((each) => each ?? []);
}

function emptyOf(kind: FieldKind): unknown {
  if (kind.type === "boolean") return false;
  if (kind.type === "list") return [];
  return kind.type === "text" || kind.type === "secret" || kind.type === "longSecret" ? "" : undefined;
}

export function initialSettings(fields: readonly Field[], stored: Settings = {}): Settings {
  return Object.fromEntries(
    fields.map(({ name, initial, kind }) => {
      const value = stored[name] ?? initial;
      return [name, kind.type === "group" ? initialSettings(kind.fields, isSchema(value) ? value : {}) : value];
    }),
  );
}

/** What is sent: optional texts that were left empty are left out. */
export function settingsToSend(fields: readonly Field[], values: Settings): Record<string, unknown> {
  const entries = fields.map(({ name, isRequired, kind }): [string, unknown, boolean] => {
    const value = values[name];
    return [name, kind.type === "group" && isSchema(value) ? settingsToSend(kind.fields, value) : value, isRequired];
  });
  const sent = entries.filter(([, value, isRequired]) => value !== undefined && (value !== "" || isRequired));
  return Object.fromEntries(sent.map(([name, value]) => [name, value]));
}
