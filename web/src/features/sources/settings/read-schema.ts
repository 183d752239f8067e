export type Settings = Readonly<Record<string, unknown>>;

interface Choice {
  /** Of the control; its place in the list. */
  readonly key: string;
  readonly value: unknown;
}

export type FieldKind =
  | { readonly type: "text" | "secret" | "list" | "boolean" | "json" }
  | { readonly type: "number"; readonly min?: number; readonly max?: number; readonly isWhole: boolean }
  | { readonly type: "choice"; readonly choices: readonly Choice[] };

export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly isRequired: boolean;
  readonly initial: unknown;
  readonly kind: FieldKind;
}

type Schema = Readonly<Record<string, unknown>>;

/** The fields of a form for settings, from their JSON Schema, in its order. What it cannot draw is edited as JSON. */
export function readFields(schema: Schema): readonly Field[] {
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isSchema(property)) return [];
    const { title, description } = property;
    const kind = kindOf(property);
    return [
      {
        name,
        title: typeof title === "string" ? title : name,
        description: typeof description === "string" ? description : null,
        isRequired: required.includes(name) && property["default"] === undefined,
        initial: property["default"] ?? emptyOf(kind),
        kind,
      },
    ];
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
  if (type === "string") return { type: property["format"] === "password" || property["writeOnly"] === true ? "secret" : "text" };
  if (type === "array" && isSchema(items) && items["type"] === "string") return { type: "list" };
  return { type: "json" };
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
  return kind.type === "text" || kind.type === "secret" ? "" : undefined;
}

export function initialSettings(fields: readonly Field[], stored: Settings = {}): Settings {
  return Object.fromEntries(fields.map(({ name, initial }) => [name, stored[name] ?? initial]));
}

/** What is sent: optional texts that were left empty are left out. */
export function settingsToSend(fields: readonly Field[], values: Settings): Record<string, unknown> {
  const entries = fields.map(({ name, isRequired }): [string, unknown, boolean] => [name, values[name], isRequired]);
  const sent = entries.filter(([, value, isRequired]) => value !== undefined && (value !== "" || isRequired));
  return Object.fromEntries(sent.map(([name, value]) => [name, value]));
}
