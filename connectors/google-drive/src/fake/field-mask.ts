/** Names of fields, each with those wanted below it; an empty one wants all. */
export type FieldMask = ReadonlyMap<string, FieldMask>;

/** Reads `nextPageToken,files(id,owners(emailAddress))`. Null when it is not well formed. */
export function readMask(text: string): FieldMask | null {
  const tokens = text.match(/[A-Za-z*][\w/*]*|[(),]/g) ?? [];
  if (tokens.join("") !== text.replaceAll(/\s/g, "")) return null;
  let at = 0;
  const group = (): Map<string, FieldMask> | null => {
    const mask = new Map<string, FieldMask>();
    for (;;) {
      const name = tokens[at++];
      if (name === undefined || /[(),]/.test(name)) return null;
      let below: FieldMask = new Map();
      if (tokens[at] === "(") {
        at++;
        const inner = group();
        if (inner === null || tokens[at++] !== ")") return null;
        below = inner;
      }
      mask.set(name, below);
      if (tokens[at] !== ",") return mask;
      at++;
    }
  };
  const mask = group();
  return at === tokens.length ? mask : null;
}

/** Only what the mask names. */
export function project(value: unknown, mask: FieldMask): unknown {
  if (mask.size === 0 || mask.has("*")) return value;
  if (Array.isArray(value)) return value.map((each) => project(each, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const below = mask.get(name);
      return below === undefined ? [] : [[name, project(inner, below)]];
    }),
  );
}
