/** Words by name, in groups. */
export interface Strings {
  readonly [name: string]: string | Strings;
}

/** The strings of one language laid over those of another: what the first lacks is said in the second. */
export function mergeStrings<Base extends Strings>(base: Base, over: Strings): Base {
  const merged: Record<string, string | Strings> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    merged[name] = typeof value === "object" && typeof below === "object" ? mergeStrings(below, value) : value;
  }
  return merged as Base;
}
